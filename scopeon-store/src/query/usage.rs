//! "How much": the usage report by time, model, project and so on, by one key or one within another, from roll-ups alone.
//! What a row's keys are is `keys`' matter, how rows lie in each other `tree`'s.

mod keys;
mod tree;

use std::collections::HashMap;

use rusqlite::{Connection, Result};
use scopeon_core::metrics::cost::CostMode;
use scopeon_core::pricing::PriceBook;
use scopeon_core::report::{Figures, GroupBy, Scope, UsageReport, UsageRow};
use scopeon_core::time::{Range, Timestamp, Zone};

use super::Reader;
use super::agents_seen::AgentsSeen;
use super::filter::{Filter, Selection};
use super::label::{NONE, label_text};
use super::price::Prices;
use super::run::{Ended, Run};
use super::scan::scan;
use super::sum::Sum;
use super::unrecorded::unrecorded;
use crate::error::StoreError;
use keys::{Keys, Path};
use tree::Leaves;

/// By how many keys a report is made at most.
pub const MOST_KEYS: usize = 3;

/// What a usage report is asked for.
#[derive(Clone, Debug)]
pub struct UsageQuery {
    /// When; buckets of 15 minutes are taken whole.
    pub range: Range,
    /// Whose days, weeks and months.
    pub zone: Zone,
    /// The instant of the answer; none where nobody asks for it.
    pub now: Option<Timestamp>,
    /// What rows stand for, and what the rows within each: at most [`MOST_KEYS`], more are left out.
    pub keys: Vec<GroupBy>,
    /// What is counted.
    pub filter: Filter,
    /// In which order, by key; those of a key without one are sorted by their names.
    pub sorts: Vec<Sort>,
    /// How many rows of the first key at most; the total holds all.
    pub limit: Option<usize>,
}

impl UsageQuery {
    /// Asks for everything, sorted by name.
    #[must_use]
    pub fn new(by: GroupBy, zone: Zone) -> Self {
        Self {
            range: Range::default(),
            zone,
            now: None,
            keys: vec![by],
            filter: Filter::default(),
            sorts: Vec::new(),
            limit: None,
        }
    }
}

/// The order of rows. Equal ones are sorted by key.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Sort {
    /// What they are sorted by.
    pub key: SortKey,
    /// Smallest or largest first.
    pub direction: Direction,
}

/// What rows are sorted by.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum SortKey {
    /// Their key: the date or the name.
    #[default]
    Key,
    /// Their cost, as that amount; what is not known is least.
    Cost(CostMode),
    /// All their tokens.
    Tokens,
    /// Their calls.
    Calls,
}

/// Smallest or largest first.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Direction {
    /// Smallest first.
    #[default]
    Ascending,
    /// Largest first.
    Descending,
}

impl Reader {
    /// Answers how much was used.
    ///
    /// # Errors
    ///
    /// [`StoreError`] when the file cannot be read or is damaged.
    pub fn usage(
        &self,
        query: &UsageQuery,
        book: &PriceBook,
    ) -> std::result::Result<UsageReport, StoreError> {
        self.ask(|conn| answer(conn, query, book))
    }
}

fn answer(conn: &Connection, query: &UsageQuery, book: &PriceBook) -> Result<UsageReport> {
    let mut prices = Prices::new(conn, book)?;
    let mut selection = Selection::new(conn, &query.filter)?;
    let (mut keys, mut leaves) = (Keys::new(conn, query)?, Leaves::new(&query.keys));
    let mut seen = AgentsSeen::default();
    let mut run = Run::new();
    let mut end = |ended: Option<Ended<Path>>, prices: &Prices<'_>| {
        if let Some(ended) = ended {
            seen.add(ended.class);
            leaves.add(&ended, prices);
        }
    };
    scan(conn, &query.range, &mut selection, |row, quarter, cell| {
        let path = keys.path(row, quarter, &prices);
        end(run.take((row, quarter), cell, path, &mut prices), &prices);
    })?;
    end(run.end(&mut prices), &prices);
    // What is in no call record stands in the rows that its calls would stand in.
    let mut beyond = Vec::new();
    unrecorded(conn, &query.range, (&mut selection, &mut prices), |row, quarter, more| {
        beyond.push((*row, quarter, more));
    })?;
    for (row, quarter, more) in beyond {
        seen.add(row.class);
        leaves.add_unrecorded(keys.path(&row, quarter, &prices), more);
    }
    let mut rows = leaves.rows(conn, query, &keys)?;
    let scope = Scope::new(query.now.unwrap_or_default(), query.zone, query.range);
    let total = rows.total();
    let by = query.keys.first().copied().unwrap_or(GroupBy::Daily);
    let (shown, more) = rows.shown(conn, query)?;
    let mut report = UsageReport::new(scope, by, shown, total);
    report.keys = keys.groups().to_vec();
    report.more = more;
    report.scope.providers = seen.agents(&prices).into_iter().collect();
    Ok(report)
}

/// Makes rows of sums by label, the most expensive first.
pub(crate) fn by_label(conn: &Connection, sums: HashMap<i64, Sum>) -> Result<Vec<UsageRow>> {
    let mut rows = Vec::with_capacity(sums.len());
    for (label, sum) in sums {
        let key = label_text(conn, label)?.unwrap_or_else(|| NONE.to_owned());
        rows.push(UsageRow::new(key, sum.figures(), None));
    }
    sort(&mut rows, Sort { key: SortKey::Cost(CostMode::Computed), direction: Direction::Descending });
    Ok(rows)
}

pub(crate) fn sort(rows: &mut [UsageRow], sort: Sort) {
    rows.sort_by(|a, b| compare(sort, (&a.key, &a.figures), (&b.key, &b.figures)));
}

fn compare(sort: Sort, a: (&str, &Figures), b: (&str, &Figures)) -> std::cmp::Ordering {
    let by_value = match sort.key {
        SortKey::Key => a.0.cmp(b.0),
        SortKey::Cost(mode) => a.1.amount(mode).cmp(&b.1.amount(mode)),
        SortKey::Tokens => a.1.usage.total().cmp(&b.1.usage.total()),
        SortKey::Calls => a.1.calls.cmp(&b.1.calls),
    };
    let directed = match sort.direction {
        Direction::Ascending => by_value,
        Direction::Descending => by_value.reverse(),
    };
    directed.then_with(|| a.0.cmp(b.0))
}
