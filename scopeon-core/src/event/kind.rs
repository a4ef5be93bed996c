//! Which fact an event is, and how two sightings of one fact become one. What a fact says is its own type's matter.

use super::{
    ApiError, Call, Compaction, Event, HookRun, LimitReading, SessionFacts, SkillUse, ToolCall, Turn, Witness,
};
use crate::id::Identity;

/// What kind of fact an event is, in the order of their names.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum EventKind {
    /// [`Event::ApiError`].
    ApiError,
    /// [`Event::Call`].
    Call,
    /// [`Event::Compaction`].
    Compaction,
    /// [`Event::Hook`].
    Hook,
    /// [`Event::Limit`].
    Limit,
    /// [`Event::Residual`].
    Residual,
    /// [`Event::Session`].
    Session,
    /// [`Event::Skill`].
    Skill,
    /// [`Event::Tool`].
    Tool,
    /// [`Event::Turn`].
    Turn,
    /// [`Event::Witness`].
    Witness,
}

impl Event {
    /// Returns what makes two sightings one fact: its kind, and its identity among those of its kind.
    ///
    /// ```
    /// use scopeon_core::event::{Attribution, Event, EventKind, Turn};
    /// use scopeon_core::id::{Identity, SessionId, TurnId};
    /// use scopeon_core::time::Timestamp;
    ///
    /// let id = Identity::builder("turn").text("acme").finish();
    /// let turn = Turn::new(TurnId(id), Timestamp::default(), Attribution::new(SessionId(id)));
    /// assert_eq!(Event::from(turn).identity(), (EventKind::Turn, id));
    /// ```
    #[must_use]
    pub const fn identity(&self) -> (EventKind, Identity) {
        match self {
            Self::Call(call) => (EventKind::Call, call.id.0),
            Self::Residual(total) => (EventKind::Residual, total.id.0),
            Self::Turn(turn) => (EventKind::Turn, turn.id.0),
            Self::Tool(tool) => (EventKind::Tool, tool.id.0),
            Self::Skill(skill) => (EventKind::Skill, skill.id.0),
            Self::Hook(hook) => (EventKind::Hook, hook.id.0),
            Self::Session(session) => (EventKind::Session, session.id.0),
            Self::Compaction(compaction) => (EventKind::Compaction, compaction.id.0),
            Self::ApiError(error) => (EventKind::ApiError, error.id.0),
            Self::Limit(limit) => (EventKind::Limit, limit.id.0),
            Self::Witness(witness) => (EventKind::Witness, witness.id.0),
        }
    }

    /// Joins in another sighting of the same fact; one of another fact changes nothing. Commutative, associative and
    /// idempotent, as the joins of the facts are.
    pub fn join(&mut self, seen: Self) {
        if self.identity() != seen.identity() {
            return;
        }
        match (self, seen) {
            (Self::Call(known), Self::Call(seen)) | (Self::Residual(known), Self::Residual(seen)) => {
                known.join(*seen);
            }
            (Self::Turn(known), Self::Turn(seen)) => known.join(seen),
            (Self::Tool(known), Self::Tool(seen)) => known.join(*seen),
            (Self::Skill(known), Self::Skill(seen)) => known.join(seen),
            (Self::Hook(known), Self::Hook(seen)) => known.join(seen),
            (Self::Session(known), Self::Session(seen)) => known.join(*seen),
            (Self::Compaction(known), Self::Compaction(seen)) => known.join(seen),
            (Self::ApiError(known), Self::ApiError(seen)) => known.join(seen),
            (Self::Limit(known), Self::Limit(seen)) => known.join(seen),
            (Self::Witness(known), Self::Witness(seen)) => known.join(*seen),
            // Equal identities are of one kind.
            _ => {}
        }
    }
}

impl From<Call> for Event {
    fn from(call: Call) -> Self {
        Self::Call(Box::new(call))
    }
}

impl From<Turn> for Event {
    fn from(turn: Turn) -> Self {
        Self::Turn(turn)
    }
}

impl From<ToolCall> for Event {
    fn from(tool: ToolCall) -> Self {
        Self::Tool(Box::new(tool))
    }
}

impl From<SkillUse> for Event {
    fn from(skill: SkillUse) -> Self {
        Self::Skill(skill)
    }
}

impl From<HookRun> for Event {
    fn from(hook: HookRun) -> Self {
        Self::Hook(hook)
    }
}

impl From<SessionFacts> for Event {
    fn from(session: SessionFacts) -> Self {
        Self::Session(Box::new(session))
    }
}

impl From<Compaction> for Event {
    fn from(compaction: Compaction) -> Self {
        Self::Compaction(compaction)
    }
}

impl From<ApiError> for Event {
    fn from(error: ApiError) -> Self {
        Self::ApiError(error)
    }
}

impl From<LimitReading> for Event {
    fn from(limit: LimitReading) -> Self {
        Self::Limit(limit)
    }
}

impl From<Witness> for Event {
    fn from(witness: Witness) -> Self {
        Self::Witness(Box::new(witness))
    }
}
