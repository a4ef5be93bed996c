//! Reads one chat, line by line or as a document: what it is, and the messages in it.

use scopeon_core::provider::{IssueKind, ReadError, ReaderState};
use scopeon_core::time::Timestamp;

use super::message::{self, Message};
use super::state::Chat;
use crate::kit::json::Raw;
use crate::kit::record_reader::{Emitter, RecordReader, has_members};
use crate::kit::session_builder::SessionBuilder;

impl Chat {
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
        self.save(carry);
        self.give_session(out)
    }
}
