//! What a log's path says: its session, its sub-agent, and which generation wrote it.

use std::path::Path;

use scopeon_core::event::{Attribution, SessionKind};
use scopeon_core::id::SessionId;
use scopeon_core::label::Label;

use super::key::IDS;
use crate::kit::paths::names;
use crate::kit::session_builder::SessionBuilder;

/// What `<work>/<session>/…` says.
#[derive(Clone, Debug)]
pub(super) struct PathInfo {
    pub(super) is_code: bool,
    work: String,
    session: Label,
    /// The sub-agent, if the log is one's.
    agent: Option<Label>,
    main: SessionId,
}

impl PathInfo {
    pub(super) fn of(path: &Path) -> Option<Self> {
        let parts = names(path);
        let (work, session, agent) = match parts.as_slice() {
            [work, session, "wire.jsonl" | "state.json"] => (work, session, None),
            [work, session, "agents" | "subagents", agent, "wire.jsonl"] => (work, session, Some(*agent)),
            _ => return None,
        };
        let is_code = parts.get(2) == Some(&"agents") || work.starts_with("wd_");
        let main = session_in(work, session);
        let agent = agent.filter(|agent| *agent != "main").and_then(Label::new);
        let (work, session) = ((*work).to_owned(), Label::new(session)?);
        Some(Self { is_code, work, session, agent, main })
    }

    /// The session or the run whose log it is.
    pub(super) fn id(&self) -> SessionId {
        self.agent.as_ref().map_or(self.main, |agent| IDS.run(self.main, agent.as_str()))
    }

    /// Another session of the same directory.
    pub(super) fn beside(&self, session: &str) -> SessionId {
        session_in(&self.work, session)
    }

    pub(super) const fn is_sub_agent(&self) -> bool {
        self.agent.is_some()
    }

    /// A builder for the session or the run.
    pub(super) fn builder(&self) -> SessionBuilder {
        match &self.agent {
            Some(agent) => {
                let mut builder = SessionBuilder::new(self.id(), agent.clone(), SessionKind::SubAgent);
                builder.facts().parent = Some(self.main);
                builder
            }
            None => SessionBuilder::new(self.main, self.session.clone(), SessionKind::Main),
        }
    }

    pub(super) fn owner(&self) -> Attribution {
        Attribution::new(self.id())
    }
}

/// A session's name may be a counter in its directory.
fn session_in(work: &str, session: &str) -> SessionId {
    IDS.session(&format!("{work}/{session}"))
}
