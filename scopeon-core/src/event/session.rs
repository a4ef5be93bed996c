//! What is known of a session or of a sub-agent run inside one.

use super::call::widen;
use super::join::{earliest, latest};
use crate::id::{SessionId, ToolId};
use crate::label::Label;
use crate::money::PicoUsd;
use crate::time::Timestamp;

/// What one sighting knows of a session; [`SessionFacts::join`] makes one of many.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct SessionFacts {
    /// The provider's own key of the session, hashed.
    pub id: SessionId,
    /// The session's id as the agent shows it.
    pub key: Label,
    /// Whether a person or another agent runs it.
    pub kind: SessionKind,
    /// The session that started it; none for a session of its own.
    pub parent: Option<SessionId>,
    /// The session whose history it continues as a copy.
    pub forked_from: Option<SessionId>,
    /// The tool use that started a sub-agent.
    pub spawned_by: Option<ToolId>,
    /// The type of a sub-agent.
    pub agent_type: Option<Label>,
    /// The project directory it started in, with the instant that is known from.
    pub project: Option<(Timestamp, Label)>,
    /// The branch it was last on.
    pub branch: Option<(Timestamp, Label)>,
    /// The agent's version that last wrote to it.
    pub version: Option<(Timestamp, Label)>,
    /// How it was started: a terminal, an editor, a program.
    pub entry_point: Option<Label>,
    /// The first and the last instant seen in it.
    pub span: (Option<Timestamp>, Option<Timestamp>),
    /// The capacity of its context window in tokens, where the log states it.
    pub window: Option<u64>,
    /// The tokens in its context as a meter of the agent's last said, with when: a state, of which no call has to tell.
    pub context: Option<(Timestamp, u64)>,
    /// The agent's own totals for the whole session: a cross-check, never added to anything.
    pub reported: Option<Reported>,
}

/// Whether a session stands for itself or works for another.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum SessionKind {
    /// A session of its own.
    #[default]
    Main,
    /// A sub-agent's run; its calls count towards the session that started it.
    SubAgent,
}

/// An agent's own totals for a session.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub struct Reported {
    /// What the agent says the session cost.
    pub cost: PicoUsd,
    /// Lines of code added.
    pub lines_added: u64,
    /// Lines of code removed.
    pub lines_removed: u64,
}

impl Reported {
    /// Makes totals from a cost alone.
    #[must_use]
    pub const fn new(cost: PicoUsd) -> Self {
        Self { cost, lines_added: 0, lines_removed: 0 }
    }
}

impl SessionFacts {
    /// Makes a session of which only its identity is known.
    #[must_use]
    pub const fn new(id: SessionId, key: Label, kind: SessionKind) -> Self {
        Self {
            id,
            key,
            kind,
            parent: None,
            forked_from: None,
            spawned_by: None,
            agent_type: None,
            project: None,
            branch: None,
            version: None,
            entry_point: None,
            span: (None, None),
            window: None,
            context: None,
            reported: None,
        }
    }

    /// Joins another sighting of the same session; commutative, associative and idempotent.
    pub fn join(&mut self, other: Self) {
        self.kind = self.kind.max(other.kind);
        if other.key < self.key {
            self.key = other.key;
        }
        latest(&mut self.parent, other.parent);
        latest(&mut self.forked_from, other.forked_from);
        latest(&mut self.spawned_by, other.spawned_by);
        latest(&mut self.agent_type, other.agent_type);
        earliest(&mut self.project, other.project);
        latest(&mut self.branch, other.branch);
        latest(&mut self.version, other.version);
        latest(&mut self.entry_point, other.entry_point);
        widen(&mut self.span, other.span);
        latest(&mut self.window, other.window);
        latest(&mut self.context, other.context);
        latest(&mut self.reported, other.reported);
    }
}
