//! Five-hour blocks and weeks, put together from the roll-ups. Only where a block begins, ends or follows a pause are
//! the calls themselves asked for their times.

use std::collections::{BTreeMap, BTreeSet, HashSet};
use std::ops::Range as Span;

use rusqlite::{Connection, Result};
use scopeon_core::metrics::blocks::{self, BLOCK_MS, BlockSum, Blocks};
use scopeon_core::metrics::cost::CostSum;
use scopeon_core::metrics::{Provenance, Reason};
use scopeon_core::report::{ActiveBlock, BlocksReport, WeekRow};
use scopeon_core::time::{Period, Range, TimeBucket, Timestamp};

use super::Reader;
use super::bucket::Row;
use super::filter::{Filter, Selection};
use super::limits;
use super::price::Prices;
use super::query_context::QueryContext;
use super::scan::scan;
use super::sum::costed;
use crate::error::StoreError;
use crate::write::column;

/// How far before the range calls are looked at: where a block starts depends on what came before, back to the
/// last pause, and few people work for two days without one.
const BEFORE_MS: i64 = 48 * 3_600_000;
/// How far before today's midnight an answer about the last three days begins.
const RUNNING_MS: i64 = 48 * 3_600_000;
/// Two quarters this far apart may have a pause of five hours between their calls.
const DOUBTFUL_MS: i64 = BLOCK_MS - TimeBucket::MILLIS;

impl Reader {
    /// Answers the blocks of a range, and the weeks from the one it begins in, at least the one before the running
    /// one, up to the running one. `week_reset` is an instant at which a week starts again; without it weeks are the
    /// calendar's.
    ///
    /// # Errors
    ///
    /// [`StoreError`] when the file cannot be read or is damaged.
    pub fn blocks(
        &self,
        asked: &QueryContext<'_>,
        week_reset: Option<Timestamp>,
    ) -> std::result::Result<BlocksReport, StoreError> {
        self.ask(|conn| answer(conn, asked, week_reset))
    }
}

/// Returns the block that runs now of what a filter lets in, as an answer about the last days has it.
pub(crate) fn running(
    conn: &Connection,
    asked: &QueryContext<'_>,
    filter: &Filter,
) -> Result<Option<blocks::Block>> {
    let mut filter = filter.clone();
    if filter.provider.is_empty() {
        filter.provider.push(blocks::AGENT.to_owned());
    }
    let today = asked.zone.floor(asked.now, Period::Day);
    let range = Range { since: Some(shifted(today, -RUNNING_MS)), until: None };
    let mut busy = Busy::read(conn, &QueryContext { range, filter: &filter, ..*asked }, None)?;
    Ok(blocks::active(&busy.blocks(conn)?, asked.now))
}

fn answer(conn: &Connection, asked: &QueryContext<'_>, reset: Option<Timestamp>) -> Result<BlocksReport> {
    let limits = limits::running(conn, &asked.filter.provider, asked.now)?;
    // A week of the vendor's own wins over the calendar's, and what the user states over both.
    let reset = reset.or_else(|| limits.iter().find(|limit| limit.window == "seven_day")?.resets_at);
    let week_of = |at: Timestamp| blocks::week(at, asked.zone, reset);
    let last_week = week_of(last_instant(asked));
    let week_before = week_of(shifted(last_week.start, -1));
    let first_week = asked.range.since.map(|since| week_of(since).start.min(week_before.start));
    let mut busy = Busy::read(conn, asked, first_week)?;
    let spans = busy.blocks(conn)?;
    let shown = |start: Timestamp, end: Timestamp| {
        asked.range.since.is_none_or(|since| end > since)
            && asked.range.until.is_none_or(|until| start < until)
    };
    let spans: Vec<_> = spans
        .into_iter()
        .filter(|span| match span {
            blocks::Span::Block(block) => shown(block.start, block.end),
            blocks::Span::Gap(gap) => shown(gap.start, gap.end),
        })
        .collect();
    let first_week = first_week.or_else(|| busy.first().map(|at| week_of(at).start.min(week_before.start)));
    let weeks = weeks(first_week.unwrap_or(week_before.start), &last_week, week_of);
    let weeks = weeks.into_iter().map(|week| busy.week(week)).collect();
    let active = blocks::active(&spans, asked.now)
        .map(|block| ActiveBlock::new(block, block.burn(), block.project(asked.now)));
    let whole = busy.quarters.values().map(|quarter| quarter.sum).fold(CostSum::default(), CostSum::plus);
    let tokens = Provenance::estimated(Reason::Reconstructed).and(asked.fidelity.tokens(&busy.providers));
    let provenance = whole.provenance(tokens);
    let scope = asked.scope(std::mem::take(&mut busy.providers));
    let mut report = BlocksReport::new(scope, true, provenance, active, spans, weeks);
    report.limits = limits;
    Ok(report)
}

