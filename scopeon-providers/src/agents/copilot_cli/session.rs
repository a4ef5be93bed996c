//! One session's log: who did what an event tells of, and what is remembered between events.

use scopeon_core::event::{Attribution, Origin, SessionKind};
use scopeon_core::id::SessionId;
use scopeon_core::label::Label;
use scopeon_core::provider::{ReaderState, Source};
use scopeon_core::time::Timestamp;

use super::key;
use super::state::State;
use crate::kit::json::Raw;
use crate::kit::session_builder::SessionBuilder;

/// What older versions name a sub-agent by: the tool that started it.
pub(super) const PARENT: &str = "parentToolCallId";

/// The log of one session.
pub(super) struct Events {
    pub(super) builder: SessionBuilder,
    pub(super) state: State,
    /// The sub-agents seen since facts were last given.
    pub(super) runs: Vec<SessionBuilder>,
}

/// One event.
pub(super) struct Line<'a> {
    pub(super) kind: Raw<'a>,
    pub(super) data: Raw<'a>,
    pub(super) at: Timestamp,
    /// Its own id, or else what stands for it.
    pub(super) id: String,
    pub(super) agent: Raw<'a>,
}

impl Events {
    /// Begins where an earlier read ended; none where the log is not named after a session.
    pub(super) fn new(source: &Source, carry: &ReaderState) -> Option<Self> {
        let (name, label) = session_name(source)?;
        let builder = SessionBuilder::new(key::session(&name), label, SessionKind::Main);
        Some(Self { builder, state: State::load(carry), runs: Vec::new() })
    }

    pub(super) fn session(&self) -> SessionId {
        self.builder.id()
    }

    /// Who did what an event tells of: the session, or a sub-agent's run in it.
    pub(super) fn owner(&mut self, line: &Line<'_>) -> Attribution {
        self.owner_below(line, line.data.member(PARENT))
    }

    /// The same, where the tool that a sub-agent runs below was looked up already.
    pub(super) fn owner_below(&mut self, line: &Line<'_>, parent: Raw<'_>) -> Attribution {
        let run = self.run(line, parent);
        let mut owner = Attribution::new(run.unwrap_or(self.session()));
        owner.origin = self.origin(line);
        owner.turn = self.state.turn;
        owner.project.clone_from(&self.state.project);
        owner.branch.clone_from(&self.state.branch);
        owner
    }

    /// Where an event stands: what is older than a fork's log was copied into it.
    pub(super) fn origin(&self, line: &Line<'_>) -> Origin {
        if self.is_copied(line) { Origin::Fork } else { Origin::Direct }
    }

    pub(super) fn is_copied(&self, line: &Line<'_>) -> bool {
        self.state.began.is_some_and(|began| line.at < began)
    }

    pub(super) fn run(&mut self, line: &Line<'_>, parent: Raw<'_>) -> Option<SessionId> {
        let agent = line.agent.or(parent).text()?;
        let main = self.session();
        let id = key::run(main, &agent);
        if !self.runs.iter().any(|run| run.id() == id) {
            self.runs.push(SessionBuilder::new(id, Label::new(&agent)?, SessionKind::SubAgent));
        }
        let run = self.runs.iter_mut().find(|run| run.id() == id)?;
        run.facts().parent = Some(main);
        // Which run is which start's is not told: it is plain while one runs alone.
        if self.state.running == 1 && run.facts().agent_type.is_none() {
            run.facts().agent_type.clone_from(&self.state.agent);
        }
        run.see(line.at);
        Some(id)
    }
}

/// The session is what its directory or, before that layout, its file is named after.
pub(super) fn session_name(source: &Source) -> Option<(String, Label)> {
    let path = source.full_path();
    let is_inside = path.file_name().is_some_and(|name| name == "events.jsonl");
    let name = if is_inside { path.parent()?.file_name()? } else { path.file_stem()? }.to_str()?;
    Some((name.to_owned(), Label::new(name)?))
}
