//! One session's updates: of all of them only the end of a turn is counted.

use std::path::Path;

use scopeon_core::event::{Attribution, Call, Finish, SessionKind, Turn, UsageSample};
use scopeon_core::id::{CallId, IdentityBuilder, TurnId};
use scopeon_core::label::Label;
use scopeon_core::money::PicoUsd;
use scopeon_core::provider::{IssueKind, ReadError, ReaderState, StateValue};
use scopeon_core::time::Timestamp;
use scopeon_core::usage::Usage;

use super::key::IDS;
use crate::kit::id_factory::UNKNOWN_MODEL;
use crate::kit::json::Raw;
use crate::kit::paths::names;
use crate::kit::record_reader::{Emitter, RecordReader, has_members};
use crate::kit::session_builder::SessionBuilder;
use crate::kit::token_split::Inclusive;
use crate::kit::uuid::is_uuid;

/// Costs are stated in ten-billionths of a dollar.
const PICO_PER_TICK: i128 = 100;

/// So many prompts are remembered with what was first stated of them: one is stated again soon or not at all.
const MAX_PROMPTS: u8 = 16;
/// Two slots for each prompt: its id and its time.
const PROMPTS: u8 = 0;

/// One session being read.
pub(super) struct Updates {
    builder: SessionBuilder,
    owner: Attribution,
    /// The prompts whose ids are not unique in the world, and what was first stated of each.
    prompts: Vec<(TurnId, i64)>,
}

impl Updates {
    /// Reads what the path says: `<directory, percent-encoded>/<session>/updates.jsonl`.
    pub(super) fn of(path: &Path, carry: &ReaderState) -> Option<Self> {
        let parts = names(path);
        let [.., directory, session, _] = parts.as_slice() else { return None };
        let id = IDS.session(session);
        let mut owner = Attribution::new(id);
        owner.project = decoded(directory).and_then(|directory| Label::new(&directory));
        let prompts = (PROMPTS..PROMPTS + 2 * MAX_PROMPTS)
            .step_by(2)
            .filter_map(|key| Some((TurnId(carry.identity(key)?), carry.number(key + 1)?)));
        let prompts = prompts.collect();
        Some(Self {
            builder: SessionBuilder::new(id, Label::new(session)?, SessionKind::Main),
            owner,
            prompts,
        })
    }

    /// What a prompt's calls are told by. A prompt that is stated again, with what it took since, is the same; a fork copies
    /// it with its id, which is unique in the world where it is a UUID, and with its time and counters.
    fn key(&mut self, prompt: &str, turn: TurnId, mark: i64) -> IdentityBuilder {
        let key = IDS.of("call").text(prompt);
        if is_uuid(prompt) {
            return key;
        }
        let known = self.prompts.iter().find(|(id, _)| *id == turn).map(|(_, first)| *first);
        let first = known.unwrap_or_else(|| {
            if self.prompts.len() == usize::from(MAX_PROMPTS) {
                self.prompts.remove(0);
            }
            self.prompts.push((turn, mark));
            mark
        });
        key.bytes(&first.to_be_bytes())
    }

    fn turn_completed(
        &mut self,
        update: Raw<'_>,
        at: Timestamp,
        out: &mut Emitter<'_>,
    ) -> Result<(), ReadError> {
        let [prompt, usage] = update.members(["prompt_id", "usage"]);
        let Some(prompt) = prompt.text().filter(|prompt| !prompt.is_empty()) else {
            out.missing("prompt_id");
            return Ok(());
        };
        let turn = if is_uuid(&prompt) {
            IDS.of("turn").text(&prompt).finish().into()
        } else {
            IDS.turn_in(self.owner.session, &prompt)
        };
        let mut owner = self.owner.clone();
        owner.turn = Some(turn);
        out.give(Turn::new(turn, at, owner.clone()))?;
        let key = self.key(&prompt, turn, mark(usage, at));
        let mut calls = Vec::new();
        usage.member("modelUsage").each_member(|model, counts| {
            let model = std::str::from_utf8(model).ok().and_then(Label::new);
            calls.extend(model.and_then(|model| call(&key, model, counts, at, &owner)));
        });
        if calls.is_empty() {
            calls.extend(interrupted(&key, at, &owner));
        }
        calls.into_iter().try_for_each(|call| out.give(call))
    }
}

