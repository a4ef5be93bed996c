//! Kimi Code's wire log: `{type, time, …}`, where the end of a step and the record of its usage say the same.

use scopeon_core::event::{Call, Finish, ToolCall, Turn, UsageSample};
use scopeon_core::id::{CallId, IdentityBuilder, TurnId};
use scopeon_core::label::Label;
use scopeon_core::provider::{IssueKind, ReadError, ReaderState, StateValue};
use scopeon_core::time::Timestamp;
use scopeon_core::usage::Usage;

use super::key::IDS;
use super::path_info::PathInfo;
use crate::kit::id_factory::UNKNOWN_MODEL;
use crate::kit::json::Raw;
use crate::kit::record_reader::{Emitter, RecordReader};
use crate::kit::session_builder::SessionBuilder;
use crate::kit::uuid::is_uuid;

const CLOCK: u8 = 0;
const MODEL: u8 = 1;
const TURN: u8 = 2;
const STEP: u8 = 3;
/// Four slots follow.
const STEP_TOKENS: u8 = 4;
const RECORDS: u8 = 12;
const HAS_FRESH: u8 = 13;
const OPEN: u8 = 14;
/// Four slots for each open record follow.
const OPEN_TOKENS: u8 = 16;

/// So many recorded usages may wait for the end of their step: a step is overtaken by a compaction or two, not by many.
const MAX_OPEN: usize = 4;

/// The types of records that are looked at.
const KINDS: [&str; 5] =
    ["llm.request", "turn.prompt", "context.append_loop_event", "usage.record", "config.update"];

/// One log being read.
pub(super) struct Wire {
    path_info: PathInfo,
    builder: SessionBuilder,
    clock: Option<Timestamp>,
    /// The model that was asked last; a usage's own is an alias.
    model: Option<Label>,
    turn: Option<TurnId>,
    /// The step that ended last, with its tokens, until its usage is recorded.
    step: Option<(Label, [u64; 4])>,
    /// The usages that were recorded last, the newest at the end, until the step ends that took one: newer versions record
    /// it first, and other requests may come between.
    open: Vec<[u64; 4]>,
    /// Whether the newest of them was recorded since the last request and the last step's end.
    is_fresh: bool,
    /// How many usages were recorded.
    records: u64,
}

impl Wire {
    pub(super) fn new(path_info: PathInfo, carry: &ReaderState) -> Self {
        let count = |key| carry.number(key).and_then(|count| u64::try_from(count).ok()).unwrap_or(0);
        Self {
            builder: path_info.builder(),
            path_info,
            clock: carry.number(CLOCK).and_then(Timestamp::from_millis),
            model: carry.label(MODEL).cloned(),
            turn: carry.identity(TURN).map(TurnId),
            step: carry
                .label(STEP)
                .map(|step| (step.clone(), [0, 1, 2, 3].map(|number| count(STEP_TOKENS + number)))),
            open: (OPEN_TOKENS..)
                .step_by(4)
                .take(usize::try_from(count(OPEN)).unwrap_or(0).min(MAX_OPEN))
                .map(|first| [0, 1, 2, 3].map(|number| count(first + number)))
                .collect(),
            is_fresh: carry.number(HAS_FRESH).is_some(),
            records: count(RECORDS),
        }
    }

    fn asked(&mut self, out: &mut Emitter<'_>) -> Result<(), ReadError> {
        let (Some(at), false) = (self.clock, self.path_info.is_sub_agent()) else { return Ok(()) };
        let turn = IDS.turn_in(self.path_info.id(), &format!("{}", at.millis()));
        self.turn = Some(turn);
        let mut owner = self.path_info.owner();
        owner.turn = Some(turn);
        out.give(Turn::new(turn, at, owner))
    }

