//! Kimi CLI's wire log: `{timestamp, message: {type, payload}}`.

use scopeon_core::event::{Call, Compaction, Finish, ToolCall, Trigger, Turn, UsageSample};
use scopeon_core::id::{CallId, Identity, TurnId};
use scopeon_core::label::Label;
use scopeon_core::provider::{IssueKind, ReadError, ReaderState, StateValue};
use scopeon_core::time::Timestamp;
use scopeon_core::usage::Usage;

use super::key::IDS;
use super::path_info::PathInfo;
use crate::kit::id_factory::UNKNOWN_MODEL;
use crate::kit::json::Raw;
use crate::kit::record_reader::{Emitter, RecordReader, has_members};
use crate::kit::session_builder::SessionBuilder;

const TURN: u8 = 0;
const CONTEXT: u8 = 1;
const LAST: u8 = 2;
const LAST_CALL: u8 = 3;
const OPEN: u8 = 4;

/// One log being read.
pub(super) struct Wire {
    path_info: PathInfo,
    builder: SessionBuilder,
    turn: Option<TurnId>,
    /// Tokens in the context as last stated.
    context: Option<u64>,
    /// What the last status stated, and the response it was: until the next step begins it may be stated again.
    last: Option<(Identity, CallId)>,
    /// Whether a step has begun whose tokens were not stated yet.
    is_open: bool,
}

impl Wire {
    pub(super) fn new(path_info: PathInfo, carry: &ReaderState) -> Self {
        Self {
            builder: path_info.builder(),
            turn: carry.identity(TURN).map(TurnId),
            context: carry.number(CONTEXT).and_then(|context| u64::try_from(context).ok()),
            last: carry.identity(LAST).zip(carry.identity(LAST_CALL).map(CallId)),
            is_open: carry.number(OPEN).is_some(),
            path_info,
        }
    }

    fn begin_step(&mut self) {
        (self.last, self.is_open) = (None, true);
    }

    /// A step that ended before its tokens were stated was asked for all the same.
    fn interrupted(&mut self, at: Timestamp, out: &mut Emitter<'_>) -> Result<(), ReadError> {
        let was_open = std::mem::take(&mut self.is_open);
        let Some(model) = Label::new(UNKNOWN_MODEL).filter(|_| was_open) else { return Ok(()) };
        let mut reading = UsageSample::new(model, Usage::default());
        reading.finish = Finish::Unknown;
        let mut owner = self.path_info.owner();
        owner.turn = self.turn;
        let id = IDS.of("call").text("interrupted").bytes(&at.millis().to_be_bytes()).finish();
        out.give(Call::new(id.into(), at, reading, owner))
    }

    /// The identity of a response: a fork copies its line, and its service's id may be the same again and again.
    fn response(&mut self, message: Option<&str>, usage: &Usage, at: Timestamp) -> CallId {
        let [input, output, _, read, written, ..] = usage.counts();
        let key = IDS.of("call").text(message.unwrap_or_default());
        let key = key.number(input).number(output).number(read).number(written);
        let stated = key.clone().finish();
        let known = self.last.filter(|(last, _)| message.is_some() && *last == stated);
        let id = known.map_or_else(|| key.bytes(&at.millis().to_be_bytes()).finish().into(), |(_, id)| id);
        self.last = Some((stated, id));
        id
    }

    fn asked(&mut self, at: Timestamp, out: &mut Emitter<'_>) -> Result<(), ReadError> {
        if self.path_info.is_sub_agent() {
            return Ok(());
        }
        let turn = IDS.turn_in(self.path_info.id(), &at.millis().to_string());
        self.turn = Some(turn);
        let mut owner = self.path_info.owner();
        owner.turn = Some(turn);
        out.give(Turn::new(turn, at, owner))
    }

