//! Runs of hooks: an attachment tells of one run, and a summary of all that ran when a turn ended. A run that both tell
//! of is one. What a hook runs is hashed and nothing else.

use scopeon_core::event::HookRun;
use scopeon_core::id::FactId;
use scopeon_core::label::Label;
use scopeon_core::provider::ReadError;
use scopeon_core::time::Timestamp;

use super::key;
use super::line_context::LineContext;
use super::response;
use super::run::Gap;
use super::transcript::Transcript;
use super::wire::{Record, members};
use crate::kit::json::Raw;
use crate::kit::json::walk::Walk;

/// Reads a hook's attachment. What a hook says is an attachment of its own, and no further run.
pub(super) fn read<'a>(
    transcript: &mut Transcript<'_>,
    record: &Record<'a>,
    context: &mut LineContext,
    line: &'a [u8],
) -> Result<(), ReadError> {
    transcript.facts.see(context);
    response::pass_line(transcript, record, context, Gap::None);
    let (Some(at), Some(attachment)) = (context.at, &record.attachment) else { return Ok(()) };
    let Some(ok) = outcome(attachment.kind) else { return Ok(()) };
    let is_told_twice = attachment.event.says("Stop") || attachment.event.says("SubagentStop");
    let id = if is_told_twice {
        run(batch(transcript, attachment.batch, record, line), attachment.command, 0)
    } else {
        Transcript::fact("hook", record, line, 0)
    };
    let mut run = HookRun::new(id, at, context.home());
    run.event = transcript.name(attachment.event);
    run.name = transcript.name(attachment.hook);
    run.duration_ms = attachment.duration.count();
    run.ok = Some(ok && attachment.exit_code.count().is_none_or(|code| code == 0));
    transcript.give(run)
}

fn outcome(kind: Raw<'_>) -> Option<bool> {
    match &*kind.text()? {
        "hook_success" => Some(true),
        "hook_non_blocking_error"
        | "hook_blocking_error"
        | "hook_error_during_execution"
        | "hook_cancelled" => Some(false),
        _ => None,
    }
}

/// Reads the summary of the hooks that ran when a turn ended: one run for each. Which of several failed is told only by
/// text.
pub(super) fn stopped<'a, W: Walk<'a>>(
    transcript: &mut Transcript<'_>,
    record: &Record<'a>,
    context: &LineContext,
    at: Timestamp,
    line: &[u8],
) -> Result<(), ReadError> {
    let mut hooks = Vec::new();
    // What comes before a fault is taken as it is.
    let _ = W::over(record.hooks).array(|walk| {
        hooks.push(members::<W, 2>(walk.raw()?, [b"command", b"durationMs"]));
        Ok(())
    });
    let failed = !matches!(record.hook_errors.bytes().trim_ascii(), b"" | b"[]" | b"null");
    let ok = if failed { (hooks.len() == 1).then_some(false) } else { Some(true) };
    let event = Label::new(if context.run.is_some() { "SubagentStop" } else { "Stop" });
    let batch = batch(transcript, record.batch, record, line);
    for (place, [command, duration]) in hooks.iter().enumerate() {
        // An attachment knows of no other run beside its own, so the first of its command is it.
        let number = hooks[..place].iter().filter(|[other, _]| other == command).count() as u64;
        let mut run = HookRun::new(run(batch, *command, number), at, context.home());
        run.event.clone_from(&event);
        run.duration_ms = duration.count();
        run.ok = ok;
        transcript.give(run)?;
    }
    Ok(())
}

/// What the runs at one end of a turn have in common: the id that the agent gives them, else the answer that ended it.
fn batch(transcript: &Transcript<'_>, stated: Raw<'_>, record: &Record<'_>, line: &[u8]) -> FactId {
    match (stated.text().filter(|id| !id.is_empty()), transcript.state.answer) {
        (Some(id), _) => key::fact("hooks", &id, 0),
        (None, Some(answer)) => answer,
        (None, None) => Transcript::fact("hooks", record, line, 0),
    }
}

fn run(batch: FactId, command: Raw<'_>, number: u64) -> FactId {
    key::hook(batch, command.bytes(), number)
}
