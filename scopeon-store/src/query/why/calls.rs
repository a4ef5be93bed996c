//! What only single calls tell: turns, what was cached again, large prompts, compactions.

use std::cmp::Reverse;

use rusqlite::{Connection, Result};
use scopeon_core::metrics::cache::{ColdWhy, RecacheWhy};
use scopeon_core::metrics::why::{LargePrompts, WhyInput, WhyTurn};
use scopeon_core::money::PicoUsd;
use scopeon_core::report::TurnRow;
use scopeon_core::time::Timestamp;
use scopeon_core::usage::Usage;

use super::gather::Gathered;
use crate::query::bucket::{Row, quarters};
use crate::query::call_details::{CallDetail, call_details};
use crate::query::filter::Selection;
use crate::query::label::session_key;
use crate::query::price::Prices;
use crate::query::query_context::QueryContext;
use crate::query::turns::{add_tools, turns};
use crate::write::column;

/// So many sessions are looked into, the most expensive ones, so that a question over years is answered in time. What the
/// others cost is said where it has any weight.
const MOST_SESSIONS: usize = 500;
/// So many turns are kept.
const MOST_TURNS: usize = 3;

/// Adds what the calls of the sessions tell.
pub(super) fn add(
    conn: &Connection,
    asked: &QueryContext<'_>,
    gathered: &Gathered,
    (input, prices): (&mut WhyInput, &mut Prices<'_>),
) -> Result<()> {
    let mut selection = Selection::new(conn, asked.filter)?;
    let mut top: Vec<(i64, TurnRow)> = Vec::new();
    let (mut worst, mut largest) = (PicoUsd::ZERO, PicoUsd::ZERO);
    let roots = gathered.roots();
    input.not_looked_into = gathered.sum_of(roots.get(MOST_SESSIONS..).unwrap_or_default());
    for root in roots.into_iter().take(MOST_SESSIONS) {
        let session = session_key(conn, root)?;
        let calls = within(call_details(conn, root, asked.now, prices)?, root, asked, &mut selection)?;
        top.extend(turns(&session, &calls).into_iter().take(MOST_TURNS).map(|turn| (root, turn)));
        top.sort_by_key(|(_, turn)| (Reverse(turn.cost_usd), turn.at, turn.number));
        top.truncate(MOST_TURNS);
        let (again, large) = (recached(&calls, input), large(&calls, input));
        if again > worst {
            (worst, input.recached.session) = (again, Some(session.clone()));
        }
        if large > largest {
            (largest, input.large.session) = (large, Some(session));
        }
        compacted(conn, root, asked, (&calls, input))?;
    }
    // Tools are looked up of the turns alone that are named.
    for (root, turn) in top {
        let calls = call_details(conn, root, asked.now, prices)?;
        let mut rows = [turn];
        add_tools(conn, root, &calls, &mut rows)?;
        input.turns.extend(rows.into_iter().filter_map(named));
    }
    Ok(())
}

/// The calls that the question lets in.
fn within(
    calls: Vec<CallDetail>,
    root: i64,
    asked: &QueryContext<'_>,
    selection: &mut Selection<'_>,
) -> Result<Vec<CallDetail>> {
    let (first, after) = quarters(&asked.range);
    let mut kept = Vec::with_capacity(calls.len());
    for one in calls {
        let (project, branch, class) = (one.call.project, one.call.branch, one.call.class);
        let is_in = (first..after).contains(&one.call.at.quarter().index());
        if is_in && selection.lets_in(&Row { session: root, root, project, branch, class })? {
            kept.push(one);
        }
    }
    Ok(kept)
}

/// Adds what was cached again, and returns what that cost.
fn recached(calls: &[CallDetail], input: &mut WhyInput) -> PicoUsd {
    let sum = &mut input.recached;
    let mut own = PicoUsd::ZERO;
    for one in calls.iter().filter_map(CallDetail::recached) {
        let place = RecacheWhy::ALL.iter().position(|why| *why == one.why);
        if let Some(count) = place.and_then(|place| sum.calls.get_mut(place)) {
            *count += 1;
        }
        sum.tokens = sum.tokens.saturating_add(one.tokens);
        own = own.plus(one.extra_usd.unwrap_or_default());
    }
    sum.extra_usd = sum.extra_usd.plus(own);
    own
}

/// Adds the calls with large prompts, and returns what they cost.
fn large(calls: &[CallDetail], input: &mut WhyInput) -> PicoUsd {
    let mut own = PicoUsd::ZERO;
    for one in calls.iter().filter(|one| one.point.usage.prompt() > LargePrompts::ABOVE) {
        input.large.calls += 1;
        own = own.plus(one.call.sum.cost_usd);
    }
    input.large.usd = input.large.usd.plus(own);
    own
}

/// Adds compactions, and what the first calls after them paid for their prompts.
fn compacted(
    conn: &Connection,
    root: i64,
    asked: &QueryContext<'_>,
    (calls, input): (&[CallDetail], &mut WhyInput),
) -> Result<()> {
    let since = asked.range.since.map_or(i64::MIN, Timestamp::millis);
    let until = asked.range.until.map_or(i64::MAX, Timestamp::millis);
    let mut find = conn.prepare_cached(
        "SELECT count(*) FROM compaction WHERE session IN (SELECT id FROM session WHERE id = ?1 OR root = ?1) \
         AND at >= ?2 AND at < ?3",
    )?;
    let own = find.query_row((root, since, until), |row| column::count(row, 0))?;
    input.compacted.compactions = input.compacted.compactions.saturating_add(own);
    for one in calls.iter().filter(|one| one.outcome.cold == Some(ColdWhy::ContextCut)) {
        let prompt = Usage { output: 0, reasoning: 0, web_searches: 0, ..one.point.usage };
        let usd = one.point.rates.map(|rates| rates.cost(&prompt)).unwrap_or_default();
        input.compacted.usd = input.compacted.usd.plus(usd);
    }
    Ok(())
}

fn named(row: TurnRow) -> Option<WhyTurn> {
    Some(WhyTurn {
        usd: row.cost_usd?,
        session: row.session,
        number: row.number,
        at: row.at,
        calls: row.calls,
        tools: row.tools,
    })
}
