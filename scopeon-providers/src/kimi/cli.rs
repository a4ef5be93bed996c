//! Kimi CLI's wire log: `{timestamp, message: {type, payload}}`.

use scopeon_core::event::{Call, Compaction, Event, Reading, ToolCall, Trigger, Turn};
use scopeon_core::id::TurnId;
use scopeon_core::label::Label;
use scopeon_core::provider::{Carry, CarryValue, IssueKind, ReadError};
use scopeon_core::time::Timestamp;
use scopeon_core::usage::Usage;

use super::KEYS;
use super::site::Site;
use crate::json::Raw;
use crate::keys::UNKNOWN_MODEL;
use crate::reading::{Log, Outlet};
use crate::sheet::Sheet;

const TURN: u8 = 0;
const CONTEXT: u8 = 1;

/// One log being read.
pub(super) struct Wire {
    site: Site,
    sheet: Sheet,
    turn: Option<TurnId>,
    /// Tokens in the context as last stated.
    context: Option<u64>,
}

impl Wire {
    pub(super) fn new(site: Site, carry: &Carry) -> Self {
        Self {
            sheet: site.sheet(),
            turn: carry.identity(TURN).map(TurnId),
            context: carry.number(CONTEXT).and_then(|context| u64::try_from(context).ok()),
            site,
        }
    }

    fn asked(&mut self, at: Timestamp, out: &mut Outlet<'_>) -> Result<(), ReadError> {
        if self.site.is_sub_agent() {
            return Ok(());
        }
        let turn = KEYS.turn_in(self.site.id(), &at.millis().to_string());
        self.turn = Some(turn);
        let mut owner = self.site.owner();
        owner.turn = Some(turn);
        out.give(Event::Turn(Turn::new(turn, at, owner)))
    }

    /// A step's tokens are its own; a status without them is about something else.
    fn status(&mut self, payload: Raw<'_>, at: Timestamp, out: &mut Outlet<'_>) -> Result<(), ReadError> {
        let names = ["token_usage", "message_id", "max_context_tokens", "context_tokens"];
        let [tokens, message, window, context] = payload.members(names);
        self.context = context.count().or(self.context);
        let usage = usage(tokens);
        let Some(model) = Label::new(UNKNOWN_MODEL).filter(|_| !usage.is_empty()) else { return Ok(()) };
        let session = self.site.id();
        let id = match message.text().filter(|id| !id.is_empty()) {
            Some(id) => KEYS.call_in(session, &id),
            None => KEYS.call_in(session, &format!("@{}", out.place().offset)),
        };
        let mut owner = self.site.owner();
        owner.turn = self.turn;
        // The model stands in the settings only.
        let mut call = Call::new(id, at, Reading::new(model, usage), owner);
        call.window = window.count().filter(|window| *window > 0);
        self.sheet.facts().window = call.window;
        out.give(Event::Call(Box::new(call)))
    }

    fn tool(&self, payload: Raw<'_>, at: Timestamp) -> Option<ToolCall> {
        let [id, function] = payload.members(["id", "function"]);
        let [name, arguments] = function.members(["name", "arguments"]);
        let id = id.text().filter(|id| !id.is_empty())?;
        let mut tool = ToolCall::new(KEYS.tool_in(self.site.id(), &id), self.site.owner());
        tool.owner.turn = self.turn;
        tool.name = name.label();
        tool.started = Some(at);
        tool.input_bytes = arguments.size();
        tool.mark = arguments.mark(tool.owner.session);
        Some(tool)
    }

    fn compacted(&self, at: Timestamp) -> Compaction {
        let session = self.site.id();
        let id = KEYS.fact_in("compaction", session, &at.millis().to_string());
        let mut compaction = Compaction::new(id, at, session, Trigger::Unknown);
        compaction.before = self.context;
        compaction
    }
}

/// Input is what no cache served or stored.
fn usage(tokens: Raw<'_>) -> Usage {
    let names = ["input_other", "output", "input_cache_read", "input_cache_creation"];
    let [input, output, cache_read, cache_write_5m] =
        tokens.members(names).map(|count| count.count().unwrap_or(0));
    Usage { input, output, cache_read, cache_write_5m, ..Usage::default() }
}

impl Log for Wire {
    fn line(&mut self, line: &[u8], out: &mut Outlet<'_>) -> Result<(), ReadError> {
        let Some([timestamp, message]) = Raw::record(line, ["timestamp", "message"]) else {
            out.issue(IssueKind::Malformed);
            return Ok(());
        };
        let [kind, payload] = message.members(["type", "payload"]);
        let (Some(at), Some(kind)) = (timestamp.instant(), kind.text()) else {
            // The first line states the protocol.
            return Ok(());
        };
        self.sheet.see(at);
        match &*kind {
            "TurnBegin" => self.asked(at, out),
            "StatusUpdate" => self.status(payload, at, out),
            "ToolCall" => self.tool(payload, at).map_or(Ok(()), |tool| out.give(Event::Tool(Box::new(tool)))),
            "CompactionBegin" => out.give(Event::Compaction(self.compacted(at))),
            // Sub-agents' events are mirrored here and stand in their own logs.
            _ => Ok(()),
        }
    }

    fn rest(&mut self, carry: &mut Carry, out: &mut Outlet<'_>) -> Result<(), ReadError> {
        *carry = Carry::default();
        if let Some(turn) = self.turn {
            carry.set(TURN, CarryValue::Identity(turn.0));
        }
        if let Some(context) = self.context.and_then(|context| i64::try_from(context).ok()) {
            carry.set(CONTEXT, CarryValue::Number(context));
        }
        self.sheet.take().map_or(Ok(()), |facts| out.session(facts))
    }
}
