//! `assistant` lines: sightings of calls, the tools they ask for, and failures the agent gave up on.

use scopeon_core::event::{ApiError, Call, Finish, UsageSample};
use scopeon_core::id::CallId;
use scopeon_core::label::Label;
use scopeon_core::money::PicoUsd;
use scopeon_core::provider::{IssueKind, ReadError};
use scopeon_core::time::Timestamp;
use scopeon_core::usage::Usage;

use super::key;
use super::limit_reached;
use super::line_context::{Era, LineContext};
use super::memory::identifier;
use super::response;
use super::run::Gap;
use super::tokens::{Inner, Tokens};
use super::tool;
use super::transcript::Transcript;
use super::wire::{Message, Record};
use crate::kit::id_factory::UNKNOWN_MODEL;
use crate::kit::json::walk::Walk;

/// The model of a message that the client made itself: no response, no cost.
const SYNTHETIC: &str = "<synthetic>";

pub(super) fn read<'a, W: Walk<'a>>(
    transcript: &mut Transcript<'_>,
    record: &Record<'a>,
    context: &mut LineContext,
    line: &'a [u8],
) -> Result<(), ReadError> {
    let state = &transcript.state;
    let side = context.run.is_some();
    context.turn = if side { state.side_turn.or(state.turn) } else { state.turn };
    transcript.facts.see(context);
    see_agent_type(transcript, record, context);
    let Some(message) = &record.message else {
        transcript.issue(IssueKind::MissingField, Label::new("message"));
        return Ok(());
    };
    let Some(at) = context.at else {
        transcript.issue(IssueKind::MissingField, Label::new("timestamp"));
        return Ok(());
    };
    if record.api_error.is_true() {
        give_error(transcript, record, context, at, line)?;
    }
    if message.model.says(SYNTHETIC) {
        response::pass_line(transcript, record, context, Gap::End);
        return Ok(());
    }
    if record.uuid.quoted().is_some() {
        transcript.state.answer = Some(Transcript::fact("hooks", record, line, 0));
    }
    if context.run.is_none() {
        transcript.state.see_call(at, context.is_copy());
    }
    let call = read_call::<W>(transcript, record, message, context, at, line)?;
    tool::uses::<W>(transcript, record, message, context, call)
}

/// A sub-agent's own lines say what type it is.
fn see_agent_type(transcript: &mut Transcript<'_>, record: &Record<'_>, context: &LineContext) {
    let (Some(run), false) = (&context.run, record.attribution.agent.is_missing()) else { return };
    let agent_type = transcript.name(record.attribution.agent);
    let facts = transcript.facts.run(&context.main, run);
    facts.agent_type = facts.agent_type.take().max(agent_type);
}

/// Gives the calls that a line shows and returns the response's identity.
fn read_call<'a, W: Walk<'a>>(
    transcript: &mut Transcript<'_>,
    record: &Record<'a>,
    message: &Message<'a>,
    context: &LineContext,
    at: Timestamp,
    line: &[u8],
) -> Result<Option<CallId>, ReadError> {
    let stated = message.usage.as_ref().and_then(Tokens::of::<W>);
    if stated.is_none() {
        transcript.issue(IssueKind::MissingField, Label::new("usage"));
        if message.model.quoted().is_none() {
            return Ok(None);
        }
    }
    // A model answered, so a request was made, whatever it took.
    let tokens = stated.unwrap_or_default();
    for name in &tokens.noise {
        transcript.issue(IssueKind::Malformed, Label::new(name));
    }
    let id = response::identity(transcript, record, message, (&tokens.usage, at), context, line);
    transcript.state.has_begun = true;
    let Some(id) = id else { return Ok(None) };
    let Some(model) = model(transcript, message) else { return Ok(None) };
    for inner in &tokens.inner {
        give_inner(transcript, inner, &tokens, id, &model, context, at)?;
    }
    let mut call = Call::new(id, at, reading(record, message, &tokens, model, context), context.owner());
    call.reported = record.cost.number().and_then(PicoUsd::from_reported);
    call.skill = transcript.name(record.attribution.skill);
    call.effort = transcript.effort.of(record.effort, Label::new);
    transcript.call(Box::new(call))?;
    Ok(Some(id))
}

fn model(transcript: &mut Transcript<'_>, message: &Message<'_>) -> Option<Label> {
    transcript.model.of(message.model, Label::new).or_else(|| Label::new(UNKNOWN_MODEL))
}

fn reading(
    record: &Record<'_>,
    message: &Message<'_>,
    tokens: &Tokens<'_>,
    model: Label,
    context: &LineContext,
) -> UsageSample {
    let mut reading = UsageSample::new(model, tokens.usage);
    reading.origin = context.origin;
    reading.tier = tokens.tier;
    reading.geo = tokens.geo;
    reading.context = tokens.context;
    reading.finish = finish(record, message, &tokens.usage, context);
    reading
}

/// The output of an answer that nobody has counted yet, as its first event states it.
const PLACEHOLDER: u64 = 1;

/// How sure a line's counters are. An answer that was stopped or cut keeps the counters it began with.
fn finish(record: &Record<'_>, message: &Message<'_>, usage: &Usage, context: &LineContext) -> Finish {
    if usage.is_empty() {
        return Finish::Unknown;
    }
    let reason = message.stop_reason;
    let is_begun = usage.output <= PLACEHOLDER;
    let cut = match context.era {
        Era::Placeholders => reason.quoted().is_none(),
        Era::Stated => reason.is_null() || (is_begun && reason.says("tool_use")),
        // About 1.0.10 to 2.1.6 every line was without a reason.
        Era::Silent => is_begun && reason.is_null(),
    };
    if cut || record.aborted.is_true() { Finish::Unfinished } else { Finish::Final }
}

fn give_inner(
    transcript: &mut Transcript<'_>,
    inner: &Inner<'_>,
    tokens: &Tokens<'_>,
    outer: CallId,
    model: &Label,
    context: &LineContext,
    at: Timestamp,
) -> Result<(), ReadError> {
    let model = transcript.name(inner.model).unwrap_or_else(|| model.clone());
    let mut reading = UsageSample::new(model, inner.usage);
    reading.origin = context.origin;
    reading.geo = tokens.geo;
    let id = key::inner_call(outer, inner.kind, inner.number);
    transcript.give(Call::new(id, at, reading, context.owner()))
}

/// The status of a request that is refused because there were too many.
const TOO_MANY: u16 = 429;

/// The agent writes a line in the model's place when it gives up on a request.
fn give_error(
    transcript: &mut Transcript<'_>,
    record: &Record<'_>,
    context: &LineContext,
    at: Timestamp,
    line: &[u8],
) -> Result<(), ReadError> {
    let mut error = ApiError::new(Transcript::fact("api-error", record, line, 0), at, context.home());
    error.kind = identifier(record.error);
    error.status = record.api_error_status.count().and_then(|status| status.try_into().ok());
    // The text of another failure may quote anything; old versions state neither of both.
    let is_of_limit = error.status.is_none_or(|status| status == TOO_MANY)
        && error.kind.as_ref().is_none_or(|kind| kind.as_str() == "rate_limit");
    transcript.give(error)?;
    if !is_of_limit {
        return Ok(());
    }
    let id = Transcript::fact("limit-reached", record, line, 0);
    match limit_reached::read(line, at, context.home(), id) {
        Some(reading) => transcript.give(reading),
        None => Ok(()),
    }
}