    fn looped(&mut self, event: Raw<'_>, out: &mut Emitter<'_>) -> Result<(), ReadError> {
        let names = ["type", "uuid", "usage", "name", "toolCallId", "args"];
        let [kind, uuid, usage, name, id, args] = event.members(names);
        if kind.says("step.end") {
            return self.ended(uuid.label(), tokens(usage), out);
        }
        if !kind.says("tool.call") {
            return Ok(());
        }
        let Some(name) = name.label() else { return Ok(()) };
        let place = format!("@{}", self.records);
        let id = id.text().filter(|id| !id.is_empty());
        let at = self.clock.unwrap_or_default();
        let key = IDS.of("tool").text(id.as_deref().unwrap_or(&place)).bytes(&at.millis().to_be_bytes());
        let mut tool = ToolCall::new(key.finish().into(), self.path_info.owner());
        tool.attribution.turn = self.turn;
        tool.name = Some(name);
        tool.started = self.clock;
        tool.input_bytes = args.size();
        tool.input_fingerprint = args.mark(tool.attribution.session);
        out.give(tool)
    }

    /// The end of a step. Where its usage was recorded already it is the same response; where nothing states its usage
    /// it was interrupted.
    fn ended(
        &mut self,
        uuid: Option<Label>,
        tokens: [u64; 4],
        out: &mut Emitter<'_>,
    ) -> Result<(), ReadError> {
        if self.was_recorded(tokens, out) {
            return Ok(());
        }
        let Some(uuid) = uuid else { return Ok(()) };
        self.step = Some((uuid.clone(), tokens));
        self.respond(self.step_key(uuid.as_str()), tokens, None, out)
    }

    /// Whether a usage was recorded that is this step's, which is none's after that. One that another request overtook is
    /// told by its counters alone; the one before it may differ in one of them, which is told.
    fn was_recorded(&mut self, tokens: [u64; 4], out: &mut Emitter<'_>) -> bool {
        let newest = self.open.len().checked_sub(1).filter(|_| self.is_fresh);
        let same = self.open.iter().rposition(|recorded| *recorded == tokens);
        let place = if tokens == [0; 4] { newest } else { same };
        let near = newest.filter(|place| is_near(self.open[*place], tokens));
        if let (None, Some(_)) = (place, near) {
            out.issue(IssueKind::Suspect);
        }
        let place = place.or(near);
        self.is_fresh = false;
        place.map(|place| self.open.remove(place)).is_some()
    }

    /// A usage that repeats the step before it is that step's.
    fn recorded(&mut self, record: Raw<'_>, out: &mut Emitter<'_>) -> Result<(), ReadError> {
        let [model, usage] = record.members(["model", "usage"]);
        let stated = tokens(usage);
        if stated == [0; 4] {
            return Ok(());
        }
        self.records += 1;
        let is_same = |(_, tokens): &(Label, [u64; 4])| {
            *tokens == stated || *tokens == [0; 4] || is_near(*tokens, stated)
        };
        if let Some((step, ended)) = self.step.take().filter(is_same) {
            if is_near(ended, stated) {
                out.issue(IssueKind::Suspect);
            }
            return self.respond(self.step_key(step.as_str()), stated, model.label(), out);
        }
        if self.open.len() == MAX_OPEN {
            self.open.remove(0);
        }
        self.open.push(stated);
        self.is_fresh = true;
        self.respond(self.record_key(stated), stated, model.label(), out)
    }

    /// A step's id is unique in the world where it is a UUID, and a fork copies it.
    fn step_key(&self, uuid: &str) -> CallId {
        if is_uuid(uuid) { IDS.call(uuid) } else { IDS.call_in(self.path_info.id(), uuid) }
    }

    /// A usage without a step by its number, its time and what it states, which a fork copies.
    fn record_key(&self, stated: [u64; 4]) -> CallId {
        let at = self.clock.unwrap_or_default();
        let key = IDS.of("call").text("record").number(self.records).bytes(&at.millis().to_be_bytes());
        stated.into_iter().fold(key, IdentityBuilder::number).finish().into()
    }

