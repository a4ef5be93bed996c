//! "How much": the usage report by time, model, project and so on, by one key or one within another, from roll-ups alone.
//! What a row's keys are is `keys`' matter, how rows lie in each other `tree`'s.

mod keys;
mod question;
mod tree;

use std::collections::HashMap;

use rusqlite::{Connection, Result};
use scopeon_core::metrics::cost::CostMode;
use scopeon_core::pricing::PriceBook;
use scopeon_core::report::{GroupBy, Scope, UsageReport, UsageRow};

use super::Reader;
use super::agents_seen::AgentsSeen;
use super::filter::Selection;
use super::label::{NONE, label_text};
use super::price::Prices;
use super::run::{Ended, Run};
use super::scan::scan;
use super::sum::Sum;
use super::unrecorded::unrecorded;
use crate::error::StoreError;
use keys::{Keys, Path};
use question::compare;
pub use question::{Direction, MOST_KEYS, Sort, SortKey, UsageQuery};
use tree::Leaves;

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
