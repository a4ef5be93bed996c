//! One event a line: processes start and end, messages are sent and fail. All other events say nothing that
//! is counted.

use scopeon_core::event::{ApiError, Attribution, Call, SessionFacts, SessionKind, Turn, UsageSample};
use scopeon_core::label::Label;
use scopeon_core::money::PicoUsd;
use scopeon_core::provider::{IssueKind, ReadError, ReaderState};
use scopeon_core::time::Timestamp;
use scopeon_core::usage::Usage;

use super::key;
use super::process::{Process, Processes};
use crate::kit::id_factory::UNKNOWN_MODEL;
use crate::kit::json::Raw;
use crate::kit::record_reader::{self, Emitter, has_members};
use crate::kit::session_builder::SessionBuilder;

/// One log being read.
pub(super) struct Log {
    processes: Processes,
}

/// One event, with the members that tell it from others.
#[derive(Clone, Copy)]
struct Record<'a> {
    properties: Raw<'a>,
    user: Raw<'a>,
    time: Raw<'a>,
    at: Timestamp,
}

impl Log {
    pub(super) fn new(carry: &ReaderState) -> Self {
        Self { processes: Processes::load(carry) }
    }

    fn sent(&mut self, record: Record<'_>, out: &mut Emitter<'_>) -> Result<(), ReadError> {
        let names = ["main_model", "prompt_tokens", "completion_tokens", "cost", "total_cost"];
        let [model, prompt, completion, cost, total] = record.properties.members(names);
        let (Some(input), Some(output)) = (prompt.tokens(), completion.tokens()) else {
            out.missing("prompt_tokens");
            return Ok(());
        };
        let reported = dollars(cost);
        let begin = || key::session(record.user.bytes(), record.at.millis());
        let process = self.processes.send(record.at, pico(reported), pico(dollars(total)), begin);
        give_session(&process, record.at, out)?;
        let message = key::Message([record.user, record.time, total, prompt, completion].map(Raw::bytes));
        let mut owner = Attribution::new(process.session);
        owner.turn = Some(message.turn());
        out.give(Turn::new(message.turn(), record.at, owner.clone()))?;
        let usage = Usage { input, output, ..Usage::default() };
        let stated = model.label().filter(|name| name.as_str() != "None");
        let Some(model) = stated.or_else(|| Label::new(UNKNOWN_MODEL)) else { return Ok(()) };
        let mut call = Call::new(message.call(), record.at, UsageSample::new(model, usage), owner);
        // Nothing is what a model costs whose price Aider does not know.
        call.reported = reported.filter(|cost| *cost > PicoUsd::ZERO);
        out.give(call)
    }

    fn failed(&mut self, record: Record<'_>, line: &[u8], out: &mut Emitter<'_>) -> Result<(), ReadError> {
        let Some(process) = self.processes.last() else { return Ok(()) };
        out.give(ApiError::new(key::error(line), record.at, process.session))
    }
}

impl record_reader::RecordReader for Log {
    fn line(&mut self, line: &[u8], out: &mut Emitter<'_>) -> Result<(), ReadError> {
        let Some([event, properties, user, time]) =
            Raw::record(line, ["event", "properties", "user_id", "time"])
        else {
            out.issue(IssueKind::Malformed);
            return Ok(());
        };
        let Some(at) = time.instant() else {
            out.missing("time");
            return Ok(());
        };
        let record = Record { properties, user, time, at };
        match event.text().as_deref() {
            Some("launched") => {
                self.processes.launch(key::session(user.bytes(), at.millis()), at);
                Ok(())
            }
            Some("exit") => {
                self.processes.exit();
                Ok(())
            }
            Some("message_send") => self.sent(record, out),
            Some("message_send_exception") => self.failed(record, line, out),
            // Commands, settings and counts of files.
            Some(_) => Ok(()),
            None => {
                out.missing("event");
                Ok(())
            }
        }
    }

    fn is_record(&self, object: Raw<'_>) -> bool {
        has_members(object, ["event", "time"])
    }

    fn rest(&mut self, carry: &mut ReaderState, _: &mut Emitter<'_>) -> Result<(), ReadError> {
        self.processes.save(carry);
        Ok(())
    }
}

/// A process that sends nothing is no session.
fn give_session(process: &Process, at: Timestamp, out: &mut Emitter<'_>) -> Result<(), ReadError> {
    let Some(key) = Label::new(&process.start.to_string()) else { return Ok(()) };
    let mut builder = SessionBuilder::new(process.session, key, SessionKind::Main);
    builder.see(process.start);
    builder.see(at);
    let facts: Option<SessionFacts> = builder.take();
    facts.map_or(Ok(()), |facts| out.session(facts))
}

fn dollars(amount: Raw<'_>) -> Option<PicoUsd> {
    amount.number().and_then(PicoUsd::from_reported)
}

fn pico(amount: Option<PicoUsd>) -> i64 {
    amount.map_or(0, |amount| i64::try_from(amount.pico()).unwrap_or(i64::MAX))
}
