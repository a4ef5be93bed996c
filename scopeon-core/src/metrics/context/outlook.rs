//! How full the window is, how fast it fills and how long it lasts.

use serde::{Deserialize, Serialize};

use super::capacity::{Capacity, Evidence};
use super::history::CompactionPoint;
use crate::event::Trigger;
use crate::metrics::priced::CallPoint;
use crate::metrics::sample::trend;
use crate::metrics::{Figure, Provenance, Reason, Share};
use crate::provider::Fidelity;
use crate::time::Timestamp;

/// How many of the last calls the growth is taken from.
pub const GROWTH_CALLS: usize = 30;
/// How many of the last turns the growth is taken from.
pub const GROWTH_TURNS: usize = 10;
/// With fewer than this many points a trend is noise.
const FEWEST: usize = 3;

/// The context at one call.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct ContextStep {
    /// When the call was made.
    pub at: Timestamp,
    /// The prompt, in tokens.
    pub occupancy: u64,
    /// The share it takes of the capacity of the window it was made in; 0 where that is unknown.
    #[serde(rename = "fill")]
    pub fill_bp: Share,
    /// The change since the call before, in tokens; 0 for the first.
    pub change: i64,
}

/// Where a context stands and how long it lasts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Outlook {
    /// The prompt of the last call, or what a compaction after it left, in tokens; 0 before the first.
    pub occupancy: Figure<u64>,
    /// The capacity of the window.
    pub capacity: Figure<u64>,
    /// What the capacity is known from.
    pub evidence: Evidence,
    /// `occupancy ÷ capacity`.
    #[serde(rename = "fill")]
    pub fill_bp: Figure<Share>,
    /// The size at which the context is expected to be compacted: where the agent last did so by itself in
    /// this session, as its log says, else the capacity.
    pub limit: Figure<u64>,
    /// Growth a call, in tokens: Theil–Sen over the last 30 calls since the last
    /// compaction or drop.
    #[serde(rename = "growth_per_call", with = "crate::ratio::figure_milli")]
    #[cfg_attr(feature = "schema", schemars(with = "Figure<crate::schema::Number>"))]
    pub growth_per_call_milli: Figure<i64>,
    /// Growth a turn, in tokens: the same over the last calls of the last ten turns.
    #[serde(rename = "growth_per_turn", with = "crate::ratio::figure_milli")]
    #[cfg_attr(feature = "schema", schemars(with = "Figure<crate::schema::Number>"))]
    pub growth_per_turn_milli: Figure<i64>,
    /// `(limit − occupancy − last output) ÷ growth per call`, rounded down; none while it does not grow.
    pub calls_left: Figure<u64>,
    /// The same in turns.
    pub turns_left: Figure<u64>,
}

/// Returns the context at each call, in the order given, each in its own window.
#[must_use]
pub fn steps(calls: &[CallPoint], capacities: &[Capacity]) -> Vec<ContextStep> {
    let mut before = None;
    let step = |(call, capacity): (&CallPoint, &Capacity)| {
        let change =
            i128::from(call.context) - i128::from(before.replace(call.context).unwrap_or(call.context));
        ContextStep {
            at: call.at,
            occupancy: call.context,
            fill_bp: Share::of(call.context, capacity.tokens.unwrap_or_default()),
            change: i64::try_from(change).unwrap_or_default(),
        }
    };
    calls.iter().zip(capacities).map(step).collect()
}

/// Returns where a context stands; `calls` and `compactions` in order of time.
#[must_use]
pub fn outlook(calls: &[CallPoint], compactions: &[CompactionPoint], capacity: &Capacity) -> Outlook {
    let stretch = stretch(calls, compactions);
    let last = calls.last().map(|call| (call.at, call.context));
    let occupancy = occupancy(last, compactions.last());
    // What a compaction left holds the last output already.
    let is_compacted = uncalled(last.map(|(at, _)| at), compactions.last()).is_some();
    let output = calls.last().filter(|_| !is_compacted).map_or(0, |call| call.usage.output);
    let next = occupancy.saturating_add(output);
    let limit = limit(compactions, capacity);
    let per_call = growth(&stretch.iter().map(|call| call.context).collect::<Vec<_>>(), GROWTH_CALLS);
    let per_turn = growth(&turn_ends(stretch), GROWTH_TURNS);
    let known = Figure { value: capacity.tokens, provenance: capacity.provenance() };
    Outlook {
        occupancy: Figure::exact(occupancy),
        capacity: known,
        evidence: capacity.evidence,
        fill_bp: fill(occupancy, capacity),
        limit,
        growth_per_call_milli: per_call,
        growth_per_turn_milli: per_turn,
        calls_left: left(limit, next, per_call),
        turns_left: left(limit, next, per_turn),
    }
}

