//! Sessions: the list, and what each row of it is made of.

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};

use rusqlite::{Connection, Result, Row};
use scopeon_core::money::PicoUsd;
use scopeon_core::pricing::PriceBook;
use scopeon_core::report::{Scope, SessionRow, SessionsReport, Unrecorded};
use scopeon_core::time::{Range, Timestamp, Zone};

use super::Reader;
use super::filter::{Filter, Selection};
use super::label::label_text;
use super::price::Prices;
use super::projects::Projects;
use super::recent_sessions::recent_sessions;
use super::run::{Ended, Run};
use super::scan::scan;
use super::span::{activity, shown, span};
use super::sum::Sum;
use super::unrecorded::unrecorded;
use super::usage::{Direction, SortKey};
use crate::error::StoreError;
use crate::write::column;

/// What a list of sessions is asked for.
#[derive(Clone, Debug)]
pub struct SessionsQuery {
    /// When they had calls.
    pub range: Range,
    /// The zone in which times are shown.
    pub zone: Zone,
    /// What is counted.
    pub filter: Filter,
    /// In which order.
    pub sort: SessionsSort,
    /// How many at most; the total holds all.
    pub limit: Option<usize>,
    /// When it is asked: what is dated later by a clock that was wrong makes no session the last active one. None where
    /// every time is believed.
    pub now: Option<Timestamp>,
}

/// The order of sessions.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum SessionsSort {
    /// Last active first.
    #[default]
    Activity,
    /// By their figures, or by their id.
    By(SortKey, Direction),
}

impl SessionsQuery {
    /// Asks for all sessions, last active first.
    #[must_use]
    pub fn new(zone: Zone) -> Self {
        Self {
            range: Range::default(),
            zone,
            filter: Filter::default(),
            sort: SessionsSort::Activity,
            limit: None,
            now: None,
        }
    }
}

impl Reader {
    /// Lists sessions with their sums, sub-agents included.
    ///
    /// # Errors
    ///
    /// [`StoreError`] when the file cannot be read or is damaged.
    pub fn sessions(
        &self,
        query: &SessionsQuery,
        book: &PriceBook,
    ) -> std::result::Result<SessionsReport, StoreError> {
        self.ask(|conn| {
            let (total, rows) = answer(conn, query, book)?;
            let providers: BTreeSet<String> = rows.iter().map(|row| row.provider.clone()).collect();
            let scope = Scope::new(query.now.unwrap_or_default(), query.zone, query.range);
            let scope = scope.of(providers.into_iter().collect(), BTreeMap::new());
            Ok(SessionsReport::new(scope, rows, total.figures()))
        })
    }
}

/// A session's sums, and its calls by model.
#[derive(Default)]
pub(crate) struct SessionSum {
    pub(crate) sum: Sum,
    models: HashMap<i64, u64>,
}

fn answer(conn: &Connection, query: &SessionsQuery, book: &PriceBook) -> Result<(Sum, Vec<SessionRow>)> {
    if let (SessionsSort::Activity, Some(count)) = (query.sort, query.limit) {
        let total = sum_all(conn, query, book)?;
        if let Some(roots) = recent_sessions(conn, total.roots(), (count, query.now))? {
            let sessions = rows_of(conn, query, book, &roots)?;
            return Ok((total, sessions));
        }
    }
    let mut total = Sum::default();
    let (sums, others) = sum_sessions(conn, query, book, |_| true)?;
    total.add_unrecorded(others);
    for session in sums.values() {
        total.merge(&session.sum);
    }
    Ok((total, list(conn, query, sums)?))
}

fn sum_all(conn: &Connection, query: &SessionsQuery, book: &PriceBook) -> Result<Sum> {
    let mut prices = Prices::new(conn, book)?;
    let mut selection = Selection::new(conn, &query.filter)?;
    let mut total = Sum::default();
    let mut end = |ended: Option<Ended<()>>| {
        if let Some(ended) = ended {
            total.add(ended.root, &ended.cell, ended.paid);
        }
    };
    let mut run = Run::new();
    scan(conn, &query.range, &mut selection, |row, quarter, cell| {
        end(run.take((row, quarter), cell, (), &mut prices));
    })?;
    end(run.end(&mut prices));
    unrecorded(conn, &query.range, (&mut selection, &mut prices), |_, _, more| total.add_unrecorded(more))?;
    Ok(total)
}

