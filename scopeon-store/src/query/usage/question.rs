//! What a usage report is asked for, and the order of its rows.

use std::cmp::Ordering;

use scopeon_core::metrics::cost::CostMode;
use scopeon_core::report::{Figures, GroupBy};
use scopeon_core::time::{Range, Timestamp, Zone};

use crate::query::filter::Filter;

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

/// Compares two rows, each a key and its figures.
pub(super) fn compare(sort: Sort, a: (&str, &Figures), b: (&str, &Figures)) -> Ordering {
    let by_value = match sort.key {
        SortKey::Key => by_key(a.0, b.0),
        SortKey::Cost(mode) => a.1.amount(mode).cmp(&b.1.amount(mode)),
        SortKey::Tokens => a.1.usage.total().cmp(&b.1.usage.total()),
        SortKey::Calls => a.1.calls.cmp(&b.1.calls),
    };
    let directed = match sort.direction {
        Direction::Ascending => by_value,
        Direction::Descending => by_value.reverse(),
    };
    directed.then_with(|| by_key(a.0, b.0))
}

/// Compares keys: hours by when they are, as one that comes twice where clocks go back does, everything else as text.
fn by_key(a: &str, b: &str) -> Ordering {
    hour(a).zip(hour(b)).map_or_else(|| a.cmp(b), |(a, b)| a.cmp(&b)).then_with(|| a.cmp(b))
}

/// Reads the key of an hour: `2026-10-25T02:00+01:00`.
fn hour(key: &str) -> Option<Timestamp> {
    let (local, offset) = key.split_at_checked("2026-10-25T02:00".len())?;
    let is_hour = local.as_bytes().get(10) == Some(&b'T') && offset.len() == "+01:00".len();
    is_hour.then(|| Timestamp::parse(&format!("{local}:00{offset}"))).flatten()
}
