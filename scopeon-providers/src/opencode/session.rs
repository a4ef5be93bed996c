//! Sessions: what the messages in them need to know, and what is told of them.

use std::collections::HashMap;
use std::ops::ControlFlow;

use scopeon_core::event::{Event, SessionFacts, SessionKind};
use scopeon_core::id::SessionId;
use scopeon_core::label::Label;
use scopeon_core::provider::{Column, ReadError, Rows, Select, Sink};
use scopeon_core::time::Timestamp;

use super::key::Keys;
use super::tokens::Era;
use crate::cell::Cells;

/// What messages need to know of their session.
#[derive(Clone, Debug)]
pub(super) struct Scene {
    pub(super) session: SessionId,
    pub(super) project: Option<Label>,
    pub(super) era: Era,
    /// When it began: what is older was copied from the session it was forked from.
    pub(super) began: Option<Timestamp>,
}

/// One session as a row or a document states it.
#[derive(Default)]
pub(super) struct Stated<'a> {
    pub(super) id: &'a str,
    pub(super) parent: Option<&'a str>,
    pub(super) directory: Option<Label>,
    pub(super) version: Option<&'a str>,
    pub(super) agent: Option<Label>,
    pub(super) began: Option<Timestamp>,
    pub(super) ended: Option<Timestamp>,
}

impl Stated<'_> {
    pub(super) fn scene(&self, keys: Keys) -> Scene {
        Scene {
            session: keys.session(self.id),
            project: self.directory.clone(),
            era: Era::of(self.version),
            began: self.began,
        }
    }

    pub(super) fn facts(&self, keys: Keys) -> Option<SessionFacts> {
        let kind = if self.parent.is_some() { SessionKind::SubAgent } else { SessionKind::Main };
        let mut facts = SessionFacts::new(keys.session(self.id), Label::new(self.id)?, kind);
        facts.parent = self.parent.map(|parent| keys.session(parent));
        if self.parent.is_some() {
            facts.agent_type.clone_from(&self.agent);
        }
        facts.project = self.began.zip(self.directory.clone());
        facts.version = self.ended.or(self.began).zip(self.version.and_then(Label::new));
        facts.span = (self.began, self.ended.or(self.began));
        Some(facts)
    }
}

const COLUMNS: [Column<'static>; 7] = [
    Column::Plain("id"),
    Column::Plain("parent_id"),
    Column::Plain("directory"),
    Column::Plain("version"),
    Column::Plain("agent"),
    Column::Plain("time_created"),
    Column::Plain("time_updated"),
];

/// Reads every session and tells of those that changed since `since`, in milliseconds.
pub(super) fn read(
    keys: Keys,
    rows: &mut dyn Rows,
    since: i64,
    out: &mut dyn Sink,
) -> Result<HashMap<String, Scene>, ReadError> {
    let mut scenes = HashMap::new();
    rows.select(&Select::all("session", &COLUMNS), &mut |row| {
        let cells = Cells(row);
        let Some(id) = cells.text(0) else { return ControlFlow::Continue(()) };
        let stated = Stated {
            id,
            parent: cells.text(1),
            directory: cells.label(2),
            version: cells.text(3),
            agent: cells.identifier(4),
            began: cells.millis(5),
            ended: cells.millis(6),
        };
        scenes.insert(id.to_owned(), stated.scene(keys));
        let is_new = stated.ended.is_none_or(|at| at.millis() > since);
        match stated.facts(keys).filter(|_| is_new) {
            Some(facts) => out.event(Event::Session(Box::new(facts))),
            None => ControlFlow::Continue(()),
        }
    })?;
    Ok(scenes)
}
