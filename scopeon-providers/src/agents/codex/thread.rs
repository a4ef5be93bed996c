//! What is remembered of one rollout: the thread in it, and whose its records are.

use std::borrow::Cow;
use std::path::Path;

use scopeon_core::event::{Attribution, Origin, SessionKind};
use scopeon_core::id::SessionId;
use scopeon_core::label::Label;
use scopeon_core::provider::ReaderState;
use scopeon_core::time::Timestamp;

use super::descent::Whose;
use super::key;
use super::state::State;
use crate::kit::json::Raw;
use crate::kit::session_builder::SessionBuilder;
use crate::kit::uuid::is_uuid;

/// One rollout being read.
pub(super) struct Rollout {
    pub(super) state: State,
    /// The thread's id as the file's name states it.
    pub(super) name: Option<Label>,
    /// The file's name says that it goes on with a thread.
    pub(super) is_page: bool,
    /// A total was stated that no witness tells of yet.
    pub(super) has_statement: bool,
    pub(super) builder: Option<SessionBuilder>,
}

/// One record.
#[derive(Clone)]
pub(super) struct Record<'a> {
    /// What it is: the type of the event where it is one.
    pub(super) kind: Cow<'a, str>,
    pub(super) payload: Raw<'a>,
    /// When it was written, if it says so, else that of the one before.
    pub(super) at: Option<Timestamp>,
    /// When the one before was written.
    pub(super) before: Option<Timestamp>,
    /// Its place in a thread that is written in pages.
    pub(super) ordinal: Option<i64>,
    /// Whether it is the parent's, written again.
    pub(super) is_copy: bool,
    /// The whole line, for what has no other name.
    pub(super) line: &'a [u8],
}

impl Rollout {
    pub(super) fn new(path: &Path, carry: &ReaderState) -> Self {
        let (name, is_page) = thread_named(path);
        Self { state: State::load(carry), name, is_page, has_statement: false, builder: None }
    }

    /// The thread's session; none for a file that neither says nor is named what thread it holds.
    pub(super) fn builder(&mut self) -> Option<&mut SessionBuilder> {
        if self.builder.is_none() {
            let thread = self.state.thread.get_or_insert(self.name.clone()?).clone();
            let kind = if self.state.flags.is_sub_agent { SessionKind::SubAgent } else { SessionKind::Main };
            self.builder = Some(SessionBuilder::new(key::session(thread.as_str()), thread, kind));
        }
        self.builder.as_mut()
    }

    pub(super) fn session(&mut self) -> Option<SessionId> {
        self.builder().map(|builder| builder.id())
    }

    /// The thread under whose name things are known: its own, or its parent's while it is open whose they are.
    pub(super) fn namesake(&mut self) -> Option<SessionId> {
        match (self.state.descent.whose, &self.state.descent.origin) {
            (Whose::Own, _) | (_, None) => self.session(),
            (_, Some(origin)) => Some(key::session(origin.as_str())),
        }
    }

    /// Who makes what the thread makes now.
    pub(super) fn owner(&self, session: SessionId) -> Attribution {
        let mut owner = Attribution::new(session);
        if self.state.descent.whose != Whose::Own {
            owner.origin = Origin::Fork;
        }
        owner.turn = self.state.turn;
        owner.project.clone_from(&self.state.project);
        owner.branch.clone_from(&self.state.branch);
        owner
    }
}

/// Reads a thread's id out of `rollout-2026-09-29T16-55-23-<uuid>.jsonl`, and whether the file is one of the thread's
/// later pages, which has an id of its own behind it.
pub(super) fn thread_named(path: &Path) -> (Option<Label>, bool) {
    let name = path.file_name().and_then(|name| name.to_str()).unwrap_or_default();
    let Some(stem) = name.strip_suffix(".zst").unwrap_or(name).strip_suffix(".jsonl") else {
        return (None, false);
    };
    let (first, page) = match stem.rsplit_once('_') {
        Some((first, page)) if is_uuid(page) && id_of(first).is_some() => (first, true),
        _ => (stem, false),
    };
    (Label::new(id_of(first).unwrap_or(first)), page)
}

pub(super) fn id_of(stem: &str) -> Option<&str> {
    stem.len().checked_sub(36).and_then(|cut| stem.get(cut..)).filter(|id| is_uuid(id))
}
