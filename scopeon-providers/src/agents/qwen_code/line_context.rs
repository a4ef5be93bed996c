//! Where a record stands: in which session or run, and whether it is a copy.

use scopeon_core::event::{Attribution, Origin};
use scopeon_core::id::{SessionId, TurnId};
use scopeon_core::label::Label;
use scopeon_core::time::Timestamp;

use super::key::IDS;
use crate::kit::json::Raw;

/// Where one record stands.
pub(super) struct LineContext {
    pub(super) at: Timestamp,
    /// The session of its own, with the id the agent shows.
    pub(super) main: (SessionId, Label),
    /// The sub-agent's run, if one wrote the record.
    pub(super) run: Option<(SessionId, Label)>,
    /// The session a copy was copied from.
    pub(super) forked_from: Option<SessionId>,
    pub(super) project: Option<Label>,
    pub(super) branch: Option<Label>,
    pub(super) version: Option<Label>,
}

impl LineContext {
    /// Finds a record's scene; `None` where it names no session.
    pub(super) fn of(record: Raw<'_>, at: Timestamp, agent: Option<&Label>) -> Option<Self> {
        let names = ["sessionId", "agentId", "forkedFrom", "cwd", "gitBranch", "version"];
        let [session, stated, forked, cwd, branch, version] = record.members(names);
        let key = session.label()?;
        let main = IDS.session(key.as_str());
        let agent = agent.cloned().or_else(|| stated.label());
        let forked = forked.member("sessionId").text().filter(|id| !id.is_empty());
        Some(Self {
            at,
            main: (main, key),
            run: agent.map(|agent| (IDS.run(main, agent.as_str()), agent)),
            forked_from: forked.map(|id| IDS.session(&id)),
            project: cwd.label(),
            branch: branch.label().filter(|name| name.as_str() != "HEAD"),
            version: version.label(),
        })
    }

    /// The session or the run that does the work.
    pub(super) fn session(&self) -> SessionId {
        self.run.as_ref().unwrap_or(&self.main).0
    }

    /// The session the record was first written in: what is unique only there is scoped by it.
    pub(super) fn origin(&self) -> SessionId {
        self.forked_from.unwrap_or_else(|| self.session())
    }

    pub(super) fn owner(&self, turn: Option<TurnId>) -> Attribution {
        let mut owner = Attribution::new(self.session());
        owner.origin = if self.forked_from.is_some() { Origin::Fork } else { Origin::Direct };
        owner.turn = turn;
        owner.project.clone_from(&self.project);
        owner.branch.clone_from(&self.branch);
        owner
    }
}
