//! Where a line stands: when, in which session or sub-agent's run, for which prompt and project.

use scopeon_core::event::{Attribution, Origin};
use scopeon_core::id::{SessionId, TurnId};
use scopeon_core::label::Label;
use scopeon_core::time::Timestamp;

use super::key;
use super::memory::Last;
use super::path_info::PathInfo;
use super::project;
use super::wire::Record;
use crate::kit::json::Raw;

/// A session or a run, with the id the agent shows for it.
#[derive(Clone, Debug)]
pub(super) struct Thread {
    pub(super) id: SessionId,
    pub(super) key: Label,
}

/// Where one line stands.
#[derive(Clone)]
pub(super) struct LineContext {
    /// The line's own time, else that of the line before.
    pub(super) at: Option<Timestamp>,
    /// The session of its own that the line belongs to.
    pub(super) main: Thread,
    /// The sub-agent's run, if one wrote the line.
    pub(super) run: Option<Thread>,
    /// The session the line was first written in: ids that are unique only there are scoped by it.
    pub(super) origin_session: SessionId,
    /// The session that a copied line says it comes from.
    pub(super) forked_from: Option<SessionId>,
    /// The session that made the line's request, where that is another one and nothing else tells of the copy.
    pub(super) requested_in: Option<SessionId>,
    pub(super) origin: Origin,
    pub(super) birth: Option<Timestamp>,
    pub(super) turn: Option<TurnId>,
    pub(super) project: Option<Label>,
    pub(super) branch: Option<Label>,
    pub(super) version: Option<Label>,
    pub(super) entry_point: Option<Label>,
    /// What the line's version means by a missing `stop_reason`.
    pub(super) era: Era,
}

/// What a version's missing `stop_reason` means.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum Era {
    /// Nothing: it was missing by design, or the version is not known.
    #[default]
    Silent,
    /// 2.1.7 to 2.1.96 wrote per-block lines with the streaming placeholder instead of the final output tokens.
    Placeholders,
    /// Later ones state it with the final tokens, so an answer without it was not finished.
    Stated,
}

impl LineContext {
    /// The session or the run that does the work.
    pub(super) fn session(&self) -> SessionId {
        self.run.as_ref().unwrap_or(&self.main).id
    }

    /// Returns `true` if the line is a fork's copy of another session's.
    pub(super) const fn is_copy(&self) -> bool {
        self.forked_from.is_some() || self.requested_in.is_some()
    }

    /// Returns `true` if the line is one of a thread that another thread's log holds.
    pub(super) fn is_replay(&self) -> bool {
        self.origin == Origin::Replay
    }

    pub(super) fn owner(&self) -> Attribution {
        let mut owner = Attribution::new(self.session());
        owner.origin = self.origin;
        owner.birth = self.birth;
        owner.turn = self.turn;
        owner.project.clone_from(&self.project);
        owner.branch.clone_from(&self.branch);
        owner
    }

    /// The session of a fact that has no owner to join: a copied line's fact stays with the original.
    pub(super) fn home(&self) -> SessionId {
        if self.run.is_none() { self.forked_from.unwrap_or(self.main.id) } else { self.session() }
    }
}

/// Finds the scene of each line, remembering what repeats.
pub(super) struct ContextTracker {
    path_info: PathInfo,
    birth: Option<Timestamp>,
    clock: Option<Timestamp>,
    is_behind: bool,
    main: Last<Thread>,
    site_thread: Option<Thread>,
    run: Last<Thread>,
    run_of: Option<SessionId>,
    forked: Last<SessionId>,
    requested: Last<SessionId>,
    project: Last<Label>,
    branch: Last<Label>,
    version: Last<(Label, Era)>,
    entry_point: Last<Label>,
}

impl ContextTracker {
    pub(super) fn new(path_info: PathInfo, birth: Option<Timestamp>, clock: Option<Timestamp>) -> Self {
        let site_thread = thread(&path_info.session);
        Self {
            path_info,
            birth,
            clock,
            is_behind: false,
            site_thread,
            main: Last::default(),
            run: Last::default(),
            run_of: None,
            forked: Last::default(),
            requested: Last::default(),
            project: Last::default(),
            branch: Last::default(),
            version: Last::default(),
            entry_point: Last::default(),
        }
    }

    /// The last instant that a line stated.
    pub(super) const fn clock(&self) -> Option<Timestamp> {
        self.clock
    }

