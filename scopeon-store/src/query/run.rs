//! Buckets that are added up before they are priced: those of one session and class come one after the other, and the
//! cost of a sum is the sum of costs.

use scopeon_core::time::TimeBucket;

use super::bucket::Row;
use super::price::{Paid, Prices};
use crate::rollup::Cell;

/// What one run is of: its session and class, the period between two changes of prices, whether its calls state their
/// cost, and what else tells it apart.
type RunKey<K> = (i64, i64, usize, bool, K);

/// The run that is being added up.
pub(crate) struct Run<K> {
    place: Option<RunKey<K>>,
    quarter: TimeBucket,
    cell: Cell,
}

/// A run that is over, with what it cost.
pub(crate) struct Ended<K> {
    pub(crate) key: K,
    pub(crate) root: i64,
    pub(crate) class: i64,
    pub(crate) cell: Cell,
    pub(crate) paid: Paid,
}

impl<K: Copy + PartialEq> Run<K> {
    pub(crate) fn new() -> Self {
        Self { place: None, quarter: TimeBucket::default(), cell: Cell::default() }
    }

    /// Takes a bucket; returns the run before it if it is of another one.
    pub(crate) fn take(
        &mut self,
        (row, quarter): (&Row, TimeBucket),
        cell: &Cell,
        key: K,
        prices: &mut Prices<'_>,
    ) -> Option<Ended<K>> {
        let place = Some((row.root, row.class, prices.period(quarter), cell.is_stated(), key));
        if self.place == place {
            self.cell.add(cell);
            return None;
        }
        let ended = std::mem::replace(self, Self { place, quarter, cell: Cell::default() }).end(prices);
        self.cell.add(cell);
        ended
    }

    /// Returns the last run.
    pub(crate) fn end(self, prices: &mut Prices<'_>) -> Option<Ended<K>> {
        let (root, class, _, is_stated, key) = self.place.filter(|_| self.cell != Cell::default())?;
        let paid = Paid { is_stated, ..prices.paid(class, self.quarter, &self.cell) };
        Some(Ended { key, root, class, cell: self.cell, paid })
    }
}
