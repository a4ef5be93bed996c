//! A call: one model response, what it consumed and who made it. Its cost is an answer, not a field.

use std::cmp::{Ordering, Reverse};

use super::join::{earliest, latest};
use crate::id::{CallId, SessionId, TurnId};
use crate::label::Label;
use crate::money::PicoUsd;
use crate::pricing::{Geo, PriceClass, PromptTier, Tier};
use crate::time::Timestamp;
use crate::usage::Usage;

/// One model response. A log may show it many times (one line per content block, copies in forks, replays in
/// side threads); every sighting is a `Call`, and [`Call::join`] makes one of them.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Call {
    /// The provider's own key of the response, hashed.
    pub id: CallId,
    /// When the response was first seen.
    pub at: Timestamp,
    /// The best reading of its counters.
    pub sample: UsageSample,
    /// Who made it.
    pub attribution: Attribution,
    /// What the agent itself says it cost; kept beside the computed cost, never mixed with it.
    pub reported: Option<PicoUsd>,
    /// The capacity of the context window in tokens, where the log states it for this call.
    pub window: Option<u64>,
    /// The skill that the agent says the call belongs to.
    pub skill: Option<Label>,
    /// The reasoning effort that was asked for.
    pub effort: Option<Label>,
}

/// What one sighting says of a call's counters and of what decides its price.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct UsageSample {
    /// Where the sighting stands: a replay's counters never beat the original's.
    pub origin: Origin,
    /// The tokens.
    pub usage: Usage,
    /// The model as logged.
    pub model: Label,
    /// The service tier or speed.
    pub tier: Tier,
    /// The region that served it.
    pub geo: Geo,
    /// Whether the counters are known to be final.
    pub finish: Finish,
    /// The size in tokens of the prompt in the context window: the last one where the call looped.
    pub context: u64,
}

/// Where a sighting of a call stands.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum Origin {
    /// In the log of the session that made it.
    #[default]
    Direct,
    /// Copied into a fork's log, which says so.
    Fork,
    /// Replayed or embedded in another thread's log.
    Replay,
    /// In a file that the agent exports for other programs. A total of that origin counts only where no call tells of
    /// its session's use of its model: see [`countable_totals`](super::countable_totals).
    Export,
}

/// Whether the counters of a reading are final.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum Finish {
    /// No response of its own: what is left of a total of responses that are told by themselves, or whose number is not
    /// known. Its tokens count, and it is no call.
    Residual,
    /// A request of which the log shows that it was made and does not state what it took: its answer was interrupted,
    /// cut or lost. Its counters are a lower bound, most often of nothing. It is no call: it is counted apart.
    Unknown,
    /// The agent's version is known to leave placeholders, and nothing says this is not one: output is a
    /// lower bound.
    Unfinished,
    /// As far as the log can tell, the counters are the response's own.
    #[default]
    Final,
}

/// Who made a call: taken whole from the best sighting, so that it never mixes two sessions.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Attribution {
    /// Where the sighting stands; originals win.
    pub origin: Origin,
    /// When the file it stands in was created: of two equal copies the older file's session owns the call.
    pub birth: Option<Timestamp>,
    /// The session, or the sub-agent run, that made the call.
    pub session: SessionId,
    /// The prompt it answers.
    pub turn: Option<TurnId>,
    /// The project directory.
    pub project: Option<Label>,
    /// The branch that was checked out.
    pub branch: Option<Label>,
}

impl Call {
    /// Makes a call from one sighting.
    #[must_use]
    pub const fn new(id: CallId, at: Timestamp, reading: UsageSample, owner: Attribution) -> Self {
        Self {
            id,
            at,
            sample: reading,
            attribution: owner,
            reported: None,
            window: None,
            skill: None,
            effort: None,
        }
    }

