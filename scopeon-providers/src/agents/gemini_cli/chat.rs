//! Reads one chat, line by line or as a document: what it is, and the messages in it.

use std::path::Path;

use scopeon_core::event::{Attribution, SessionKind};
use scopeon_core::id::{SessionId, TurnId};
use scopeon_core::label::Label;
use scopeon_core::provider::{IssueKind, ReadError, ReaderState, StateValue};
use scopeon_core::time::Timestamp;

use super::message::{self, Message};
use super::path_info::PathInfo;
use crate::kit::id_factory::IdFactory;
use crate::kit::json::Raw;
use crate::kit::record_reader::{Emitter, RecordReader, has_members};
use crate::kit::session_builder::SessionBuilder;

const SESSION: u8 = 0;
const PROJECT: u8 = 1;
const TURN: u8 = 2;

/// One chat being read.
pub(crate) struct Chat {
    pub(super) keys: IdFactory,
    path_info: PathInfo,
    /// The session the chat states last.
    session: Option<Label>,
    /// The directory the chat states.
    project: Option<Label>,
    /// The prompt that is being answered.
    pub(super) turn: Option<TurnId>,
    builder: Option<SessionBuilder>,
}

impl Chat {
    pub(crate) fn new(keys: IdFactory, path: &Path, carry: &ReaderState) -> Self {
        Self {
            keys,
            path_info: PathInfo::of(path),
            session: carry.label(SESSION).cloned(),
            project: carry.label(PROJECT).cloned(),
            turn: carry.identity(TURN).map(TurnId),
            builder: None,
        }
    }

    /// Takes the project's directory where it is written down beside the chats.
    pub(super) fn in_project(mut self, directory: Option<&Label>) -> Self {
        self.path_info.project = directory.cloned().or(self.path_info.project);
        self
    }

    /// Tells whether the chat is one of a sub-agent with its parent.
    pub(super) const fn is_sub_agent(&self) -> bool {
        self.path_info.parent.is_some()
    }

    pub(super) fn builder(&mut self) -> Option<&mut SessionBuilder> {
        if self.builder.is_none() {
            let stated = self.session.clone().or_else(|| self.path_info.session.clone())?;
            let kind = if self.is_sub_agent() { SessionKind::SubAgent } else { SessionKind::Main };
            let mut builder = SessionBuilder::new(self.keys.session(stated.as_str()), stated, kind);
            builder.facts().parent =
                self.path_info.parent.as_ref().map(|parent| self.keys.session(parent.as_str()));
            self.builder = Some(builder);
        }
        self.builder.as_mut()
    }

    pub(super) fn owner(&self, session: SessionId) -> Attribution {
        let mut owner = Attribution::new(session);
        owner.turn = self.turn;
        owner.project = self.project.clone().or_else(|| self.path_info.project.clone());
        owner
    }

    /// Takes what a chat says of itself, at its start or when it changes.
    fn describe(
        &mut self,
        session: Raw<'_>,
        [started, updated, directories]: [Raw<'_>; 3],
        out: &mut Emitter<'_>,
    ) -> Result<(), ReadError> {
        if let Some(stated) = session.label()
            && self.session.as_ref() != Some(&stated)
        {
            self.give_session(out)?;
            self.session = Some(stated);
            self.builder = None;
        }
        if let Some(first) = directories.items().first() {
            self.project = first.label().or_else(|| self.project.take());
        }
        let instant = |raw: Raw<'_>| raw.text().and_then(|text| Timestamp::parse(&text));
        let project = self.project.clone().or_else(|| self.path_info.project.clone());
        if let (Some(at), Some(builder)) = (instant(started), self.builder()) {
            builder.see(at);
            if let Some(project) = project {
                builder.work_in(at, project);
            }
        }
        if let (Some(at), Some(builder)) = (instant(updated), self.builder()) {
            builder.see(at);
        }
        Ok(())
    }

    /// Reads messages that stand in a list: the whole chat, or a chat that is written again. Prompts may be
    /// left out there, so what comes before the first one belongs to no known prompt.
    fn list(&mut self, messages: Raw<'_>, out: &mut Emitter<'_>) -> Result<(), ReadError> {
        let running = self.turn.take();
        for one in messages.items() {
            message::read(self, Message::new(one.members(Message::NAMES)), out)?;
        }
        self.turn = self.turn.or(running);
        Ok(())
    }

    fn give_session(&mut self, out: &mut Emitter<'_>) -> Result<(), ReadError> {
        match self.builder.as_mut().and_then(SessionBuilder::take) {
            Some(facts) => out.session(facts),
            None => Ok(()),
        }
    }
}

impl RecordReader for Chat {
    fn line(&mut self, line: &[u8], out: &mut Emitter<'_>) -> Result<(), ReadError> {
        let names = [
            "type",
            "id",
            "timestamp",
            "content",
            "tokens",
            "model",
            "toolCalls",
            "$set",
            "$rewindTo",
            "sessionId",
            "messages",
            "startTime",
            "lastUpdated",
            "directories",
        ];
        let Some([kind, id, at, content, tokens, model, tools, change, rewind, session, messages, rest @ ..]) =
            Raw::record(line, names)
        else {
            out.issue(IssueKind::Malformed);
            return Ok(());
        };
        if change.is_object() {
            let [session, messages, rest @ ..] =
                change.members(["sessionId", "messages", "startTime", "lastUpdated", "directories"]);
            self.describe(session, rest, out)?;
            return self.list(messages, out);
        }
        // What is rewound was paid for all the same.
        if !rewind.is_missing() {
            return Ok(());
        }
        if !session.is_missing() {
            self.describe(session, rest, out)?;
            return self.list(messages, out);
        }
        if kind.is_missing() {
            out.missing("type");
            return Ok(());
        }
        message::read(self, Message::new([kind, id, at, content, tokens, model, tools]), out)
    }

    fn is_record(&self, object: Raw<'_>) -> bool {
        let [change, rewind] = object.members(["$set", "$rewindTo"]);
        !(change.is_missing() && rewind.is_missing())
            || has_members(object, ["type", "timestamp"])
            || has_members(object, ["sessionId", "startTime"])
    }

    fn rest(&mut self, carry: &mut ReaderState, out: &mut Emitter<'_>) -> Result<(), ReadError> {
        *carry = ReaderState::default();
        if let Some(session) = &self.session {
            carry.set(SESSION, StateValue::Label(session.clone()));
        }
        if let Some(project) = &self.project {
            carry.set(PROJECT, StateValue::Path(project.clone()));
        }
        if let Some(turn) = self.turn {
            carry.set(TURN, StateValue::Identity(turn.0));
        }
        self.give_session(out)
    }
}
