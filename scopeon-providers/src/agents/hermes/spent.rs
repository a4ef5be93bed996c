//! What a session or a model of one used, as columns state it.

use crate::kit::row_view::RowView;
use scopeon_core::money::PicoUsd;
use scopeon_core::time::Timestamp;
use scopeon_core::usage::Usage;

/// Reads five counters, the first of which has the given number. The input leaves out what caches served.
pub(super) fn counters(row: RowView<'_>, first: usize) -> Usage {
    Usage {
        input: row.sum(first),
        output: row.sum(first + 1),
        cache_read: row.sum(first + 2),
        cache_write_5m: row.sum(first + 3),
        reasoning: row.sum(first + 4),
        ..Usage::default()
    }
}

/// What was billed, or else what the agent made of its price list.
pub(super) fn cost(row: RowView<'_>, actual: usize) -> Option<PicoUsd> {
    row.dollars(actual).or_else(|| row.dollars(actual + 1))
}

/// What was spent, and since when.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Spent {
    pub(super) usage: Usage,
    pub(super) cost: Option<PicoUsd>,
    pub(super) at: Option<Timestamp>,
}

impl Spent {
    pub(super) fn add(&mut self, other: Self) {
        self.usage += other.usage;
        self.cost = match (self.cost, other.cost) {
            (Some(a), Some(b)) => Some(a.plus(b)),
            (a, b) => a.or(b),
        };
        self.at = match (self.at, other.at) {
            (Some(a), Some(b)) => Some(a.min(b)),
            (a, b) => a.or(b),
        };
    }
}
