//! `system` records.

use scopeon_core::event::{ApiError, Compaction, Event, Trigger, Turn};
use scopeon_core::provider::ReadError;
use scopeon_core::time::Timestamp;

use super::hook;
use super::line_context::LineContext;
use super::response;
use super::run::Gap;
use super::transcript::Transcript;
use super::wire::{Record, member, members};
use crate::kit::json::Raw;
use crate::kit::json::walk::Walk;

/// Reads a `system` record.
pub(super) fn read<'a, W: Walk<'a>>(
    transcript: &mut Transcript<'_>,
    record: &Record<'a>,
    context: &mut LineContext,
    line: &'a [u8],
) -> Result<(), ReadError> {
    context.turn = transcript.state.turn;
    transcript.facts.see(context);
    response::pass_line(
        transcript,
        record,
        context,
        if ends_a_response(record.subtype) { Gap::End } else { Gap::None },
    );
    let (Some(at), Some(subtype)) = (context.at, record.subtype.text()) else { return Ok(()) };
    match &*subtype {
        "compact_boundary" => transcript.give(compacted::<W>(record, context, at, line)),
        "microcompact_boundary" => transcript.give(microcompacted::<W>(record, context, at, line)),
        "stop_hook_summary" => hook::stopped::<W>(transcript, record, context, at, line),
        "api_error" => transcript.give(retried::<W>(record, context, at, line)),
        "turn_duration" => turn_took(transcript, record, context, at),
        _ => Ok(()),
    }
}

/// Returns `true` if what follows is another response's: the turn is over, the context is another, or a request failed.
fn ends_a_response(subtype: Raw<'_>) -> bool {
    ["turn_duration", "compact_boundary", "stop_hook_summary", "api_error"]
        .iter()
        .any(|end| subtype.says(end))
}

fn compacted<'a, W: Walk<'a>>(
    record: &Record<'a>,
    context: &LineContext,
    at: Timestamp,
    line: &[u8],
) -> Event {
    let names: [&[u8]; 4] = [b"trigger", b"preTokens", b"postTokens", b"durationMs"];
    let [trigger, before, after, duration] = members::<W, 4>(record.compaction, names);
    let trigger = if trigger.says("manual") { Trigger::Manual } else { Trigger::Automatic };
    let id = Transcript::fact("compaction", record, line, 0);
    let mut compaction = Compaction::new(id, at, context.home(), trigger);
    compaction.before = before.count();
    compaction.after = after.count();
    compaction.duration_ms = duration.count();
    Event::Compaction(compaction)
}

fn microcompacted<'a, W: Walk<'a>>(
    record: &Record<'a>,
    context: &LineContext,
    at: Timestamp,
    line: &[u8],
) -> Event {
    let [before, saved] = members::<W, 2>(record.microcompaction, [b"preTokens", b"tokensSaved"]);
    let id = Transcript::fact("compaction", record, line, 0);
    let mut compaction = Compaction::new(id, at, context.home(), Trigger::Micro);
    compaction.before = before.count();
    compaction.after =
        compaction.before.zip(saved.count()).map(|(before, saved)| before.saturating_sub(saved));
    Event::Compaction(compaction)
}

/// A request that failed and is tried again.
fn retried<'a, W: Walk<'a>>(record: &Record<'a>, context: &LineContext, at: Timestamp, line: &[u8]) -> Event {
    let mut error = ApiError::new(Transcript::fact("api-error", record, line, 0), at, context.home());
    let status = member::<W>(record.error, b"status").count();
    error.status = status.and_then(|status| status.try_into().ok());
    let attempt = record.retry.count().and_then(|attempt| attempt.try_into().ok());
    error.retry = Some(attempt.unwrap_or(0));
    Event::ApiError(error)
}

/// Interactive sessions write how long the answer to a prompt took.
fn turn_took(
    transcript: &mut Transcript<'_>,
    record: &Record<'_>,
    context: &LineContext,
    at: Timestamp,
) -> Result<(), ReadError> {
    let state = &transcript.state;
    let (true, Some(id), Some(duration)) = (state.asked, state.turn, record.duration.count()) else {
        return Ok(());
    };
    if context.run.is_some() {
        return Ok(());
    }
    let mut turn = Turn::new(id, at, context.owner());
    turn.duration_ms = Some(duration);
    transcript.give(turn)
}