/// The last instant a question is about: now, or earlier where its range ends earlier.
/// Returns from when on is read: without weeks nothing before the range counts, without a beginning all of history does.
fn earlier(from: Option<Timestamp>, first_week: Option<Timestamp>) -> Option<Timestamp> {
    from.map(|from| first_week.map_or(from, |week| week.min(from)))
}

fn last_instant(asked: &QueryContext<'_>) -> Timestamp {
    asked.range.until.map_or(asked.now, |until| shifted(until, -1).min(asked.now))
}

fn shifted(at: Timestamp, millis: i64) -> Timestamp {
    Timestamp::from_millis(at.millis().saturating_add(millis)).unwrap_or(at)
}

/// The weeks from one to another; there is at least the last one.
fn weeks(
    first: Timestamp,
    last: &Span<Timestamp>,
    week_of: impl Fn(Timestamp) -> Span<Timestamp>,
) -> Vec<Span<Timestamp>> {
    let mut weeks = Vec::new();
    let mut week = week_of(first);
    while week.start < last.start && week.start < week.end {
        let next = week_of(week.end);
        weeks.push(week);
        week = next;
    }
    weeks.push(last.clone());
    weeks
}

/// What calls of one bucket belong to, by rowid.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
struct CellKey {
    session: i64,
    project: i64,
    branch: i64,
    class: i64,
}

impl From<&Row> for CellKey {
    fn from(row: &Row) -> Self {
        Self { session: row.session, project: row.project, branch: row.branch, class: row.class }
    }
}

/// A quarter of an hour with calls.
#[derive(Default)]
struct Filled {
    sum: CostSum,
    places: Vec<CellKey>,
    /// When its first and its last call were made, once that was looked up.
    times: Option<(Timestamp, Timestamp)>,
}

/// The quarters of an hour with calls, in order.
struct Busy {
    quarters: BTreeMap<i64, Filled>,
    now: Timestamp,
    /// The quarters before it only count towards weeks.
    from: Option<Timestamp>,
    providers: BTreeSet<String>,
}

impl Busy {
    fn read(conn: &Connection, asked: &QueryContext<'_>, first_week: Option<Timestamp>) -> Result<Self> {
        let from = asked.range.since.map(|since| shifted(since, -BEFORE_MS));
        let range = Range { since: earlier(from, first_week), until: asked.range.until };
        let mut prices = Prices::new(conn, asked.book)?;
        let mut selection = Selection::new(conn, asked.filter)?;
        let mut quarters: BTreeMap<i64, Filled> = BTreeMap::new();
        let mut classes = BTreeSet::new();
        scan(conn, &range, &mut selection, |row, quarter, cell| {
            let paid = prices.paid(row.class, quarter, cell);
            let filled = quarters.entry(quarter.index()).or_default();
            filled.sum = filled.sum.plus(costed(cell, paid));
            filled.places.push(CellKey::from(row));
            classes.insert(row.class);
        })?;
        let agent = |class: &i64| Some(prices.classes.get(class)?.price.agent.as_str().to_owned());
        Ok(Self { quarters, now: asked.now, from, providers: classes.iter().filter_map(agent).collect() })
    }

    fn first(&self) -> Option<Timestamp> {
        self.quarters.keys().next().map(|index| TimeBucket::from_index(*index).start())
    }

    /// Puts blocks together: once to find where they begin and end, and again with the times of the calls there.
    fn blocks(&mut self, conn: &Connection) -> Result<Vec<blocks::Span>> {
        let doubtful = self.beside_pauses();
        self.look_up(conn, doubtful)?;
        let around = self.around_now();
        self.look_up(conn, around)?;
        let edges = self.joined().into_iter().filter_map(|span| match span {
            blocks::Span::Block(block) => {
                Some([block.first_at, block.last_at].map(|at| at.quarter().index()))
            }
            blocks::Span::Gap(_) => None,
        });
        let edges: Vec<i64> = edges.flatten().collect();
        self.look_up(conn, edges)?;
        Ok(self.joined())
    }

    fn joined(&self) -> Vec<blocks::Span> {
        let mut joined = Blocks::as_of(self.now);
        for (index, filled) in self.counted() {
            let start = TimeBucket::from_index(*index).start();
            let (first_at, last_at) = filled.times.unwrap_or((start, shifted(start, TimeBucket::MILLIS - 1)));
            joined.push_sum(&BlockSum {
                first_at,
                last_at,
                calls: filled.sum.calls,
                usage: filled.sum.usage,
                cost_usd: filled.sum.cost_usd,
                unpriced_calls: filled.sum.unpriced_calls,
                floor_calls: filled.sum.floor_calls,
            });
        }
        joined.finish()
    }

