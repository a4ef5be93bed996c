//! Figures while they are summed.

use std::collections::HashSet;

use scopeon_core::metrics::cost::{CostMode, CostSum, best_known};
use scopeon_core::money::PicoUsd;
use scopeon_core::pricing::CostSplit;
use scopeon_core::report::{Figures, Unrecorded};

use super::price::Paid;
use crate::rollup::Cell;

/// A sum of buckets.
#[derive(Clone, Default)]
pub(crate) struct Sum {
    cell: Cell,
    split: CostSplit,
    /// What agents report, and where they do not, what is computed.
    best: PicoUsd,
    /// Calls of which neither is known.
    uncosted: u64,
    reported: PicoUsd,
    unpriced: u64,
    floors: u64,
    unrecorded: Unrecorded,
    roots: HashSet<i64>,
    /// Buckets of one session come one after the other.
    last_root: i64,
}

impl Sum {
    /// Adds a bucket, which costs that much if its price is known.
    pub(crate) fn add(&mut self, root: i64, cell: &Cell, paid: Paid) {
        self.cell.add(cell);
        self.reported = self.reported.plus(PicoUsd::from_pico(cell.reported.into()));
        self.best = self.best.plus(best(cell, paid));
        self.uncosted = self.uncosted.saturating_add(uncosted(cell, paid));
        if paid.is_floor {
            self.floors = self.floors.saturating_add(cell.calls);
        }
        match paid.usd {
            Some(_) => self.split = self.split.plus(paid.split),
            None => self.unpriced = self.unpriced.saturating_add(cell.calls),
        }
        if self.last_root != root {
            self.roots.insert(root);
            self.last_root = root;
        }
    }

    /// Adds what is in no call record.
    pub(crate) fn add_unrecorded(&mut self, more: Unrecorded) {
        self.unrecorded = self.unrecorded.plus(more);
    }

    /// Adds another sum.
    pub(crate) fn merge(&mut self, other: &Self) {
        self.cell.add(&other.cell);
        self.reported = self.reported.plus(other.reported);
        self.split = self.split.plus(other.split);
        self.best = self.best.plus(other.best);
        self.uncosted = self.uncosted.saturating_add(other.uncosted);
        self.unpriced = self.unpriced.saturating_add(other.unpriced);
        self.floors = self.floors.saturating_add(other.floors);
        self.unrecorded = self.unrecorded.plus(other.unrecorded);
        self.roots.extend(&other.roots);
    }

    /// Returns the sessions in it, by the rowids of their roots.
    pub(crate) const fn roots(&self) -> &HashSet<i64> {
        &self.roots
    }

    /// Takes the best that is known from a sum over the same calls by bucket: of calls that state their cost and others in
    /// one bucket, all sums say the same.
    pub(crate) const fn best_as(&mut self, buckets: &Self) {
        self.best = buckets.best;
        self.uncosted = buckets.uncosted;
    }

    pub(crate) fn figures(&self) -> Figures {
        let mut figures = Figures::default();
        figures.calls = self.cell.calls;
        figures.turns = self.cell.turns;
        figures.sessions = self.roots.len() as u64;
        figures.usage = self.cell.usage;
        figures.cost_usd = self.split.total();
        figures.split = self.split;
        figures.reported_calls = self.cell.reported_calls;
        figures.reported_usd = (self.cell.reported_calls > 0).then_some(self.reported);
        figures.unpriced_calls = self.unpriced;
        figures.floor_calls = self.floors;
        figures.unfinished_calls = self.cell.unfinished;
        figures.unknown_calls = self.cell.unknown;
        figures.unrecorded = self.unrecorded;
        figures.best_known_usd = self.best.plus(self.unrecorded.cost_usd);
        figures.uncosted_calls = self.uncosted;
        figures
    }
}

/// Returns the best that is known of what a bucket cost.
fn best(cell: &Cell, paid: Paid) -> PicoUsd {
    let computed = paid.usd.filter(|_| !paid.is_stated);
    best_known(computed, PicoUsd::from_pico(cell.reported.into()))
}

/// Returns what a bucket cost as one of the amounts that are known; what is not known is nothing.
pub(crate) fn amount(mode: CostMode, cell: &Cell, paid: Paid) -> PicoUsd {
    match mode {
        CostMode::Computed => paid.usd.unwrap_or_default(),
        CostMode::Reported => PicoUsd::from_pico(cell.reported.into()),
        CostMode::Best => best(cell, paid),
    }
}

/// Returns how many calls of a bucket the best that is known does not hold.
const fn uncosted(cell: &Cell, paid: Paid) -> u64 {
    match paid.usd {
        None if cell.reported > 0 => cell.calls.saturating_sub(cell.reported_calls),
        None => cell.calls,
        Some(_) => 0,
    }
}

/// Says what a bucket cost, as metrics take it.
pub(crate) fn costed(cell: &Cell, paid: Paid) -> CostSum {
    let unpriced = |count: u64| if paid.usd.is_none() { count } else { 0 };
    CostSum {
        calls: cell.calls,
        usage: cell.usage,
        cost_usd: paid.usd.unwrap_or_default(),
        unpriced_calls: unpriced(cell.calls),
        unpriced_tokens: unpriced(cell.usage.total()),
        floor_calls: if paid.is_floor { cell.calls } else { 0 },
    }
}