fn fill(occupancy: u64, capacity: &Capacity) -> Figure<Share> {
    let value = capacity.tokens.map(|tokens| Share::of(occupancy, tokens));
    Figure { value, provenance: capacity.provenance() }
}

/// Returns the tokens in a context, given the time and the prompt of its last call and its last compaction: the
/// prompt, or what a compaction left that no call has followed.
#[must_use]
pub fn occupancy(last_call: Option<(Timestamp, u64)>, last_compaction: Option<&CompactionPoint>) -> u64 {
    let left = uncalled(last_call.map(|(at, _)| at), last_compaction);
    left.or(last_call.map(|(_, prompt)| prompt)).unwrap_or_default()
}

/// The size that a compaction left, while no call has followed it.
fn uncalled(last_call: Option<Timestamp>, last_compaction: Option<&CompactionPoint>) -> Option<u64> {
    last_compaction.filter(|one| last_call.is_none_or(|at| at <= one.at))?.after
}

impl Outlook {
    /// Returns it with what a meter of the agent's says of the context, later than any call and compaction.
    #[must_use]
    pub fn metered(self, tokens: u64, capacity: &Capacity) -> Self {
        Self {
            occupancy: Figure::exact(tokens),
            fill_bp: fill(tokens, capacity),
            calls_left: left(self.limit, tokens, self.growth_per_call_milli),
            turns_left: left(self.limit, tokens, self.growth_per_turn_milli),
            ..self
        }
    }

    /// Returns it as far as the agent's log can be trusted: `context` is how sure it is of prompts, `turns` of which
    /// calls answer one prompt. A figure that rests on what the log does not hold has no value.
    #[must_use]
    pub fn trusted(self, context: Provenance, turns: Provenance) -> Self {
        let both = if turns.fidelity() == Fidelity::Unsupported { turns } else { context.and(turns) };
        let both = if context.fidelity() == Fidelity::Unsupported { context } else { both };
        Self {
            occupancy: self.occupancy.resting_on(context),
            fill_bp: self.fill_bp.resting_on(context),
            growth_per_call_milli: self.growth_per_call_milli.resting_on(context),
            growth_per_turn_milli: self.growth_per_turn_milli.resting_on(both),
            calls_left: self.calls_left.resting_on(context),
            turns_left: self.turns_left.resting_on(both),
            ..self
        }
    }
}

/// The calls since the context last shrank: by a compaction, or by more than a fifth from one call to the next
/// (a rewind, a cleared conversation).
fn stretch<'a>(calls: &'a [CallPoint], compactions: &[CompactionPoint]) -> &'a [CallPoint] {
    let compacted = compactions.last().map_or(0, |last| calls.partition_point(|call| call.at <= last.at));
    let since = calls.get(compacted..).unwrap_or_default();
    let fell = |pair: &[CallPoint]| pair[1].context < pair[0].context - pair[0].context / 5;
    let dropped = since.windows(2).rposition(fell).map_or(0, |index| index + 1);
    &since[dropped..]
}

/// The context at the last call of each turn, in order.
fn turn_ends(calls: &[CallPoint]) -> Vec<u64> {
    let same = |a: &CallPoint, b: &CallPoint| a.turn.is_some() && a.turn == b.turn;
    calls.chunk_by(same).filter_map(|turn| turn.last()).map(|call| call.context).collect()
}

fn growth(contexts: &[u64], most: usize) -> Figure<i64> {
    let recent = &contexts[contexts.len().saturating_sub(most)..];
    if recent.len() < FEWEST {
        return Figure::unknown(Reason::FewSamples);
    }
    Figure::estimated(trend(recent), Reason::Projected)
}

fn limit(compactions: &[CompactionPoint], capacity: &Capacity) -> Figure<u64> {
    let automatic = |point: &&CompactionPoint| point.trigger == Trigger::Automatic;
    let last = compactions.iter().rev().filter(automatic).find_map(|point| point.before);
    match (last, capacity.tokens) {
        (Some(before), tokens) => {
            Figure::estimated(tokens.map_or(before, |tokens| tokens.min(before)), Reason::Projected)
        }
        (None, value) => Figure { value, provenance: capacity.provenance() },
    }
}

fn left(limit: Figure<u64>, next: u64, growth: Figure<i64>) -> Figure<u64> {
    let provenance = limit.provenance.and(growth.provenance).and(Provenance::estimated(Reason::Projected));
    let (Some(limit), Some(growth)) = (limit.value, growth.value) else {
        return Figure { value: None, provenance };
    };
    let room = u128::from(limit.saturating_sub(next)) * 1000;
    let value = u128::try_from(growth).ok().filter(|growth| *growth > 0).map(|growth| room / growth);
    Figure { value: value.map(|calls| u64::try_from(calls).unwrap_or(u64::MAX)), provenance }
}
