//! Whether to compact, and why.

use serde::{Deserialize, Serialize};

use super::outlook::Outlook;
use crate::metrics::Share;

/// What to do about a context.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum Advice {
    /// Nothing.
    GoOn,
    /// Compact at the next good moment.
    CompactSoon,
    /// Compact before the next prompt.
    CompactNow,
    /// Start a new session: compacting again would keep a summary of a summary.
    StartFresh,
}

/// Why.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum Because {
    /// There is room.
    Room,
    /// The capacity is unknown.
    CapacityUnknown,
    /// How much of it is in use is unknown.
    OccupancyUnknown,
    /// The window is at least 90% full.
    NearlyFull,
    /// The window is at least 75% full.
    Filling,
    /// At the present growth it lasts one more turn at most.
    LastTurn,
    /// At the present growth it lasts ten more calls at most.
    FewCallsLeft,
    /// The cache has run out while the window is at least half full: the next call pays the whole context as a
    /// write, so a smaller one is cheaper.
    CacheExpired,
    /// It was compacted three times or more and fills again.
    CompactedOften,
}

/// An advice with its reason.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct ContextAdvice {
    /// What to do.
    pub advice: Advice,
    /// Why.
    pub because: Because,
}

/// What else bears on an advice.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Situation {
    /// Compactions so far; those that only drop tool results do not count.
    pub compactions: u64,
    /// Milliseconds since the last call.
    pub idle_ms: u64,
    /// How long the cache of the last call lives, in milliseconds; 0 where nothing is cached.
    pub cache_ms: u64,
}

const NEARLY_FULL: Share = Share::from_bp(9_000);
const FILLING: Share = Share::from_bp(7_500);
const HALF: Share = Share::from_bp(5_000);

/// Returns what to do: the first rule that holds, in the order urgent to mild.
#[must_use]
pub fn advise(outlook: &Outlook, situation: &Situation) -> ContextAdvice {
    let Some(limit) = outlook.limit.value else {
        return ContextAdvice { advice: Advice::GoOn, because: Because::CapacityUnknown };
    };
    let Some(occupancy) = outlook.occupancy.value else {
        return ContextAdvice { advice: Advice::GoOn, because: Because::OccupancyUnknown };
    };
    let fill = Share::of(occupancy, limit);
    let at_most = |left: Option<u64>, most| left.is_some_and(|left| left <= most);
    let expired = situation.cache_ms > 0 && situation.idle_ms > situation.cache_ms;
    let rules = [
        (situation.compactions >= 3 && fill >= FILLING, Advice::StartFresh, Because::CompactedOften),
        (fill >= NEARLY_FULL, Advice::CompactNow, Because::NearlyFull),
        (at_most(outlook.turns_left.value, 1), Advice::CompactNow, Because::LastTurn),
        (expired && fill >= HALF, Advice::CompactNow, Because::CacheExpired),
        (fill >= FILLING, Advice::CompactSoon, Because::Filling),
        (at_most(outlook.calls_left.value, 10), Advice::CompactSoon, Because::FewCallsLeft),
    ];
    let (_, advice, because) =
        rules.into_iter().find(|rule| rule.0).unwrap_or((true, Advice::GoOn, Because::Room));
    ContextAdvice { advice, because }
}