    /// Returns `true` if the last line states a time that is none, so that it stands at the one before.
    pub(super) const fn is_behind(&self) -> bool {
        self.is_behind
    }

    /// Returns `true` if the whole log is a sub-agent's.
    pub(super) const fn is_agent_log(&self) -> bool {
        self.path_info.agent.is_some()
    }

    /// Finds a line's scene; `None` when neither the line nor the path names a session.
    pub(super) fn context(&mut self, record: &Record<'_>) -> Option<LineContext> {
        let stated = record.timestamp.text().and_then(|text| Timestamp::parse(&text));
        let is_absent = record.timestamp.is_missing() || record.timestamp == Raw::over(b"null");
        self.is_behind = stated.is_none() && !is_absent && self.clock.is_some();
        self.clock = stated.or(self.clock);
        let main = self.main_thread(record.session)?;
        let run = self.run_thread(&main, record);
        let forked_from = self.forked.of(record.copied_from, |text| Some(key::session(text)));
        let requested_in = self.requested.of(record.requested_in, |text| Some(key::session(text)));
        let requested_in = requested_in.filter(|session| forked_from.is_none() && *session != main.id);
        let origin = match (self.is_agent_log(), &run, forked_from.or(requested_in)) {
            (false, Some(_), _) => Origin::Replay,
            (_, _, Some(_)) => Origin::Fork,
            _ => Origin::Direct,
        };
        let slug = &self.path_info.slug;
        let version = self.version.of(record.version, |text| Some((Label::new(text)?, Era::of(text))));
        Some(LineContext {
            at: self.clock,
            origin_session: forked_from.unwrap_or(main.id),
            main,
            run,
            forked_from,
            requested_in,
            origin,
            birth: self.birth,
            turn: None,
            project: self.project.of(record.cwd, |cwd| Label::new(project::of(cwd, slug))),
            branch: self.branch.of(record.branch, |name| Label::new(name).filter(|_| name != "HEAD")),
            era: version.as_ref().map_or_else(Era::default, |(_, era)| *era),
            version: version.map(|(label, _)| label),
            entry_point: self.entry_point.of(record.entry_point, Label::new),
        })
    }

    /// Finds the session or run alone that a line stands in.
    pub(super) fn thread(&mut self, record: &Record<'_>) -> Option<SessionId> {
        let main = self.main_thread(record.session)?;
        let run = self.run_thread(&main, record);
        Some(run.unwrap_or(main).id)
    }

    fn main_thread(&mut self, session: Raw<'_>) -> Option<Thread> {
        if self.path_info.nested {
            return self.site_thread.clone();
        }
        self.main.of(session, thread).or_else(|| self.site_thread.clone())
    }

    /// In a sub-agent's log every line is the sub-agent's. In a main log a side line is: an old inline
    /// sub-agent's, or a side thread's, whose lines name no agent and may replay the main thread's.
    fn run_thread(&mut self, main: &Thread, record: &Record<'_>) -> Option<Thread> {
        if self.run_of != Some(main.id) {
            self.run = Last::default();
            self.run_of = Some(main.id);
        }
        if let Some(agent) = &self.path_info.agent {
            return self.run.of(Raw::over(b"\"\""), |_| run(main, agent));
        }
        if !record.sidechain.is_true() {
            return None;
        }
        let agent = if record.agent.quoted().is_some() { record.agent } else { Raw::over(b"\"side\"") };
        self.run.of(agent, |agent| run(main, agent))
    }
}

fn thread(key: &str) -> Option<Thread> {
    Some(Thread { id: key::session(key), key: Label::new(key)? })
}

/// A sub-agent's run inside a session.
pub(super) fn run(main: &Thread, agent: &str) -> Option<Thread> {
    Some(Thread { id: key::run(main.id, agent), key: Label::new(agent)? })
}

impl Era {
    fn of(version: &str) -> Self {
        let mut parts = version.split(['.', '-']).map(|part| part.parse::<u32>().ok());
        let (Some(Some(major)), Some(Some(minor)), Some(Some(patch))) =
            (parts.next(), parts.next(), parts.next())
        else {
            return Self::Silent;
        };
        match (major, minor, patch) {
            (2, 1, 7..=96) => Self::Placeholders,
            known if known >= (2, 1, 98) => Self::Stated,
            _ => Self::Silent,
        }
    }
}
