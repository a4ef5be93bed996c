//! Reads one chat line by line: tells the types of records apart and gathers what they say of sessions.

use std::path::Path;

use scopeon_core::event::SessionKind;
use scopeon_core::id::{SessionId, TurnId};
use scopeon_core::label::Label;
use scopeon_core::provider::{IssueKind, ReadError, ReaderState, StateValue};
use scopeon_core::time::Timestamp;

use super::line_context::LineContext;
use super::record;
use super::seen::Seen;
use crate::kit::json::Raw;
use crate::kit::paths::names;
use crate::kit::record_reader::{Emitter, RecordReader};
use crate::kit::session_builder::SessionBuilder;

const TURN: u8 = 0;

/// One chat being read.
pub(super) struct Chat {
    /// The sub-agent whose log it is.
    agent: Option<Label>,
    /// The prompt that is being answered.
    pub(super) turn: Option<TurnId>,
    /// The sub-agents' responses that were told by their counters.
    pub(super) seen: Seen,
    builders: Vec<SessionBuilder>,
}

impl Chat {
    pub(super) fn new(path: &Path, carry: &ReaderState) -> Self {
        let agent = match names(path).as_slice() {
            [_, "subagents", _, file] => {
                file.strip_prefix("agent-").and_then(|name| name.strip_suffix(".jsonl"))
            }
            _ => None,
        };
        Self {
            agent: agent.and_then(Label::new),
            turn: carry.identity(TURN).map(TurnId),
            seen: Seen::of(carry),
            builders: Vec::new(),
        }
    }

    /// Takes what a record says of its session; a copy's time and place are its original's.
    fn see(&mut self, context: &LineContext, window: Option<u64>) {
        let main = self.builder(&context.main, SessionKind::Main);
        if let Some(original) = context.forked_from {
            main.facts().forked_from = main.facts().forked_from.max(Some(original));
            return;
        }
        main.see(context.at);
        let builder = match &context.run {
            Some(run) => {
                let builder = self.builder(run, SessionKind::SubAgent);
                builder.facts().parent = Some(context.main.0);
                builder.see(context.at);
                builder
            }
            None => main,
        };
        if let Some(project) = context.project.clone() {
            builder.work_in(context.at, project);
        }
        if let Some(branch) = context.branch.clone() {
            builder.work_on(context.at, branch);
        }
        if let Some(version) = context.version.clone() {
            builder.written_by(context.at, version);
        }
        builder.facts().window = builder.facts().window.max(window);
    }

    pub(super) fn builder(
        &mut self,
        (id, key): &(SessionId, Label),
        kind: SessionKind,
    ) -> &mut SessionBuilder {
        let place = self.builders.iter().position(|builder| builder.id() == *id).unwrap_or_else(|| {
            self.builders.push(SessionBuilder::new(*id, key.clone(), kind));
            self.builders.len() - 1
        });
        &mut self.builders[place]
    }
}

impl RecordReader for Chat {
    fn line(&mut self, line: &[u8], out: &mut Emitter<'_>) -> Result<(), ReadError> {
        let Some(record) = Raw::whole(line) else {
            out.issue(IssueKind::Malformed);
            return Ok(());
        };
        let [kind, timestamp, window] = record.members(["type", "timestamp", "contextWindowSize"]);
        let Some(kind) = kind.text() else {
            out.missing("type");
            return Ok(());
        };
        if !matches!(&*kind, "user" | "assistant" | "tool_result" | "system") {
            out.named_issue(IssueKind::UnknownType, record.member("type").identifier());
            return Ok(());
        }
        let Some(at) = timestamp.text().and_then(|text| Timestamp::parse(&text)) else {
            out.missing("timestamp");
            return Ok(());
        };
        let Some(context) = LineContext::of(record, at, self.agent.as_ref()) else {
            out.missing("sessionId");
            return Ok(());
        };
        self.see(&context, window.count());
        match &*kind {
            "user" => record::asked(self, record, &context, out),
            "assistant" => record::answered(self, record, &context, out),
            "tool_result" => record::tool_ended(self, record, &context, out),
            _ => record::system(self, record, &context, out),
        }
    }

    fn rest(&mut self, carry: &mut ReaderState, out: &mut Emitter<'_>) -> Result<(), ReadError> {
        *carry = ReaderState::default();
        if let Some(turn) = self.turn {
            carry.set(TURN, StateValue::Identity(turn.0));
        }
        self.seen.keep(carry);
        self.builders
            .drain(..)
            .filter_map(|mut builder| builder.take())
            .try_for_each(|facts| out.session(facts))
    }
}