    fn respond(
        &self,
        id: CallId,
        [input, output, cache_read, cache_write_5m]: [u64; 4],
        alias: Option<Label>,
        out: &mut Emitter<'_>,
    ) -> Result<(), ReadError> {
        let Some(at) = self.clock else {
            out.missing("time");
            return Ok(());
        };
        let usage = Usage { input, output, cache_read, cache_write_5m, ..Usage::default() };
        let model = self.model.clone().or(alias).or_else(|| Label::new(UNKNOWN_MODEL));
        let Some(model) = model else { return Ok(()) };
        let mut reading = UsageSample::new(model, usage);
        if usage.is_empty() {
            reading.finish = Finish::Unknown;
        }
        let mut owner = self.path_info.owner();
        owner.turn = self.turn;
        out.give(Call::new(id, at, reading, owner))
    }
}

/// Returns `true` if two statements that stand side by side are of one response although they contradict each other: all but
/// one of the counters are the same, and not for want of any.
fn is_near(one: [u64; 4], other: [u64; 4]) -> bool {
    let same = one.into_iter().zip(other).filter(|(one, other)| one == other);
    one != other && same.clone().count() == 3 && same.map(|(one, _)| one).any(|count| count > 0)
}

/// Input is what no cache served or stored.
fn tokens(usage: Raw<'_>) -> [u64; 4] {
    let names = ["inputOther", "output", "inputCacheRead", "inputCacheCreation"];
    usage.members(names).map(Raw::sum)
}

impl RecordReader for Wire {
    fn line(&mut self, line: &[u8], out: &mut Emitter<'_>) -> Result<(), ReadError> {
        let Some(record) = Raw::whole(line) else {
            out.issue(IssueKind::Malformed);
            return Ok(());
        };
        let [kind, time, event] = record.members(["type", "time", "event"]);
        let stated = time.instant();
        self.clock = stated.or(self.clock);
        if let Some(at) = stated {
            self.builder.see(at);
        }
        match kind.text().as_deref() {
            Some("llm.request") => {
                (self.step, self.is_fresh) = (None, false);
                self.model = record.member("model").label().or_else(|| self.model.take());
                Ok(())
            }
            Some("turn.prompt") => self.asked(out),
            Some("context.append_loop_event") => self.looped(event, out),
            Some("usage.record") => self.recorded(record, out),
            Some("config.update") => {
                if let (Some(at), Some(cwd)) = (self.clock, record.member("cwd").label()) {
                    self.builder.work_in(at, cwd);
                }
                Ok(())
            }
            _ => Ok(()),
        }
    }

    /// Some records do not say when they were. The events in them have types of their own.
    fn is_record(&self, object: Raw<'_>) -> bool {
        let [kind, time] = object.members(["type", "time"]);
        kind.text().is_some_and(|kind| !time.is_missing() || KINDS.contains(&&*kind))
    }

    fn rest(&mut self, carry: &mut ReaderState, out: &mut Emitter<'_>) -> Result<(), ReadError> {
        *carry = ReaderState::default();
        if let Some(clock) = self.clock {
            carry.set(CLOCK, StateValue::Number(clock.millis()));
        }
        if let Some(model) = &self.model {
            carry.set(MODEL, StateValue::Label(model.clone()));
        }
        if let Some(turn) = self.turn {
            carry.set(TURN, StateValue::Identity(turn.0));
        }
        if let Some((step, tokens)) = &self.step {
            carry.set(STEP, StateValue::Label(step.clone()));
            for (key, count) in (STEP_TOKENS..).zip(tokens) {
                carry.set(key, StateValue::Number(i64::try_from(*count).unwrap_or(i64::MAX)));
            }
        }
        if self.is_fresh {
            carry.set(HAS_FRESH, StateValue::Number(1));
        }
        carry.set(OPEN, StateValue::Number(i64::try_from(self.open.len()).unwrap_or(0)));
        for (key, count) in (OPEN_TOKENS..).zip(self.open.iter().flatten()) {
            carry.set(key, StateValue::Number(i64::try_from(*count).unwrap_or(i64::MAX)));
        }
        carry.set(RECORDS, StateValue::Number(i64::try_from(self.records).unwrap_or(i64::MAX)));
        self.builder.take().map_or(Ok(()), |facts| out.session(facts))
    }
}
