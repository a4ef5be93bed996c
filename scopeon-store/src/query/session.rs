//! One session in full: every call, tool, sub-agent and compaction.

use std::collections::{BTreeMap, HashMap};

use rusqlite::{Connection, OptionalExtension, Result, Row};
use scopeon_core::event::Finish;
use scopeon_core::money::PicoUsd;
use scopeon_core::pricing::PriceBook;
use scopeon_core::report::{
    CallRow, CompactionRow, Scope, SessionDetail, SubAgentRow, ToolRow, Unrecorded, UnrecordedRow,
};
use scopeon_core::time::{Range, Timestamp, Zone};

use super::Reader;
use super::call_details::{CallDetail, call_details};
use super::filter::{Filter, Selection};
use super::price::{Paid, Prices};
use super::projects::Projects;
use super::scan::scan;
use super::session_lookup::find_session;
use super::sessions::{SessionSum, session_row};
use super::span::span;
use super::sum::Sum;
use super::turns::{add_tools, recached, turns};
use super::usage::by_label;
use super::{agreement, unrecorded};
use crate::error::{At, StoreError};
use crate::rollup::Cell;
use crate::write::column;

impl Reader {
    /// Shows the session whose id starts with `id_prefix`, or for `latest` the one that was last active as of
    /// `now`.
    ///
    /// # Errors
    ///
    /// [`StoreError::UnknownSession`] and [`StoreError::AmbiguousSession`] when the prefix names none or
    /// several, another [`StoreError`] when the file cannot be read or is damaged.
    pub fn session(
        &self,
        id_prefix: &str,
        now: Timestamp,
        (zone, book): (Zone, &PriceBook),
    ) -> std::result::Result<SessionDetail, StoreError> {
        let view = self.conn.unchecked_transaction().at(&self.path)?;
        let root = find_session(&view, id_prefix, now).at(&self.path)??;
        detail(&view, root, now, (zone, book)).at(&self.path)
    }
}

fn detail(
    conn: &Connection,
    root: i64,
    now: Timestamp,
    (zone, book): (Zone, &PriceBook),
) -> Result<SessionDetail> {
    let mut prices = Prices::new(conn, book)?;
    let details = call_details(conn, root, now, &mut prices)?;
    let (calls, mut sum) = calls(conn, root, (&details, &mut prices))?;
    let by_model = by_model(conn, root, &mut prices)?;
    let mut buckets = Sum::default();
    for model in by_model.values() {
        buckets.merge(model);
    }
    sum.sum.best_as(&buckets);
    let unrecorded = unrecorded::of_root(conn, root, &mut prices)?;
    for (_, more) in &unrecorded {
        sum.sum.add_unrecorded(*more);
    }
    let (reported_total_usd, lines_added, lines_removed) = reported(conn, root)?;
    let (api_retries, api_errors) = failures(conn, root)?;
    let session = session_row(conn, &Projects::default(), (root, &sum), Some(now))?;
    let scope = Scope::new(now, zone, Range::default());
    let mut detail = SessionDetail::new(scope.of(vec![session.provider.clone()], BTreeMap::new()), session);
    detail.reported_total_usd = reported_total_usd;
    detail.lines_added = lines_added;
    detail.lines_removed = lines_removed;
    detail.by_model = by_label(conn, by_model)?;
    detail.top_turns = turns(&detail.session.id, &details);
    detail.top_turns.truncate(TOP_TURNS);
    add_tools(conn, root, &details, &mut detail.top_turns)?;
    detail.recached = recached(&detail.session.id, &details);
    detail.calls = calls;
    detail.unrecorded =
        unrecorded.into_iter().map(|(class, more)| unrecorded_row(&prices, class, more)).collect();
    detail.witnesses = agreement::of_root(conn, root, book)?;
    detail.partial_calls = partial_calls(conn, root)?;
    detail.tools = tally(conn, root, TOOLS)?;
    detail.mcp = tally(conn, root, MCP)?;
    detail.skills = tally(conn, root, SKILLS)?;
    detail.hooks = tally(conn, root, HOOKS)?;
    detail.sub_agents = sub_agents(conn, root, &mut prices)?;
    detail.compactions = compactions(conn, root)?;
    detail.api_retries = api_retries;
    detail.api_errors = api_errors;
    Ok(detail)
}

