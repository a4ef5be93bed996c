//! Where a line stands: when, in which session or sub-agent's run, for which prompt and project.

use scopeon_core::event::{Origin, Owner};
use scopeon_core::id::{SessionId, TurnId};
use scopeon_core::label::Label;
use scopeon_core::time::Timestamp;

use super::json::Raw;
use super::key;
use super::memory::Last;
use super::project;
use super::site::Site;
use super::wire::Record;

/// A session or a run, with the id the agent shows for it.
#[derive(Clone, Debug)]
pub(super) struct Thread {
    pub(super) id: SessionId,
    pub(super) key: Label,
}

/// Where one line stands.
#[derive(Clone)]
pub(super) struct Scene {
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
    pub(super) origin: Origin,
    pub(super) birth: Option<Timestamp>,
    pub(super) turn: Option<TurnId>,
    pub(super) project: Option<Label>,
    pub(super) branch: Option<Label>,
    pub(super) version: Option<Label>,
    pub(super) entry_point: Option<Label>,
    /// Whether the line's version is one of those that leave streaming placeholders for output.
    pub(super) placeholder_era: bool,
}

impl Scene {
    /// The session or the run that does the work.
    pub(super) fn session(&self) -> SessionId {
        self.run.as_ref().unwrap_or(&self.main).id
    }

    pub(super) fn owner(&self) -> Owner {
        let mut owner = Owner::new(self.session());
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
pub(super) struct Stage {
    site: Site,
    birth: Option<Timestamp>,
    clock: Option<Timestamp>,
    is_behind: bool,
    main: Last<Thread>,
    site_thread: Option<Thread>,
    run: Last<Thread>,
    run_of: Option<SessionId>,
    forked: Last<SessionId>,
    project: Last<Label>,
    branch: Last<Label>,
    version: Last<(Label, bool)>,
    entry_point: Last<Label>,
}

impl Stage {
    pub(super) fn new(site: Site, birth: Option<Timestamp>, clock: Option<Timestamp>) -> Self {
        let site_thread = thread(&site.session);
        Self {
            site,
            birth,
            clock,
            is_behind: false,
            site_thread,
            main: Last::default(),
            run: Last::default(),
            run_of: None,
            forked: Last::default(),
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

    /// Tells whether the last line states a time that is none, so that it stands at the one before.
    pub(super) const fn is_behind(&self) -> bool {
        self.is_behind
    }

    /// Tells whether the whole log is a sub-agent's.
    pub(super) const fn is_agent_log(&self) -> bool {
        self.site.agent.is_some()
    }

    /// Finds a line's scene; `None` when neither the line nor the path names a session.
    pub(super) fn scene(&mut self, record: &Record<'_>, forked: Raw<'_>) -> Option<Scene> {
        let stated = record.timestamp.text().and_then(|text| Timestamp::parse(&text));
        let is_absent = record.timestamp.is_missing() || record.timestamp == Raw(b"null");
        self.is_behind = stated.is_none() && !is_absent && self.clock.is_some();
        self.clock = stated.or(self.clock);
        let main = self.main_thread(record.session)?;
        let run = self.run_thread(&main, record);
        let forked_from = self.forked.of(forked, |text| Some(key::session(text)));
        let origin = match (self.is_agent_log(), &run, forked_from) {
            (false, Some(_), _) => Origin::Replay,
            (_, _, Some(_)) => Origin::Fork,
            _ => Origin::Direct,
        };
        let slug = &self.site.slug;
        let version =
            self.version.of(record.version, |text| Some((Label::new(text)?, leaves_placeholders(text))));
        Some(Scene {
            at: self.clock,
            origin_session: forked_from.unwrap_or(main.id),
            main,
            run,
            forked_from,
            origin,
            birth: self.birth,
            turn: None,
            project: self.project.of(record.cwd, |cwd| Label::new(project::of(cwd, slug))),
            branch: self.branch.of(record.branch, |name| Label::new(name).filter(|_| name != "HEAD")),
            placeholder_era: version.as_ref().is_some_and(|(_, placeholder)| *placeholder),
            version: version.map(|(label, _)| label),
            entry_point: self.entry_point.of(record.entry_point, Label::new),
        })
    }

    fn main_thread(&mut self, session: Raw<'_>) -> Option<Thread> {
        if self.site.nested {
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
        if let Some(agent) = &self.site.agent {
            return self.run.of(Raw(b"\"\""), |_| run(main, agent));
        }
        if !record.sidechain.is_true() {
            return None;
        }
        let agent = if record.agent.quoted().is_some() { record.agent } else { Raw(b"\"side\"") };
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

/// 2.1.7 to 2.1.96 wrote per-block lines with the streaming placeholder instead of the final output tokens.
fn leaves_placeholders(version: &str) -> bool {
    let mut parts = version.split(['.', '-']).map(|part| part.parse::<u32>().ok());
    matches!((parts.next(), parts.next(), parts.next()), (Some(Some(2)), Some(Some(1)), Some(Some(7..=96))))
}