    /// Joins another sighting of the same call into this one.
    ///
    /// Commutative, associative and idempotent: whatever order sightings come in, however often, the result
    /// is the same. The first time wins, the best [`UsageSample`] and the best [`Attribution`] win whole.
    pub fn join(&mut self, other: Self) {
        debug_assert_eq!(self.id, other.id, "only sightings of one call can be joined");
        self.at = self.at.min(other.at);
        if other.sample.rank() > self.sample.rank() {
            self.sample = other.sample;
        }
        if other.attribution.rank() < self.attribution.rank() {
            self.attribution = other.attribution;
        }
        latest(&mut self.reported, other.reported);
        latest(&mut self.window, other.window);
        latest(&mut self.skill, other.skill);
        latest(&mut self.effort, other.effort);
    }

    /// Returns what decides the rates of the call, apart from its date. A call does not say whose it is: `agent` is the id
    /// of the agent that logged it, such as `claude-code`.
    #[must_use]
    pub fn price_class(&self, agent: &Label) -> PriceClass {
        let UsageSample { model, tier, geo, .. } = &self.sample;
        PriceClass {
            agent: agent.clone(),
            model: model.clone(),
            tier: *tier,
            geo: *geo,
            prompt_tier: self.sample.prompt_tier(),
        }
    }
}

impl UsageSample {
    /// Returns the tokens of the largest prompt that is known to have been one: prices that depend on the size of a prompt go by
    /// it. Of a sum over many requests, whose context is nothing, none is.
    #[must_use]
    pub fn single_prompt(&self) -> u64 {
        self.context.min(self.usage.prompt())
    }

    /// Returns the size class of the prompt that prices go by.
    #[must_use]
    pub fn prompt_tier(&self) -> PromptTier {
        PromptTier::of(self.single_prompt())
    }

    /// Makes a direct, final reading at the standard tier, whose context is its whole prompt.
    #[must_use]
    pub const fn new(model: Label, usage: Usage) -> Self {
        Self {
            origin: Origin::Direct,
            context: usage.prompt(),
            usage,
            model,
            tier: Tier::Standard,
            geo: Geo::Global,
            finish: Finish::Final,
        }
    }

    /// Orders readings, best last. Running snapshots only grow, so the largest output is the latest; every
    /// field takes part, so two readings of equal rank are the same reading.
    fn rank(&self) -> impl Ord + '_ {
        let replayed = Reverse(self.origin == Origin::Replay);
        let grown = (self.usage.output, self.usage.total(), self.finish, self.tier, self.geo);
        (replayed, grown, self.usage, &self.model, self.context, Reverse(self.origin))
    }
}

impl Attribution {
    /// Makes an owner from a sighting in the session's own log.
    #[must_use]
    pub const fn new(session: SessionId) -> Self {
        Self { origin: Origin::Direct, birth: None, session, turn: None, project: None, branch: None }
    }

    /// Orders owners, best first; what is unknown comes last, and every field takes part.
    pub(super) fn rank(&self) -> impl Ord + '_ {
        (
            self.origin,
            Known(self.birth),
            self.session,
            Known(self.turn),
            Known(self.project.as_ref()),
            Known(self.branch.as_ref()),
        )
    }

    /// Keeps the better of two owners.
    pub(super) fn join(&mut self, other: Self) {
        if other.rank() < self.rank() {
            *self = other;
        }
    }
}

/// Orders an optional value with what is known before what is not.
#[derive(PartialEq, Eq)]
struct Known<T>(Option<T>);

impl<T: Ord> PartialOrd for Known<T> {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl<T: Ord> Ord for Known<T> {
    fn cmp(&self, other: &Self) -> Ordering {
        (self.0.is_none(), &self.0).cmp(&(other.0.is_none(), &other.0))
    }
}

/// Keeps the earliest known instant of a span and the latest.
pub(super) fn widen(
    span: &mut (Option<Timestamp>, Option<Timestamp>),
    other: (Option<Timestamp>, Option<Timestamp>),
) {
    earliest(&mut span.0, other.0);
    latest(&mut span.1, other.1);
}