/// What was first stated of a prompt, and when: two forks may both call their next prompt alike.
fn mark(usage: Raw<'_>, at: Timestamp) -> i64 {
    let mut key = IDS.of("stated").bytes(&at.millis().to_be_bytes());
    usage.member("modelUsage").each_member(|model, counts| {
        let counts = counts.members(["inputTokens", "cachedReadTokens", "outputTokens"]);
        let numbers = counts.map(Raw::sum);
        key = numbers.into_iter().fold(key.clone().bytes(model), IdentityBuilder::number);
    });
    key.finish().to_bytes().first_chunk().map_or(0, |first| i64::from_be_bytes(*first))
}

/// A turn that states nothing of what it used was interrupted, or nobody counted.
fn interrupted(key: &IdentityBuilder, at: Timestamp, owner: &Attribution) -> Option<Call> {
    let mut reading = UsageSample::new(Label::new(UNKNOWN_MODEL)?, Usage::default());
    reading.finish = Finish::Unknown;
    Some(Call::new(id(key, &reading), at, reading, owner.clone()))
}

/// What a turn used of one model. A replay states it again, whole, and a prompt that went on states all of it: the
/// largest is the last.
fn call(
    key: &IdentityBuilder,
    model: Label,
    counts: Raw<'_>,
    at: Timestamp,
    owner: &Attribution,
) -> Option<Call> {
    let names = [
        "inputTokens",
        "cachedReadTokens",
        "cacheCreationTokens",
        "outputTokens",
        "reasoningTokens",
        "costUsdTicks",
    ];
    let [input, cached, written, output, reasoning, ticks] = counts.members(names).map(Raw::tokens);
    let [input, cached, written, output, reasoning] =
        [input, cached, written, output, reasoning].map(|count| count.unwrap_or(0));
    let usage = Inclusive { input, cached, written, output, reasoning }.usage();
    if usage.is_empty() {
        return None;
    }
    let mut reading = UsageSample::new(model, usage);
    // A turn is the sum of its responses, whose prompts were never in the window at once.
    reading.context = 0;
    let mut call = Call::new(id(key, &reading), at, reading, owner.clone());
    let cost = ticks.map(|ticks| PicoUsd::from_pico(i128::from(ticks) * PICO_PER_TICK));
    call.reported = cost.filter(|cost| *cost > PicoUsd::ZERO);
    Some(call)
}

/// One call for each model of a prompt.
fn id(key: &IdentityBuilder, reading: &UsageSample) -> CallId {
    key.clone().text(reading.model.as_str()).finish().into()
}

impl RecordReader for Updates {
    fn line(&mut self, line: &[u8], out: &mut Emitter<'_>) -> Result<(), ReadError> {
        let Some([timestamp, params]) = Raw::record(line, ["timestamp", "params"]) else {
            out.issue(IssueKind::Malformed);
            return Ok(());
        };
        let update = params.member("update");
        let is_end = update.member("sessionUpdate").says("turn_completed");
        let Some(at) = timestamp.instant() else {
            if is_end {
                out.missing("timestamp");
            }
            return Ok(());
        };
        self.builder.see(at);
        if let Some(project) = self.owner.project.clone() {
            self.builder.work_in(at, project);
        }
        if is_end { self.turn_completed(update, at, out) } else { Ok(()) }
    }

    fn is_record(&self, object: Raw<'_>) -> bool {
        has_members(object, ["timestamp", "params"])
    }

    fn rest(&mut self, carry: &mut ReaderState, out: &mut Emitter<'_>) -> Result<(), ReadError> {
        *carry = ReaderState::default();
        for (key, (turn, first)) in (PROMPTS..).step_by(2).zip(&self.prompts) {
            carry.set(key, StateValue::Identity(turn.0));
            carry.set(key + 1, StateValue::Number(*first));
        }
        self.builder.take().map_or(Ok(()), |facts| out.session(facts))
    }
}

/// Reads a percent-encoded directory.
fn decoded(text: &str) -> Option<String> {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.as_bytes();
    while let Some((first, after)) = rest.split_first() {
        let digits = after.get(..2).filter(|_| *first == b'%');
        let byte = digits.and_then(|digits| u8::from_str_radix(std::str::from_utf8(digits).ok()?, 16).ok());
        bytes.push(byte.unwrap_or(*first));
        rest = if byte.is_some() { &after[2..] } else { after };
    }
    String::from_utf8(bytes).ok()
}
