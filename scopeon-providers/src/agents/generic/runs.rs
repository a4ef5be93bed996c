//! Which records are one response: a name is believed as far as its shape and what stands beside it allow. See
//! docs/design/0012-identities.md.

use scopeon_core::id::{CallId, Identity};
use scopeon_core::provider::{ReaderState, StateValue};
use scopeon_core::time::Timestamp;

use super::find::Response;
use super::key::Scope;
use super::shape::is_unique;
use super::times::{own, usual};
use super::usage::Tokens;

/// So many responses are remembered: one that is written in parts goes on behind others.
const REMEMBERED: usize = 10;
/// The first of the carry's places that are used, and how many each response takes.
const FIRST: u8 = 4;
const EACH: u8 = 5;
/// Where the name stands that turned out to be no response's own.
const OUTCAST: u8 = 3;

/// How much of a response a record is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Part {
    /// A record of a stream, or of a response that still goes on.
    Some,
    /// The response.
    Whole,
    /// It does not say.
    Unstated,
}

/// One record of a response that has a name.
pub(super) struct Seen<'a> {
    id: &'a str,
    prompt: u64,
    output: u64,
    /// When the response was made, as it says itself.
    created: Option<Timestamp>,
    /// When that was, or when it was logged.
    at: Option<Timestamp>,
    part: Part,
}

/// A response that was seen.
#[derive(Clone, Copy, Debug)]
struct Run {
    name: Identity,
    prompt: u64,
    call: CallId,
    output: u64,
    part: Part,
    /// When it was, and whether the response says so itself.
    at: Option<Timestamp>,
    is_own: bool,
}

/// What a log told of last.
#[derive(Debug, Default)]
pub(super) struct Runs {
    runs: Vec<Run>,
    /// A name that two responses had, though it looks unique.
    outcast: Option<Identity>,
}

impl<'a> Seen<'a> {
    pub(super) fn of(id: &'a str, response: &Response<'_>) -> Self {
        let usage = Tokens::read(response).usage;
        let created = own(response.inner);
        Self {
            id,
            prompt: usage.prompt(),
            output: usage.output,
            created,
            at: created.or_else(|| usual(response.inner)).or_else(|| usual(response.outer)),
            part: part(response),
        }
    }

    /// Returns `true` if this record is of the response `run`. The sightings of one response state one prompt.
    fn is_of(&self, run: &Run, is_trusted: bool) -> bool {
        let created = self.created.zip(run.at.filter(|_| run.is_own));
        if run.prompt != self.prompt || created.is_some_and(|(seen, known)| seen != known) {
            return false;
        }
        let is_timely = is_trusted || self.at == run.at;
        match (run.part, self.part) {
            (Part::Some, Part::Some | Part::Whole) => self.output >= run.output,
            (Part::Whole, Part::Whole) => is_timely && self.output == run.output,
            (Part::Whole, Part::Some) => is_timely && self.output <= run.output,
            _ => is_timely && (is_trusted || self.at.is_some() || self.output == run.output),
        }
    }
}

/// Tells how much of a response a record is, by what services write.
fn part(response: &Response<'_>) -> Part {
    let [object, kind, status, stop] = response.inner.members(["object", "type", "status", "stop_reason"]);
    let is_message = kind.says("message") && !stop.is_missing();
    let is_logged = !response.outer.member("call_type").is_missing();
    match object.text().as_deref() {
        Some("chat.completion.chunk") => Part::Some,
        Some("response") if status.says("in_progress") => Part::Some,
        Some("chat.completion" | "text_completion" | "response") => Part::Whole,
        _ if is_message && stop.text().is_none() => Part::Some,
        _ if is_message || is_logged => Part::Whole,
        _ => Part::Unstated,
    }
}

impl Runs {
    pub(super) fn of(carry: &ReaderState) -> Self {
        let places = (FIRST..).step_by(EACH.into()).take(REMEMBERED);
        Self {
            runs: places.map_while(|place| restore(carry, place)).collect(),
            outcast: carry.identity(OUTCAST),
        }
    }

