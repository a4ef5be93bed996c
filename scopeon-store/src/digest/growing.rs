//! The digests of one session while they grow, and what is read of the session for them.

use std::collections::BTreeMap;

use scopeon_core::time::{TimeBucket, Timestamp};

use super::SessionAggregate;
use crate::rollup::{QUARTERS, day_of};

/// A UTC day, and a project and a branch by their labels; 0 is none.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) struct AggregateKey {
    pub(crate) day: i64,
    pub(crate) project: i64,
    pub(crate) branch: i64,
}

/// The digests of one session.
pub(crate) type SessionAggregates = BTreeMap<AggregateKey, SessionAggregate>;

/// What the session itself says.
pub(super) struct Session {
    pub(super) id: i64,
    pub(super) project: i64,
    pub(super) branch: i64,
    pub(super) is_agent: bool,
    pub(super) agent_type: i64,
    pub(super) began: Option<i64>,
    pub(super) window: Option<u64>,
}

/// One call: whose it is, and where it is counted. As the figures take it, it is a [`CallPoint`] beside.
pub(super) struct Counted {
    pub(super) uid: [u8; 16],
    pub(super) at: Timestamp,
    pub(super) class: i64,
    pub(super) model: i64,
    pub(super) project: i64,
    pub(super) branch: i64,
    pub(super) window: Option<u64>,
}

/// Digests that grow, limited to the quarters that count.
pub(super) struct Growing {
    pub(super) quarters: (i64, i64),
    pub(super) digests: SessionAggregates,
}

impl Growing {
    /// Returns the digest of an instant in a project and branch; none where it does not count.
    pub(super) fn at(&mut self, millis: i64, (project, branch): (i64, i64)) -> Option<&mut SessionAggregate> {
        let quarter = millis.div_euclid(TimeBucket::MILLIS);
        if !(self.quarters.0..self.quarters.1).contains(&quarter) {
            return None;
        }
        let place = AggregateKey { day: day_of(millis), project, branch };
        let of_day = u8::try_from(quarter.rem_euclid(QUARTERS)).unwrap_or_default();
        Some(self.digests.entry(place).or_default().at(of_day))
    }
}