/// Sums a few sessions, from the first instant of any of them on.
fn rows_of(
    conn: &Connection,
    query: &SessionsQuery,
    book: &PriceBook,
    roots: &[i64],
) -> Result<Vec<SessionRow>> {
    let mut first = None;
    for root in roots {
        first = [first, span(conn, *root)?.0].into_iter().flatten().min();
    }
    let wanted: HashSet<i64> = roots.iter().copied().collect();
    let mut query = query.clone();
    query.range.since = query.range.since.max(first);
    let (mut sums, _) = sum_sessions(conn, &query, book, |root| wanted.contains(&root))?;
    let projects = Projects::read(conn, &query.filter.aliases)?;
    let row =
        |root: &i64| session_row(conn, &projects, (*root, &sums.remove(root).unwrap_or_default()), query.now);
    roots.iter().map(row).collect()
}

/// Sums sessions; what is in no call record of those without a call comes beside them.
fn sum_sessions(
    conn: &Connection,
    query: &SessionsQuery,
    book: &PriceBook,
    is_wanted: impl Fn(i64) -> bool,
) -> Result<(HashMap<i64, SessionSum>, Unrecorded)> {
    let mut prices = Prices::new(conn, book)?;
    let mut selection = Selection::new(conn, &query.filter)?;
    let (mut sessions, mut others) = (HashMap::<i64, SessionSum>::new(), Unrecorded::default());
    scan(conn, &query.range, &mut selection, |row, quarter, cell| {
        if !is_wanted(row.root) {
            return;
        }
        let cost = prices.paid(row.class, quarter, cell);
        let model = prices.classes.get(&row.class).map_or(0, |class| class.model);
        let session = sessions.entry(row.root).or_default();
        session.sum.add(row.root, cell, cost);
        session.add_model(model, cell.calls);
    })?;
    unrecorded(conn, &query.range, (&mut selection, &mut prices), |row, _, more| {
        match sessions.get_mut(&row.root) {
            Some(session) => session.sum.add_unrecorded(more),
            None => others = others.plus(more),
        }
    })?;
    Ok((sessions, others))
}

impl SessionSum {
    /// Sums a session from all its roll-ups.
    pub(crate) fn whole(conn: &Connection, root: i64, prices: &mut Prices<'_>) -> Result<Self> {
        let range = Range { since: span(conn, root)?.0, until: None };
        Self::of_root(conn, root, (&range, &Filter::default()), prices)
    }

    /// Sums what of one session lies in a range and passes a filter.
    pub(crate) fn of_root(
        conn: &Connection,
        root: i64,
        (range, filter): (&Range, &Filter),
        prices: &mut Prices<'_>,
    ) -> Result<Self> {
        let mut selection = Selection::new(conn, filter)?;
        let mut session = Self::default();
        scan(conn, range, &mut selection, |row, quarter, cell| {
            if row.root == root {
                session.sum.add(root, cell, prices.paid(row.class, quarter, cell));
                session.add_model(prices.classes.get(&row.class).map_or(0, |class| class.model), cell.calls);
            }
        })?;
        unrecorded(conn, range, (&mut selection, prices), |row, _, more| {
            if row.root == root {
                session.sum.add_unrecorded(more);
            }
        })?;
        Ok(session)
    }

    pub(crate) fn add_model(&mut self, model: i64, calls: u64) {
        *self.models.entry(model).or_default() += calls;
    }

    /// Returns the models, most used first.
    fn models(&self, conn: &Connection) -> Result<Vec<String>> {
        let mut models = Vec::with_capacity(self.models.len());
        for (model, calls) in &self.models {
            models.push((std::cmp::Reverse(*calls), label_text(conn, *model)?.unwrap_or_default()));
        }
        models.sort();
        Ok(models.into_iter().map(|(_, model)| model).collect())
    }
}