    fn counted(&self) -> impl Iterator<Item = (&i64, &Filled)> {
        let from = self.from.map_or(i64::MIN, |from| from.quarter().index());
        self.quarters.range(from..)
    }

    /// The quarters on both sides of what may be a pause of five hours.
    fn beside_pauses(&self) -> Vec<i64> {
        let indexes: Vec<i64> = self.counted().map(|(index, _)| *index).collect();
        let is_far = |pair: &&[i64]| (pair[1] - pair[0]).saturating_mul(TimeBucket::MILLIS) >= DOUBTFUL_MS;
        indexes.windows(2).filter(is_far).flatten().copied().collect()
    }

    /// The quarters where calls that are to come may divide from those before.
    fn around_now(&self) -> Vec<i64> {
        let reach = self.now.plus_clock_tolerance().quarter().index();
        let before = self.quarters.range(..=reach).rev().take(3);
        before.chain(self.quarters.range(reach + 1..).take(1)).map(|(index, _)| *index).collect()
    }

    fn look_up(&mut self, conn: &Connection, quarters: Vec<i64>) -> Result<()> {
        for index in quarters {
            if let Some(filled) = self.quarters.get_mut(&index).filter(|filled| filled.times.is_none()) {
                filled.times = times(conn, TimeBucket::from_index(index), &filled.places)?;
            }
        }
        Ok(())
    }

    fn week(&self, week: Span<Timestamp>) -> WeekRow {
        let indexes = week.start.quarter().index()..week.end.quarter().index();
        let sums = self.quarters.range(indexes).map(|(_, filled)| filled.sum);
        WeekRow::new(week.start, week.end, sums.fold(CostSum::default(), CostSum::plus))
    }
}

const FIRST: &str = "SELECT at, class, coalesce(project, 0), coalesce(branch, 0) FROM call \
    WHERE session = ?1 AND at >= ?2 AND at < ?3 ORDER BY at";
const LAST: &str = "SELECT at, class, coalesce(project, 0), coalesce(branch, 0) FROM call \
    WHERE session = ?1 AND at >= ?2 AND at < ?3 ORDER BY at DESC";

/// The first and the last call of a bucket. Each session is looked at once, from both ends to the first call that counts:
/// it may have worked in as many places as it made calls.
fn times(
    conn: &Connection,
    quarter: TimeBucket,
    places: &[CellKey],
) -> Result<Option<(Timestamp, Timestamp)>> {
    let sessions: BTreeSet<i64> = places.iter().map(|place| place.session).collect();
    let places: HashSet<CellKey> = places.iter().copied().collect();
    let mut found: Option<(Timestamp, Timestamp)> = None;
    for session in sessions {
        let edge = |statement| edge(conn, statement, (session, quarter), &places);
        if let Some((first, last)) = edge(FIRST)?.zip(edge(LAST)?) {
            found = Some(found.map_or((first, last), |(a, b)| (a.min(first), b.max(last))));
        }
    }
    Ok(found)
}

/// The first of a session's calls in a bucket, in the order of a statement, that belongs to one of the places.
fn edge(
    conn: &Connection,
    statement: &'static str,
    (session, quarter): (i64, TimeBucket),
    places: &HashSet<CellKey>,
) -> Result<Option<Timestamp>> {
    let (start, end) =
        (quarter.start().millis(), TimeBucket::from_index(quarter.index() + 1).start().millis());
    let mut find = conn.prepare_cached(statement)?;
    let mut rows = find.query((session, start, end))?;
    while let Some(row) = rows.next()? {
        let place = CellKey { session, class: row.get(1)?, project: row.get(2)?, branch: row.get(3)? };
        if places.contains(&place) {
            return column::instant(row, 0).map(Some);
        }
    }
    Ok(None)
}

#[cfg(test)]
mod tests {
    use scopeon_core::time::Timestamp;

    use super::earlier;

    /// A status reads two days for the running block, and once read three years.
    #[test]
    fn only_what_counts_is_read() {
        let at = Timestamp::from_millis;
        for (from, first_week, expected) in [
            (None, None, None),
            (None, at(5), None),
            (at(9), None, at(9)),
            (at(9), at(5), at(5)),
            (at(5), at(9), at(5)),
        ] {
            assert_eq!(earlier(from, first_week), expected, "{from:?} {first_week:?}");
        }
    }
}