/// So many of the most expensive turns are told.
const TOP_TURNS: usize = 10;

/// Every call of a session and its sub-agents. `?1` is the root.
const CALLS: &str = "SELECT c.at, m.text, CASE WHEN c.session = ?1 THEN NULL ELSE coalesce(s.key, lower(hex(s.uid))) END, \
    c.input, c.output, c.reasoning, c.cache_read, c.cache_write_5m, c.cache_write_1h, c.searches, c.context, \
    c.class, c.reported, t.uses, c.finish, c.opens, k.model, \
    c.session IN (SELECT session FROM tool WHERE call IS NULL AND session IN \
        (SELECT id FROM session WHERE id = ?1 OR root = ?1)), c.uid \
    FROM call c JOIN session s ON s.id = c.session JOIN class k ON k.id = c.class JOIN label m ON m.id = k.model \
    LEFT JOIN (SELECT call, count(*) AS uses FROM tool WHERE call IS NOT NULL AND session IN \
        (SELECT id FROM session WHERE id = ?1 OR root = ?1) GROUP BY call) t ON t.call = c.uid \
    WHERE c.session IN (SELECT id FROM session WHERE id = ?1 OR root = ?1) ORDER BY c.at, c.uid";

fn calls(
    conn: &Connection,
    root: i64,
    (details, prices): (&[CallDetail], &mut Prices<'_>),
) -> Result<(Vec<CallRow>, SessionSum)> {
    let answers = details.iter().filter(|one| one.turn > 0).map(|one| (one.call.uid, one.turn));
    let turns: HashMap<[u8; 16], u64> = answers.collect();
    let mut find = conn.prepare_cached(CALLS)?;
    let mut rows = find.query([root])?;
    let (mut calls, mut sum) = (Vec::new(), SessionSum::default());
    while let Some(row) = rows.next()? {
        let (mut call, figures, paid) = read_call(row, prices)?;
        call.turn = turns.get(&row.get::<_, [u8; 16]>(18)?).copied();
        sum.sum.add(root, &figures, paid);
        sum.add_model(row.get(16)?, figures.calls);
        calls.push(call);
    }
    Ok((calls, sum))
}

fn read_call(row: &Row<'_>, prices: &mut Prices<'_>) -> Result<(CallRow, Cell, Paid)> {
    let at = column::instant(row, 0)?;
    let usage = column::usage(row, 3)?;
    let reported: Option<i64> = row.get(12)?;
    let finish = column::finish(row, 14)?;
    let figures = Cell {
        turns: column::count(row, 15)?,
        usage,
        reported_calls: reported.is_some().into(),
        reported: reported.unwrap_or(0),
        ..Cell::of(finish)
    };
    // As in every sum: by the price at the start of the call's bucket.
    let paid = prices.paid(row.get(11)?, at.quarter(), &figures);
    let mut call = CallRow::new(at, column::text(row, 1)?, usage);
    call.sub_agent = column::maybe_text(row, 2)?;
    // No call is made with an empty prompt.
    call.context = Some(column::count(row, 10)?).filter(|tokens| *tokens > 0);
    call.cost_usd = paid.usd;
    call.reported_usd = reported.map(|pico| PicoUsd::from_pico(pico.into()));
    // A call without a tool may have asked for one of those that are not told to be any call's.
    call.tools = column::maybe_count(row, 13)?.or((!row.get::<_, bool>(17)?).then_some(0));
    call.floor = paid.is_floor;
    call.unfinished = finish == Finish::Unfinished;
    call.unknown = finish == Finish::Unknown;

    Ok((call, figures, paid))
}

/// Sums what each model took of a session, by the label of the model and by bucket as every other sum.
fn by_model(conn: &Connection, root: i64, prices: &mut Prices<'_>) -> Result<HashMap<i64, Sum>> {
    let range = Range { since: span(conn, root)?.0, until: None };
    let filter = Filter::default();
    let mut selection = Selection::new(conn, &filter)?;
    let mut models: HashMap<i64, Sum> = HashMap::new();
    let model = |prices: &Prices<'_>, class: i64| prices.classes.get(&class).map_or(0, |class| class.model);
    scan(conn, &range, &mut selection, |row, quarter, cell| {
        if row.root == root {
            let sum = models.entry(model(prices, row.class)).or_default();
            sum.add(root, cell, prices.paid(row.class, quarter, cell));
        }
    })?;
    for (class, more) in unrecorded::of_root(conn, root, prices)? {
        models.entry(model(prices, class)).or_default().add_unrecorded(more);
    }
    Ok(models)
}

fn unrecorded_row(prices: &Prices<'_>, class: i64, unrecorded: Unrecorded) -> UnrecordedRow {
    let model = prices.classes.get(&class).map(|class| class.price.model.to_string());
    UnrecordedRow::new(model.unwrap_or_default(), unrecorded)
}

/// Calls made of totals, or of responses whose output alone is told; of a request that is told whole the context is known.
const PARTIAL: &str = "SELECT count(*) FROM session s JOIN rest r ON r.session = s.id JOIN call c ON c.uid = r.uid \
    WHERE (s.id = ?1 OR s.root = ?1) AND c.context = 0";

fn partial_calls(conn: &Connection, root: i64) -> Result<u64> {
    conn.prepare_cached(PARTIAL)?.query_row([root], |row| column::count(row, 0))
}

const TOOLS: &str = "SELECT coalesce(n.text, '(unknown)'), o.ok, o.input_bytes, o.output_bytes, o.ended - o.started \
    FROM tool o LEFT JOIN label n ON n.id = o.name WHERE o.mcp_tool IS NULL \
    AND o.session IN (SELECT id FROM session WHERE id = ?1 OR root = ?1)";
const MCP: &str = "SELECT ms.text || '/' || mt.text, o.ok, o.input_bytes, o.output_bytes, o.ended - o.started \
    FROM tool o JOIN label ms ON ms.id = o.mcp_server JOIN label mt ON mt.id = o.mcp_tool \
    WHERE o.session IN (SELECT id FROM session WHERE id = ?1 OR root = ?1)";
const SKILLS: &str = "SELECT n.text, NULL, NULL, NULL, NULL FROM skill x JOIN label n ON n.id = x.name \
    WHERE x.session IN (SELECT id FROM session WHERE id = ?1 OR root = ?1)";
const HOOKS: &str = "SELECT coalesce(n.text, e.text, '(unknown)'), x.ok, NULL, NULL, x.duration_ms FROM hook x \
    LEFT JOIN label n ON n.id = x.name LEFT JOIN label e ON e.id = x.event \
    WHERE x.session IN (SELECT id FROM session WHERE id = ?1 OR root = ?1)";

/// Counts uses by name, most used first.
fn tally(conn: &Connection, root: i64, uses: &'static str) -> Result<Vec<ToolRow>> {
    let mut find = conn.prepare_cached(uses)?;
    let mut rows = find.query([root])?;
    let mut tools = std::collections::BTreeMap::<String, ToolRow>::new();
    while let Some(row) = rows.next()? {
        let name = column::text(row, 0)?;
        let tool = tools.entry(name).or_insert_with_key(|name| no_use(name));
        add_use(tool, row)?;
    }
    let mut tools: Vec<_> = tools.into_values().collect();
    tools.sort_by(|a, b| b.uses.cmp(&a.uses).then_with(|| a.name.cmp(&b.name)));
    Ok(tools)
}

fn no_use(name: &str) -> ToolRow {
    ToolRow::new(name.to_owned(), 0, 0, 0, 0, 0)
}

fn add_use(tool: &mut ToolRow, row: &Row<'_>) -> Result<()> {
    let add = |sum: &mut u64, column: usize| {
        *sum = sum.saturating_add(column::maybe_count(row, column)?.unwrap_or(0));
        Ok(())
    };
    tool.uses += 1;
    tool.failures += u64::from(row.get::<_, Option<bool>>(1)? == Some(false));
    add(&mut tool.input_bytes, 2)?;
    add(&mut tool.output_bytes, 3)?;
    add(&mut tool.duration_ms, 4)
}

const SUB_AGENTS: &str = "SELECT s.id, coalesce(s.key, lower(hex(s.uid))), a.text, \
    CASE WHEN s.parent = ?1 THEN NULL ELSE coalesce(p.key, nullif(lower(hex(p.uid)), '')) END, \
    min(coalesce(s.first_at, (SELECT min(at) FROM call WHERE session = s.id)), \
        coalesce((SELECT min(at) FROM call WHERE session = s.id), s.first_at)) AS began \
    FROM session s LEFT JOIN label a ON a.id = s.agent_type LEFT JOIN session p ON p.id = s.parent \
    WHERE s.root = ?1 AND s.id <> ?1 ORDER BY began, s.uid";

fn sub_agents(conn: &Connection, root: i64, prices: &mut Prices<'_>) -> Result<Vec<SubAgentRow>> {
    let mut find = conn.prepare_cached(SUB_AGENTS)?;
    let mut rows = find.query([root])?;
    let mut agents = Vec::new();
    while let Some(row) = rows.next()? {
        agents.push(SubAgentRow::new(
            column::text(row, 1)?,
            column::maybe_text(row, 2)?,
            column::maybe_text(row, 3)?,
            column::maybe_instant(row, 4)?,
            own_sum(conn, (root, row.get(0)?), prices)?.figures(),
        ));
    }
    Ok(agents)
}

/// Sums what one sub-agent consumed itself.
fn own_sum(conn: &Connection, (root, session): (i64, i64), prices: &mut Prices<'_>) -> Result<Sum> {
    let mut find = conn.prepare_cached(
        "SELECT at, class, opens, finish, reported, input, output, reasoning, cache_read, cache_write_5m, \
         cache_write_1h, searches FROM call WHERE session = ?1",
    )?;
    let mut rows = find.query([session])?;
    let mut sum = Sum::default();
    while let Some(row) = rows.next()? {
        let usage = column::usage(row, 5)?;
        let reported: Option<i64> = row.get(4)?;
        let cell = Cell {
            turns: column::count(row, 2)?,
            usage,
            reported_calls: reported.is_some().into(),
            reported: reported.unwrap_or(0),
            ..Cell::of(column::finish(row, 3)?)
        };
        sum.add(root, &cell, prices.paid(row.get(1)?, column::instant(row, 0)?.quarter(), &cell));
    }
    Ok(sum)
}

fn compactions(conn: &Connection, root: i64) -> Result<Vec<CompactionRow>> {
    let mut find = conn.prepare_cached(
        "SELECT at, set_off_by, before, after, duration_ms FROM compaction \
         WHERE session IN (SELECT id FROM session WHERE id = ?1 OR root = ?1) ORDER BY at, uid",
    )?;
    let compactions = find.query_map([root], |row| {
        Ok(CompactionRow::new(
            column::instant(row, 0)?,
            column::text(row, 1)?,
            column::maybe_count(row, 2)?,
            column::maybe_count(row, 3)?,
            column::maybe_count(row, 4)?,
        ))
    })?;
    compactions.collect()
}

/// What the agent itself says of the whole session: its cost, lines added and lines removed.
fn reported(conn: &Connection, root: i64) -> Result<(Option<PicoUsd>, Option<u64>, Option<u64>)> {
    let mut find =
        conn.prepare_cached("SELECT reported_cost, lines_added, lines_removed FROM session WHERE id = ?1")?;
    find.query_row([root], |row| {
        // Who states lines alone says nothing of a cost.
        let cost = row.get::<_, Option<i64>>(0)?.filter(|pico| *pico > 0);
        let cost = cost.map(|pico| PicoUsd::from_pico(pico.into()));
        Ok((cost, column::maybe_count(row, 1)?, column::maybe_count(row, 2)?))
    })
}

/// Counts failed requests that were tried again, and those that were given up.
fn failures(conn: &Connection, root: i64) -> Result<(u64, u64)> {
    let mut find = conn.prepare_cached(
        "SELECT count(retry), count(*) - count(retry) FROM api_error \
         WHERE session IN (SELECT id FROM session WHERE id = ?1 OR root = ?1)",
    )?;
    let counts =
        find.query_row([root], |row| Ok((column::count(row, 0)?, column::count(row, 1)?))).optional()?;
    Ok(counts.unwrap_or_default())
}
