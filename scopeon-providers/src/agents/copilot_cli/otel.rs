//! The OTEL file: a span for each request to a model, among others that sum them up. Where the store has rows of a
//! session and a model, its rows tell of the same requests and the spans count nothing.

use scopeon_core::event::{Attribution, Call, Event, Origin, UsageSample};
use scopeon_core::provider::{IssueKind, ReadError, ReaderState};
use scopeon_core::time::Timestamp;

use super::key;
use super::model::Counters;
use crate::kit::json::Raw;
use crate::kit::record_reader::{Emitter, RecordReader, has_members};

/// Reads spans, each by itself.
pub(super) struct Spans;

impl RecordReader for Spans {
    fn line(&mut self, bytes: &[u8], out: &mut Emitter<'_>) -> Result<(), ReadError> {
        let Some([name, span, end, attributes]) =
            Raw::record(bytes, ["name", "spanId", "endTime", "attributes"])
        else {
            out.issue(IssueKind::Malformed);
            return Ok(());
        };
        let is_chat = attributes.member("gen_ai.operation.name").says("chat")
            || name.text().is_some_and(|name| name.starts_with("chat "));
        if !is_chat || is_of_vs_code(attributes) {
            return Ok(());
        }
        if let Some(call) = call(span, end, attributes) {
            return out.give(Event::Residual(Box::new(call)));
        }
        out.missing("gen_ai.response.id");
        Ok(())
    }

    fn is_record(&self, object: Raw<'_>) -> bool {
        has_members(object, ["spanId", "attributes"])
    }

    fn rest(&mut self, _: &mut ReaderState, _: &mut Emitter<'_>) -> Result<(), ReadError> {
        Ok(())
    }
}

/// The variable that names the file is VS Code's, too, and only VS Code says how long a prompt may be. Its
/// requests have a store of their own, with other ids.
fn is_of_vs_code(attributes: Raw<'_>) -> bool {
    attributes.member("copilot_chat.request.max_prompt_tokens").count().is_some()
}

fn call(span: Raw<'_>, end: Raw<'_>, attributes: Raw<'_>) -> Option<Call> {
    let [model, asked, response, conversation, old_session, session] = attributes.members([
        "gen_ai.response.model",
        "gen_ai.request.model",
        "gen_ai.response.id",
        "gen_ai.conversation.id",
        "copilot_chat.session_id",
        "session.id",
    ]);
    let session = conversation.or(old_session).or(session).or(response).or(span).text()?;
    let (span, response) = (span.text(), response.text());
    let id =
        (span.is_some() || response.is_some()).then(|| key::span(span.as_deref(), response.as_deref()))?;
    let counters = counters(attributes);
    let usage = counters.usage();
    let mut reading = UsageSample::new(model.or(asked).label()?, usage);
    reading.origin = Origin::Export;
    let owner = Attribution::new(key::session(&session));
    (!usage.is_empty()).then(|| Some(Call::new(id, instant(end)?, reading, owner))).flatten()
}

/// Before 1.0.64 some names were written with `_` for `.`.
fn counters(attributes: Raw<'_>) -> Counters {
    let [input, output, read, old_read, write, other_write, old_write, reasoning, old_reasoning] = attributes
        .members([
            "gen_ai.usage.input_tokens",
            "gen_ai.usage.output_tokens",
            "gen_ai.usage.cache_read.input_tokens",
            "gen_ai.usage.cache_read_input_tokens",
            "gen_ai.usage.cache_creation.input_tokens",
            "gen_ai.usage.cache_write.input_tokens",
            "gen_ai.usage.cache_creation_input_tokens",
            "gen_ai.usage.reasoning.output_tokens",
            "gen_ai.usage.reasoning_tokens",
        ]);
    let sum = Raw::sum;
    Counters {
        input: sum(input),
        output: sum(output),
        read: sum(read.or(old_read)),
        write: sum(write.or(other_write).or(old_write)),
        reasoning: sum(reasoning.or(old_reasoning)),
        nano: 0,
    }
}

/// Seconds and nanoseconds since 1970.
fn instant(end: Raw<'_>) -> Option<Timestamp> {
    let items = end.items();
    let [seconds, nanos] = items.as_slice() else { return None };
    let millis = seconds.count()?.checked_mul(1000)?.checked_add(nanos.count()? / 1_000_000)?;
    Timestamp::from_millis(i64::try_from(millis).ok()?)
}