fn list(conn: &Connection, query: &SessionsQuery, sums: HashMap<i64, SessionSum>) -> Result<Vec<SessionRow>> {
    let mut ordered = Vec::with_capacity(sums.len());
    for (root, sum) in sums {
        ordered.push((number(conn, query, root, &sum)?, root, sum));
    }
    let is_down = !matches!(query.sort, SessionsSort::By(_, Direction::Ascending));
    ordered.sort_by(|(a, ..), (b, ..)| if is_down { b.cmp(a) } else { a.cmp(b) });
    let count = query.limit.unwrap_or(usize::MAX);
    // Ids decide between equals only; what lies behind the last one shown has none looked up.
    let last = count.checked_sub(1).and_then(|last| ordered.get(last)).map(|(number, ..)| *number);
    let is_behind =
        |number: i128| last.is_some_and(|last| if is_down { number < last } else { number > last });
    ordered.truncate(ordered.partition_point(|(number, ..)| !is_behind(*number)));
    let mut named = Vec::with_capacity(ordered.len());
    for (number, root, sum) in ordered {
        named.push(((number, super::label::session_key(conn, root)?), root, sum));
    }
    named.sort_by(|(a, ..), (b, ..)| if is_down { b.cmp(a) } else { a.cmp(b) });
    named.truncate(count);
    let projects = Projects::read(conn, &query.filter.aliases)?;
    named.into_iter().map(|(_, root, sum)| session_row(conn, &projects, (root, &sum), query.now)).collect()
}

/// What puts a session whose time is believed before every other: more than any time.
const BELIEVED: i128 = 1 << 64;

/// The number a session is sorted by.
fn number(conn: &Connection, query: &SessionsQuery, root: i64, sum: &SessionSum) -> Result<i128> {
    let figures = sum.sum.figures();
    Ok(match query.sort {
        SessionsSort::Activity => {
            let (is_believed, last) = activity(conn, root, query.now)?;
            last.map_or(0, |at| i128::from(at.millis()) + if is_believed { BELIEVED } else { 0 })
        }
        SessionsSort::By(SortKey::Key, _) => 0,
        SessionsSort::By(SortKey::Cost(mode), _) => figures.amount(mode).map_or(-1, PicoUsd::pico),
        SessionsSort::By(SortKey::Tokens, _) => figures.usage.total().into(),
        SessionsSort::By(SortKey::Calls, _) => figures.calls.into(),
    })
}

const SESSION: &str = "SELECT coalesce(s.key, lower(hex(s.uid))), p.name, coalesce(s.project, 0), b.text, v.text, e.text, \
    coalesce(f.key, nullif(lower(hex(f.uid)), '')), (SELECT count(*) FROM session c WHERE c.root = s.id AND c.id <> s.id) \
    FROM session s JOIN provider p ON p.id = s.provider \
    LEFT JOIN label b ON b.id = s.branch LEFT JOIN label v ON v.id = s.version \
    LEFT JOIN label e ON e.id = s.entry_point LEFT JOIN session f ON f.id = s.forked_from WHERE s.id = ?1";

/// Makes a session's row as of `now`, with its project as it is shown among others.
pub(crate) fn session_row(
    conn: &Connection,
    projects: &Projects,
    (root, sum): (i64, &SessionSum),
    now: Option<Timestamp>,
) -> Result<SessionRow> {
    let (first_at, last_at) = shown(conn, root, now)?;
    let models = sum.models(conn)?;
    let figures = sum.sum.figures();
    let read = |row: &Row<'_>| {
        let mut shown = SessionRow::new(column::text(row, 0)?, column::text(row, 1)?, figures);
        shown.project = projects.name(conn, projects.of(row.get(2)?))?;
        shown.branch = column::maybe_text(row, 3)?;
        shown.version = column::maybe_text(row, 4)?;
        shown.entry_point = column::maybe_text(row, 5)?;
        shown.forked_from = column::maybe_text(row, 6)?;
        shown.first_at = first_at;
        shown.last_at = last_at;
        shown.models = models;
        shown.sub_agents = column::count(row, 7)?;
        Ok(shown)
    };
    conn.prepare_cached(SESSION)?.query_row([root], read)
}
