//! The bucket of 15 minutes that a roll-up holds: what it belongs to, and which of them a range takes in.

use scopeon_core::time::{Range, TimeBucket};

/// What a bucket belongs to, by rowid; 0 is none for project and branch.
#[derive(Clone, Copy)]
pub(crate) struct Row {
    pub(crate) session: i64,
    pub(crate) root: i64,
    pub(crate) project: i64,
    pub(crate) branch: i64,
    pub(crate) class: i64,
}

/// Returns the first bucket of a range and the first after it.
pub(crate) fn quarters(range: &Range) -> (i64, i64) {
    let first = range.since.map_or(i64::MIN, |since| since.quarter().index());
    let up = |until: i64| {
        until.div_euclid(TimeBucket::MILLIS) + i64::from(until.rem_euclid(TimeBucket::MILLIS) > 0)
    };
    (first, range.until.map_or(i64::MAX, |until| up(until.millis())))
}
