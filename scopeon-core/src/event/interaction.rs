//! Turns, skills, hooks, compactions, API errors and readings of limits: what happens around calls.

use super::call::Attribution;
use super::join::latest;
use crate::id::{CallId, FactId, SessionId, TurnId};
use crate::label::Label;
use crate::time::Timestamp;

/// One prompt of the user and all calls that answer it.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Turn {
    /// The provider's own key of the prompt, hashed.
    pub id: TurnId,
    /// When it was asked.
    pub at: Timestamp,
    /// Whose it is.
    pub owner: Attribution,
    /// How it came in (typed, queued, by a program).
    pub source: Option<Label>,
    /// How long the agent says it took, in milliseconds.
    pub duration_ms: Option<u64>,
}

impl Turn {
    /// Makes a turn of which only its time and owner are known.
    #[must_use]
    pub const fn new(id: TurnId, at: Timestamp, owner: Attribution) -> Self {
        Self { id, at, owner, source: None, duration_ms: None }
    }

    /// Joins another sighting of the same turn; commutative, associative and idempotent.
    pub fn join(&mut self, other: Self) {
        self.at = self.at.min(other.at);
        self.owner.join(other.owner);
        latest(&mut self.source, other.source);
        latest(&mut self.duration_ms, other.duration_ms);
    }
}

/// One use of a skill.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct SkillUse {
    /// The key of the use, hashed.
    pub id: FactId,
    /// When it was asked for.
    pub at: Timestamp,
    /// Whose it is.
    pub session: SessionId,
    /// The call that asked for it.
    pub call: Option<CallId>,
    /// The skill's name.
    pub name: Label,
}

impl SkillUse {
    /// Makes a use of a skill.
    #[must_use]
    pub const fn new(id: FactId, at: Timestamp, session: SessionId, name: Label) -> Self {
        Self { id, at, session, call: None, name }
    }

    /// Joins another sighting of the same use; commutative, associative and idempotent. The earliest
    /// sighting wins whole.
    pub fn join(&mut self, other: Self) {
        if other.rank() < self.rank() {
            *self = other;
        }
    }

    fn rank(&self) -> impl Ord + '_ {
        (self.at, self.session, self.call, &self.name)
    }
}

/// One run of a hook.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct HookRun {
    /// The key of the run, hashed.
    pub id: FactId,
    /// When it ran.
    pub at: Timestamp,
    /// Whose it is.
    pub session: SessionId,
    /// The event it hooks, such as `PreToolUse`.
    pub event: Option<Label>,
    /// The hook's name. Its command has no field.
    pub name: Option<Label>,
    /// How long it ran, in milliseconds.
    pub duration_ms: Option<u64>,
    /// Whether it succeeded.
    pub ok: Option<bool>,
}

impl HookRun {
    /// Makes a run of which only its time is known.
    #[must_use]
    pub const fn new(id: FactId, at: Timestamp, session: SessionId) -> Self {
        Self { id, at, session, event: None, name: None, duration_ms: None, ok: None }
    }

    /// Joins another sighting of the same run; commutative, associative and idempotent. The earliest
    /// sighting wins whole.
    pub fn join(&mut self, other: Self) {
        if other.rank() < self.rank() {
            *self = other;
        }
    }

    fn rank(&self) -> impl Ord + '_ {
        (self.at, self.session, &self.event, &self.name, self.duration_ms, self.ok)
    }
}

/// What set a compaction off.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum Trigger {
    /// The log does not say. It comes first, so that of two readings of one compaction that differ in this alone the
    /// one stands that assumes nothing.
    Unknown,
    /// The user asked for it.
    Manual,
    /// The agent ran short of context.
    Automatic,
    /// The agent dropped old tool results without a summary.
    Micro,
}

/// One compaction of the context.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Compaction {
    /// The key of the compaction, hashed.
    pub id: FactId,
    /// When it happened.
    pub at: Timestamp,
    /// Whose context it was.
    pub session: SessionId,
    /// What set it off.
    pub trigger: Trigger,
    /// Tokens in the context before.
    pub before: Option<u64>,
    /// Tokens in the context after.
    pub after: Option<u64>,
    /// How long it took, in milliseconds.
    pub duration_ms: Option<u64>,
}

impl Compaction {
    /// Makes a compaction of which only its time and trigger are known.
    #[must_use]
    pub const fn new(id: FactId, at: Timestamp, session: SessionId, trigger: Trigger) -> Self {
        Self { id, at, session, trigger, before: None, after: None, duration_ms: None }
    }

    /// Joins another sighting of the same compaction; commutative, associative and idempotent. The earliest
    /// sighting wins whole.
    pub fn join(&mut self, other: Self) {
        if other.rank() < self.rank() {
            *self = other;
        }
    }

    fn rank(&self) -> impl Ord + '_ {
        (self.at, self.session, self.trigger, self.before, self.after, self.duration_ms)
    }
}

/// One failed request to a model.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct ApiError {
    /// The key of the failure, hashed.
    pub id: FactId,
    /// When it failed.
    pub at: Timestamp,
    /// Whose request it was.
    pub session: SessionId,
    /// The agent's name for the kind of failure, such as `rate_limit`. Its message has no field.
    pub kind: Option<Label>,
    /// The HTTP status.
    pub status: Option<u16>,
    /// Which attempt failed when the agent tried again; none when it gave up.
    pub retry: Option<u32>,
}

impl ApiError {
    /// Makes a final failure of unknown kind.
    #[must_use]
    pub const fn new(id: FactId, at: Timestamp, session: SessionId) -> Self {
        Self { id, at, session, kind: None, status: None, retry: None }
    }

    /// Joins another sighting of the same failure; commutative, associative and idempotent. The earliest
    /// sighting wins whole; of two at one time the one that knows of another try, which came later.
    pub fn join(&mut self, other: Self) {
        if other.rank() < self.rank() {
            *self = other;
        }
    }

    fn rank(&self) -> impl Ord + '_ {
        (self.at, self.session, self.retry.is_none(), &self.kind, self.status, self.retry)
    }
}

/// One reading of a rate limit.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct LimitReading {
    /// The key of the reading, hashed.
    pub id: FactId,
    /// When it was read.
    pub at: Timestamp,
    /// Where it was read.
    pub session: SessionId,
    /// The window's name, such as `primary`.
    pub window: Label,
    /// The share used, in hundredths of a percent: 10,000 is all of it. None where the agent states that there is no such
    /// window (any more).
    pub used_bp: Option<u32>,
    /// The window's length in minutes.
    pub minutes: Option<u32>,
    /// When the window resets.
    pub resets_at: Option<Timestamp>,
}

impl LimitReading {
    /// Makes a reading of a window.
    #[must_use]
    pub const fn new(id: FactId, at: Timestamp, session: SessionId, window: Label, used_bp: u32) -> Self {
        Self { id, at, session, window, used_bp: Some(used_bp), minutes: None, resets_at: None }
    }

    /// Makes a reading that says there is no window of this name: what was read of it before is over.
    #[must_use]
    pub const fn gone(id: FactId, at: Timestamp, session: SessionId, window: Label) -> Self {
        Self { id, at, session, window, used_bp: None, minutes: None, resets_at: None }
    }

    /// Joins another sighting of the same reading; commutative, associative and idempotent. The earliest
    /// sighting wins whole.
    pub fn join(&mut self, other: Self) {
        if other.rank() < self.rank() {
            *self = other;
        }
    }

    fn rank(&self) -> impl Ord + '_ {
        (self.at, self.session, &self.window, self.used_bp, self.minutes, self.resets_at)
    }
}