    /// The identity of the response that a record is of. Where its name tells nothing, `place` does.
    pub(super) fn call(&mut self, scope: &Scope, seen: &Seen<'_>, place: impl FnOnce() -> CallId) -> CallId {
        let name = Identity::builder("name").text(seen.id).finish();
        let is_unique = is_unique(seen.id);
        // A service's own time tells its responses apart, whatever they are called.
        let is_trusted = is_unique && (seen.created.is_some() || self.outcast != Some(name));
        let known = self.runs.iter().rposition(|run| run.name == name && seen.is_of(run, is_trusted));
        if let Some(known) = known {
            let mut run = self.runs.remove(known);
            run.output = run.output.max(seen.output);
            if seen.part == Part::Whole {
                run.part = Part::Whole;
            }
            self.runs.push(run);
            return run.call;
        }
        let is_taken = is_unique && self.runs.iter().any(|run| run.name == name);
        if is_taken {
            self.outcast = Some(name);
        }
        let call = match (seen.created, seen.at) {
            (Some(created), _) if is_unique => self.free(|number| {
                // What a service dates is told by that wherever it is logged.
                scope
                    .call_of_name(seen.id, seen.prompt, number)
                    .bytes(&created.millis().to_be_bytes())
                    .finish()
            }),
            (None, _) if is_trusted && !is_taken => {
                scope.call_of_name(seen.id, seen.prompt, 0).finish().into()
            }
            (_, Some(at)) => self.free(|number| {
                let output = if seen.part == Part::Whole { seen.output } else { 0 };
                let key = scope.call_of_name(seen.id, seen.prompt, number).text("at").number(output);
                key.bytes(&at.millis().to_be_bytes()).finish()
            }),
            (_, None) => place(),
        };
        self.remember(Run {
            name,
            prompt: seen.prompt,
            call,
            output: seen.output,
            part: seen.part,
            at: seen.at,
            is_own: seen.created.is_some(),
        });
        call
    }

    /// The first of some identities that no response has which was seen last.
    fn free(&self, key: impl Fn(u64) -> Identity) -> CallId {
        let is_free = |call: &CallId| self.runs.iter().all(|run| run.call != *call);
        (0..=REMEMBERED as u64)
            .map(|number| key(number).into())
            .find(is_free)
            .unwrap_or_else(|| key(0).into())
    }

    fn remember(&mut self, run: Run) {
        if self.runs.len() == REMEMBERED {
            self.runs.remove(0);
        }
        self.runs.push(run);
    }

    pub(super) fn keep(&self, carry: &mut ReaderState) {
        if let Some(name) = self.outcast {
            carry.set(OUTCAST, StateValue::Identity(name));
        }
        for (place, run) in (FIRST..).step_by(EACH.into()).zip(&self.runs) {
            let number = |number: u64| StateValue::Number(number.cast_signed());
            carry.set(place, StateValue::Identity(run.name));
            carry.set(place + 1, StateValue::Identity(run.call.0));
            carry.set(place + 2, number(run.prompt));
            carry.set(place + 3, number(run.output << 3 | flags(run)));
            if let Some(at) = run.at {
                carry.set(place + 4, StateValue::Number(at.millis()));
            }
        }
    }
}

fn flags(run: &Run) -> u64 {
    u64::from(run.is_own) << 2 | run.part as u64
}

fn restore(carry: &ReaderState, place: u8) -> Option<Run> {
    let stated = carry.number(place + 3)?.cast_unsigned();
    Some(Run {
        name: carry.identity(place)?,
        prompt: carry.number(place + 2)?.cast_unsigned(),
        call: carry.identity(place + 1)?.into(),
        output: stated >> 3,
        part: [Part::Some, Part::Whole, Part::Unstated, Part::Unstated][usize::try_from(stated & 3).ok()?],
        at: carry.number(place + 4).and_then(Timestamp::from_millis),
        is_own: stated & 4 > 0,
    })
}