    /// A step's tokens are its own; a status without them is about something else.
    fn status(&mut self, payload: Raw<'_>, at: Timestamp, out: &mut Emitter<'_>) -> Result<(), ReadError> {
        let names = ["token_usage", "message_id", "max_context_tokens", "context_tokens"];
        let [tokens, message, window, context] = payload.members(names);
        self.context = context.count().or(self.context);
        let usage = usage(tokens);
        let Some(model) = Label::new(UNKNOWN_MODEL).filter(|_| !usage.is_empty()) else { return Ok(()) };
        self.is_open = false;
        let id = self.response(message.text().as_deref().filter(|id| !id.is_empty()), &usage, at);
        let mut owner = self.path_info.owner();
        owner.turn = self.turn;
        // The model stands in the settings only.
        let mut call = Call::new(id, at, UsageSample::new(model, usage), owner);
        call.window = window.count().filter(|window| *window > 0);
        self.builder.facts().window = self.builder.facts().window.max(call.window);
        out.give(call)
    }

    fn tool(&self, payload: Raw<'_>, at: Timestamp) -> Option<ToolCall> {
        let [id, function] = payload.members(["id", "function"]);
        let [name, arguments] = function.members(["name", "arguments"]);
        let id = id.text().filter(|id| !id.is_empty())?;
        let key = IDS.of("tool").text(&id).bytes(&at.millis().to_be_bytes()).finish();
        let mut tool = ToolCall::new(key.into(), self.path_info.owner());
        tool.attribution.turn = self.turn;
        tool.name = name.label();
        tool.started = Some(at);
        tool.input_bytes = arguments.size();
        tool.input_fingerprint = arguments.mark(tool.attribution.session);
        Some(tool)
    }

    fn compacted(&self, at: Timestamp) -> Compaction {
        let session = self.path_info.id();
        let id = IDS.of("compaction").bytes(&at.millis().to_be_bytes()).finish().into();
        let mut compaction = Compaction::new(id, at, session, Trigger::Unknown);
        compaction.before = self.context;
        compaction
    }
}

/// Input is what no cache served or stored.
fn usage(tokens: Raw<'_>) -> Usage {
    let names = ["input_other", "output", "input_cache_read", "input_cache_creation"];
    let [input, output, cache_read, cache_write_5m] = tokens.members(names).map(Raw::sum);
    Usage { input, output, cache_read, cache_write_5m, ..Usage::default() }
}

impl RecordReader for Wire {
    fn line(&mut self, line: &[u8], out: &mut Emitter<'_>) -> Result<(), ReadError> {
        let Some([timestamp, message]) = Raw::record(line, ["timestamp", "message"]) else {
            out.issue(IssueKind::Malformed);
            return Ok(());
        };
        let [kind, payload] = message.members(["type", "payload"]);
        let (Some(at), Some(kind)) = (timestamp.instant(), kind.text()) else {
            // The first line states the protocol.
            return Ok(());
        };
        self.builder.see(at);
        match &*kind {
            "TurnBegin" => {
                self.begin_step();
                self.is_open = false;
                self.asked(at, out)
            }
            "StepBegin" => {
                self.begin_step();
                Ok(())
            }
            "StepInterrupted" => self.interrupted(at, out),
            "StatusUpdate" => self.status(payload, at, out),
            "ToolCall" => self.tool(payload, at).map_or(Ok(()), |tool| out.give(tool)),
            "CompactionBegin" => out.give(self.compacted(at)),
            // Sub-agents' events are mirrored here and stand in their own logs.
            _ => Ok(()),
        }
    }

    fn is_record(&self, object: Raw<'_>) -> bool {
        has_members(object, ["timestamp", "message"])
    }

    fn rest(&mut self, carry: &mut ReaderState, out: &mut Emitter<'_>) -> Result<(), ReadError> {
        *carry = ReaderState::default();
        if let Some(turn) = self.turn {
            carry.set(TURN, StateValue::Identity(turn.0));
        }
        if let Some(context) = self.context.and_then(|context| i64::try_from(context).ok()) {
            carry.set(CONTEXT, StateValue::Number(context));
        }
        if let Some((stated, id)) = self.last {
            carry.set(LAST, StateValue::Identity(stated));
            carry.set(LAST_CALL, StateValue::Identity(id.0));
        }
        if self.is_open {
            carry.set(OPEN, StateValue::Number(1));
        }
        self.builder.take().map_or(Ok(()), |facts| out.session(facts))
    }
}
