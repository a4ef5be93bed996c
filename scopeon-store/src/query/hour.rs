//! What the last hour took, to the millisecond: its quarters as they are summed, and of the two that it begins and ends
//! in the calls themselves.

use rusqlite::{Connection, Result};
use scopeon_core::metrics::cost::{Burn, CostSum, burn};
use scopeon_core::metrics::{Figure, Provenance};
use scopeon_core::time::{TimeBucket, Timestamp};

use super::agents_seen::AgentsSeen;
use super::bucket::Row;
use super::price::{Paid, Prices};
use super::sum::costed;
use crate::rollup::Cell;
use crate::write::column;

const HOUR_MS: i64 = 3_600_000;

/// The hour before an instant.
pub(crate) struct LastHour {
    since: Timestamp,
    now: Timestamp,
    sum: CostSum,
    classes: AgentsSeen,
    /// Buckets that lie in it in part.
    edges: Vec<(Row, TimeBucket)>,
}

impl LastHour {
    pub(crate) fn before(now: Timestamp) -> Self {
        let since = Timestamp::from_millis(now.millis() - HOUR_MS).unwrap_or_default();
        Self { since, now, sum: CostSum::default(), classes: AgentsSeen::default(), edges: Vec::new() }
    }

    /// Takes a bucket, wherever it lies.
    pub(crate) fn take(&mut self, row: &Row, quarter: TimeBucket, cell: &Cell, paid: Paid) {
        let (first, last) = (self.since.quarter(), self.now.quarter());
        if first < quarter && quarter < last {
            self.add(row.class, cell, paid);
        } else if quarter == first || quarter == last {
            self.edges.push((*row, quarter));
        }
    }

    /// Sums the calls of buckets that lie in the hour in part.
    pub(crate) fn look_up(&mut self, conn: &Connection, prices: &mut Prices<'_>) -> Result<()> {
        for (row, quarter) in std::mem::take(&mut self.edges) {
            let cell = self.inside(conn, &row, quarter)?;
            if cell != Cell::default() {
                let paid = prices.paid(row.class, quarter, &cell);
                self.add(row.class, &cell, paid);
            }
        }
        Ok(())
    }

    fn inside(&self, conn: &Connection, row: &Row, quarter: TimeBucket) -> Result<Cell> {
        let after = TimeBucket::from_index(quarter.index() + 1).start().millis();
        let from = quarter.start().max(self.since).millis();
        let to = after.min(self.now.millis() + 1);
        let mut find = conn.prepare_cached(
            "SELECT input, output, reasoning, cache_read, cache_write_5m, cache_write_1h, searches, finish < 2 FROM call \
             WHERE session = ?1 AND at >= ?2 AND at < ?3 AND class = ?4 AND coalesce(project, 0) = ?5 \
             AND coalesce(branch, 0) = ?6",
        )?;
        let mut rows = find.query((row.session, from, to, row.class, row.project, row.branch))?;
        let mut sum = Cell::default();
        while let Some(row) = rows.next()? {
            let usage = column::usage(row, 0)?;
            sum.add(&Cell { calls: column::count(row, 7)?, usage, ..Cell::default() });
        }
        Ok(sum)
    }

    fn add(&mut self, class: i64, cell: &Cell, paid: Paid) {
        self.sum = self.sum.plus(costed(cell, paid));
        self.classes.add(class);
    }

    /// The classes that calls in it are of.
    pub(crate) const fn classes(&self) -> &AgentsSeen {
        &self.classes
    }

    /// The rate over the hour.
    pub(crate) fn burn(&self, tokens: Provenance) -> Figure<Burn> {
        let rate = burn(self.sum.known_usd(), self.sum.usage.total(), HOUR_MS.unsigned_abs());
        Figure::new(rate, self.sum.provenance(tokens))
    }
}
