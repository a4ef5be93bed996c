//! What a log says of its one session, gathered so that few facts are given for many lines.

use scopeon_core::event::{SessionFacts, SessionKind};
use scopeon_core::id::SessionId;
use scopeon_core::label::Label;
use scopeon_core::time::Timestamp;

/// One session's facts since they were last given.
#[derive(Clone, Debug)]
pub struct SessionBuilder {
    facts: SessionFacts,
    is_new: bool,
}

impl SessionBuilder {
    /// Starts with what names the session.
    #[must_use]
    pub const fn new(id: SessionId, key: Label, kind: SessionKind) -> Self {
        Self { facts: SessionFacts::new(id, key, kind), is_new: true }
    }

    /// The session.
    #[must_use]
    pub const fn id(&self) -> SessionId {
        self.facts.id
    }

    /// The facts, to be changed.
    pub const fn facts(&mut self) -> &mut SessionFacts {
        self.is_new = true;
        &mut self.facts
    }

    /// Takes an instant at which something happened in the session.
    pub fn see(&mut self, at: Timestamp) {
        let (first, last) = self.facts.span;
        let span =
            (Some(first.map_or(at, |first| first.min(at))), Some(last.map_or(at, |last| last.max(at))));
        self.is_new |= span != self.facts.span;
        self.facts.span = span;
    }

    /// Takes the directory that was worked in; the earliest known one is the session's project.
    pub fn work_in(&mut self, at: Timestamp, project: Label) {
        let stated = (at, project);
        if self.facts.project.as_ref().is_none_or(|known| stated < *known) {
            self.facts().project = Some(stated);
        }
    }

    /// Takes the branch that was checked out; the latest one counts.
    pub fn work_on(&mut self, at: Timestamp, branch: Label) {
        let stated = Some((at, branch));
        if stated > self.facts.branch {
            self.facts().branch = stated;
        }
    }

    /// Takes the version that wrote; the latest one counts.
    pub fn written_by(&mut self, at: Timestamp, version: Label) {
        let stated = Some((at, version));
        if stated > self.facts.version {
            self.facts().version = stated;
        }
    }

    /// Takes the facts if there is something new in them.
    pub fn take(&mut self) -> Option<SessionFacts> {
        std::mem::take(&mut self.is_new).then(|| self.facts.clone())
    }
}
