//! What compactions did to a context.

use serde::{Deserialize, Serialize};

use crate::event::Trigger;
use crate::metrics::priced::CallPoint;
use crate::metrics::sample::Sample;
use crate::metrics::{Figure, Provenance, Reason, Share};
use crate::time::Timestamp;

/// One compaction as it was logged.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct CompactionPoint {
    /// When it happened.
    pub at: Timestamp,
    /// What set it off.
    pub trigger: Trigger,
    /// Tokens in the context before.
    pub before: Option<u64>,
    /// Tokens in the context after.
    pub after: Option<u64>,
    /// How long it took, in milliseconds.
    pub duration_ms: Option<u64>,
}

/// One compaction and what it freed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Compacted {
    /// When it happened.
    pub at: Timestamp,
    /// `manual`, `automatic`, `micro` or `unknown`.
    pub trigger: String,
    /// Tokens before: as logged, else the prompt of the last call before it.
    pub before: Figure<u64>,
    /// Tokens after: as logged, else the prompt of the first call after it.
    pub after: Figure<u64>,
    /// `before − after`, never below 0.
    pub freed: Figure<u64>,
    /// `freed ÷ before`.
    #[serde(rename = "freed_ratio")]
    pub freed_bp: Figure<Share>,
    /// How long it took, in milliseconds; none where the log does not say.
    pub duration_ms: Option<u64>,
}

/// All compactions of a session and their sums.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct CompactionHistory {
    /// Each, in order of time.
    pub compactions: Vec<Compacted>,
    /// How many the user asked for.
    pub manual: u64,
    /// How many the agent did by itself.
    pub automatic: u64,
    /// How many only dropped old tool results.
    pub micro: u64,
    /// Of how many the log does not say who asked for them.
    pub unknown: u64,
    /// Tokens freed by all of which it is known.
    pub freed: u64,
    /// The median size before, in tokens; 0 where none is known.
    pub median_before: u64,
}

/// Returns what compactions did; both lists in order of time, calls of the same context.
#[must_use]
pub fn compactions(points: &[CompactionPoint], calls: &[CallPoint]) -> CompactionHistory {
    let compactions: Vec<Compacted> = points.iter().map(|point| compacted(point, calls)).collect();
    let count = |trigger| points.iter().filter(|point| point.trigger == trigger).count() as u64;
    let known = compactions.iter().filter_map(|one| one.before.value);
    let median = Sample::new(known.map(i128::from)).median();
    CompactionHistory {
        manual: count(Trigger::Manual),
        automatic: count(Trigger::Automatic),
        micro: count(Trigger::Micro),
        unknown: count(Trigger::Unknown),
        freed: compactions.iter().filter_map(|one| one.freed.value).fold(0, u64::saturating_add),
        median_before: u64::try_from(median).unwrap_or_default(),
        compactions,
    }
}

fn compacted(point: &CompactionPoint, calls: &[CallPoint]) -> Compacted {
    let next = calls.partition_point(|call| call.at <= point.at);
    let nearest = |index: Option<usize>| index.and_then(|index| calls.get(index)).map(|call| call.context);
    let before = stated_or(point.before, nearest(next.checked_sub(1)));
    let after = stated_or(point.after, nearest(Some(next)));
    let provenance = before.provenance.and(after.provenance);
    let freed = before.value.zip(after.value).map(|(before, after)| before.saturating_sub(after));
    let freed_bp = freed.zip(before.value).map(|(freed, before)| Share::of(freed, before));
    Compacted {
        at: point.at,
        trigger: name(point.trigger).to_owned(),
        before,
        after,
        freed: Figure { value: freed, provenance },
        freed_bp: Figure { value: freed_bp, provenance },
        duration_ms: point.duration_ms,
    }
}

fn stated_or(stated: Option<u64>, nearest: Option<u64>) -> Figure<u64> {
    match (stated, nearest) {
        (Some(tokens), _) => Figure::exact(tokens),
        (None, value) => Figure { value, provenance: Provenance::estimated(Reason::Reconstructed) },
    }
}

const fn name(trigger: Trigger) -> &'static str {
    match trigger {
        Trigger::Manual => "manual",
        Trigger::Automatic => "automatic",
        Trigger::Micro => "micro",
        Trigger::Unknown => "unknown",
    }
}
