//! Kimi Code's wire log: `{type, time, …}`, where the end of a step and the record of its usage say the same.

use scopeon_core::event::{Call, Event, Reading, ToolCall, Turn};
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

const CLOCK: u8 = 0;
const MODEL: u8 = 1;
const TURN: u8 = 2;
const STEP: u8 = 3;
/// Four slots follow.
const STEP_TOKENS: u8 = 4;

/// One log being read.
pub(super) struct Wire {
    site: Site,
    sheet: Sheet,
    clock: Option<Timestamp>,
    /// The model that was asked last; a usage's own is an alias.
    model: Option<Label>,
    turn: Option<TurnId>,
    /// The step that ended last, with its tokens, until its usage is recorded.
    step: Option<(Label, [u64; 4])>,
}

impl Wire {
    pub(super) fn new(site: Site, carry: &Carry) -> Self {
        let count = |key| carry.number(key).and_then(|count| u64::try_from(count).ok()).unwrap_or(0);
        Self {
            sheet: site.sheet(),
            site,
            clock: carry.number(CLOCK).and_then(Timestamp::from_millis),
            model: carry.label(MODEL).cloned(),
            turn: carry.identity(TURN).map(TurnId),
            step: carry
                .label(STEP)
                .map(|step| (step.clone(), [0, 1, 2, 3].map(|number| count(STEP_TOKENS + number)))),
        }
    }

    fn asked(&mut self, out: &mut Outlet<'_>) -> Result<(), ReadError> {
        let (Some(at), false) = (self.clock, self.site.is_sub_agent()) else { return Ok(()) };
        let turn = KEYS.turn_in(self.site.id(), &format!("{}@{}", at.millis(), out.place().offset));
        self.turn = Some(turn);
        let mut owner = self.site.owner();
        owner.turn = Some(turn);
        out.give(Event::Turn(Turn::new(turn, at, owner)))
    }

    fn looped(&mut self, event: Raw<'_>, out: &mut Outlet<'_>) -> Result<(), ReadError> {
        let names = ["type", "uuid", "usage", "name", "toolCallId", "args"];
        let [kind, uuid, usage, name, id, args] = event.members(names);
        if kind.says("step.end") {
            let tokens = tokens(usage);
            let Some(uuid) = uuid.label().filter(|_| tokens != [0; 4]) else { return Ok(()) };
            self.step = Some((uuid.clone(), tokens));
            return self.respond(uuid.as_str(), tokens, None, out);
        }
        if !kind.says("tool.call") {
            return Ok(());
        }
        let Some(name) = name.label() else { return Ok(()) };
        let place = format!("@{}", out.place().offset);
        let id = id.text().filter(|id| !id.is_empty());
        let key = KEYS.tool_in(self.site.id(), id.as_deref().unwrap_or(&place));
        let mut tool = ToolCall::new(key, self.site.owner());
        tool.owner.turn = self.turn;
        tool.name = Some(name);
        tool.started = self.clock;
        tool.input_bytes = args.size();
        tool.mark = args.mark(tool.owner.session);
        out.give(Event::Tool(Box::new(tool)))
    }

    /// A usage that repeats the step before it is that step's.
    fn recorded(&mut self, record: Raw<'_>, out: &mut Outlet<'_>) -> Result<(), ReadError> {
        let [model, usage] = record.members(["model", "usage"]);
        let stated = tokens(usage);
        if stated == [0; 4] {
            return Ok(());
        }
        match self.step.take().filter(|(_, tokens)| *tokens == stated) {
            Some((step, _)) => self.respond(step.as_str(), stated, model.label(), out),
            None => self.respond(&format!("@{}", out.place().offset), stated, model.label(), out),
        }
    }

    fn respond(
        &self,
        id: &str,
        [input, output, cache_read, cache_write_5m]: [u64; 4],
        alias: Option<Label>,
        out: &mut Outlet<'_>,
    ) -> Result<(), ReadError> {
        let Some(at) = self.clock else {
            out.missing("time");
            return Ok(());
        };
        let usage = Usage { input, output, cache_read, cache_write_5m, ..Usage::default() };
        let model = self.model.clone().or(alias).or_else(|| Label::new(UNKNOWN_MODEL));
        let Some(model) = model else { return Ok(()) };
        let mut owner = self.site.owner();
        owner.turn = self.turn;
        let id = KEYS.call_in(self.site.id(), id);
        out.give(Event::Call(Box::new(Call::new(id, at, Reading::new(model, usage), owner))))
    }
}

/// Input is what no cache served or stored.
fn tokens(usage: Raw<'_>) -> [u64; 4] {
    let names = ["inputOther", "output", "inputCacheRead", "inputCacheCreation"];
    usage.members(names).map(|count| count.count().unwrap_or(0))
}

impl Log for Wire {
    fn line(&mut self, line: &[u8], out: &mut Outlet<'_>) -> Result<(), ReadError> {
        let Some(record) = Raw::whole(line) else {
            out.issue(IssueKind::Malformed);
            return Ok(());
        };
        let [kind, time, event] = record.members(["type", "time", "event"]);
        let stated = time.instant();
        self.clock = stated.or(self.clock);
        if let Some(at) = stated {
            self.sheet.see(at);
        }
        match kind.text().as_deref() {
            Some("llm.request") => {
                self.model = record.member("model").name().or_else(|| self.model.take());
                Ok(())
            }
            Some("turn.prompt") => self.asked(out),
            Some("context.append_loop_event") => self.looped(event, out),
            Some("usage.record") => self.recorded(record, out),
            Some("config.update") => {
                if let (Some(at), Some(cwd)) = (self.clock, record.member("cwd").label()) {
                    self.sheet.work_in(at, cwd);
                }
                Ok(())
            }
            _ => Ok(()),
        }
    }

    fn rest(&mut self, carry: &mut Carry, out: &mut Outlet<'_>) -> Result<(), ReadError> {
        *carry = Carry::default();
        if let Some(clock) = self.clock {
            carry.set(CLOCK, CarryValue::Number(clock.millis()));
        }
        if let Some(model) = &self.model {
            carry.set(MODEL, CarryValue::Label(model.clone()));
        }
        if let Some(turn) = self.turn {
            carry.set(TURN, CarryValue::Identity(turn.0));
        }
        if let Some((step, tokens)) = &self.step {
            carry.set(STEP, CarryValue::Label(step.clone()));
            for (key, count) in (STEP_TOKENS..).zip(tokens) {
                carry.set(key, CarryValue::Number(i64::try_from(*count).unwrap_or(i64::MAX)));
            }
        }
        self.sheet.take().map_or(Ok(()), |facts| out.session(facts))
    }
}
