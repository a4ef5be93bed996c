//! `system` records, hooks' attachments and the agent's own totals.

use scopeon_core::event::{ApiError, Compaction, Event, HookRun, Reported, Trigger, Turn};
use scopeon_core::label::Label;
use scopeon_core::money::PicoUsd;
use scopeon_core::provider::ReadError;
use scopeon_core::time::Timestamp;

use super::json::{Raw, Walk};
use super::run::Gap;
use super::scene::Scene;
use super::transcript::Transcript;
use super::wire::{Record, member, members};

/// The window in tokens of a model whose name ends in `[1m]`.
const LONG_WINDOW: u64 = 1_000_000;

/// Reads a `system` record.
pub(super) fn read<'a, W: Walk<'a>>(
    transcript: &mut Transcript<'_>,
    record: &Record<'a>,
    scene: &mut Scene,
    line: &'a [u8],
) -> Result<(), ReadError> {
    scene.turn = transcript.state.turn;
    transcript.facts.see(scene);
    transcript.pass(record, scene, if ends_a_response(record.subtype) { Gap::End } else { Gap::None });
    let (Some(at), Some(subtype)) = (scene.at, record.subtype.text()) else { return Ok(()) };
    match &*subtype {
        "compact_boundary" => transcript.give(compacted::<W>(record, scene, at, line)),
        "microcompact_boundary" => transcript.give(microcompacted::<W>(record, scene, at, line)),
        "stop_hook_summary" => stop_hooks::<W>(transcript, record, scene, at, line),
        "api_error" => transcript.give(retried::<W>(record, scene, at, line)),
        "turn_duration" => turn_took(transcript, record, scene, at),
        _ => Ok(()),
    }
}

/// Tells whether what follows is another response's: the turn is over, the context is another, or a request failed.
fn ends_a_response(subtype: Raw<'_>) -> bool {
    ["turn_duration", "compact_boundary", "stop_hook_summary", "api_error"]
        .iter()
        .any(|end| subtype.says(end))
}

fn compacted<'a, W: Walk<'a>>(record: &Record<'a>, scene: &Scene, at: Timestamp, line: &[u8]) -> Event {
    let names: [&[u8]; 4] = [b"trigger", b"preTokens", b"postTokens", b"durationMs"];
    let [trigger, before, after, duration] = members::<W, 4>(record.compaction, names);
    let trigger = if trigger.says("manual") { Trigger::Manual } else { Trigger::Automatic };
    let id = Transcript::fact("compaction", record, line, 0);
    let mut compaction = Compaction::new(id, at, scene.home(), trigger);
    compaction.before = before.plain_count();
    compaction.after = after.plain_count();
    compaction.duration_ms = duration.plain_count();
    Event::Compaction(compaction)
}

fn microcompacted<'a, W: Walk<'a>>(record: &Record<'a>, scene: &Scene, at: Timestamp, line: &[u8]) -> Event {
    let [before, saved] = members::<W, 2>(record.microcompaction, [b"preTokens", b"tokensSaved"]);
    let id = Transcript::fact("compaction", record, line, 0);
    let mut compaction = Compaction::new(id, at, scene.home(), Trigger::Micro);
    compaction.before = before.plain_count();
    compaction.after =
        compaction.before.zip(saved.plain_count()).map(|(before, saved)| before.saturating_sub(saved));
    Event::Compaction(compaction)
}

/// One run for each hook of the summary. Their commands are not looked at, and which of several failed is
/// told only by text.
fn stop_hooks<'a, W: Walk<'a>>(
    transcript: &mut Transcript<'_>,
    record: &Record<'a>,
    scene: &Scene,
    at: Timestamp,
    line: &[u8],
) -> Result<(), ReadError> {
    let mut durations = Vec::new();
    // What comes before a fault is taken as it is.
    let _ = W::over(record.hooks).array(|walk| {
        let hook = walk.raw()?;
        durations.push(member::<W>(hook, b"durationMs").plain_count());
        Ok(())
    });
    let failed = !matches!(record.hook_errors.0.trim_ascii(), b"" | b"[]" | b"null");
    let ok = if failed { (durations.len() == 1).then_some(false) } else { Some(true) };
    let event = Label::new(if scene.run.is_some() { "SubagentStop" } else { "Stop" });
    for (number, duration) in (0..).zip(durations) {
        let mut run = HookRun::new(Transcript::fact("hook", record, line, number), at, scene.home());
        run.event.clone_from(&event);
        run.duration_ms = duration;
        run.ok = ok;
        transcript.give(Event::Hook(run))?;
    }
    Ok(())
}

/// A request that failed and is tried again.
fn retried<'a, W: Walk<'a>>(record: &Record<'a>, scene: &Scene, at: Timestamp, line: &[u8]) -> Event {
    let mut error = ApiError::new(Transcript::fact("api-error", record, line, 0), at, scene.home());
    let status = member::<W>(record.error, b"status").plain_count();
    error.status = status.and_then(|status| status.try_into().ok());
    let attempt = record.retry.plain_count().and_then(|attempt| attempt.try_into().ok());
    error.retry = Some(attempt.unwrap_or(0));
    Event::ApiError(error)
}

/// Interactive sessions write how long the answer to a prompt took.
fn turn_took(
    transcript: &mut Transcript<'_>,
    record: &Record<'_>,
    scene: &Scene,
    at: Timestamp,
) -> Result<(), ReadError> {
    let state = &transcript.state;
    let (true, Some(id), Some(duration)) = (state.asked, state.turn, record.duration.plain_count()) else {
        return Ok(());
    };
    if scene.run.is_some() {
        return Ok(());
    }
    let mut turn = Turn::new(id, at, scene.owner());
    turn.duration_ms = Some(duration);
    transcript.give(Event::Turn(turn))
}

/// Reads a hook's attachment. What a hook says is an attachment of its own, and no further run.
pub(super) fn read_attachment<'a, W: Walk<'a>>(
    transcript: &mut Transcript<'_>,
    record: &Record<'a>,
    scene: &mut Scene,
    line: &'a [u8],
) -> Result<(), ReadError> {
    transcript.facts.see(scene);
    transcript.pass(record, scene, Gap::None);
    let (Some(at), Some(attachment)) = (scene.at, &record.attachment) else { return Ok(()) };
    let Some(ok) = hook_outcome(attachment.kind) else { return Ok(()) };
    let mut run = HookRun::new(Transcript::fact("hook", record, line, 0), at, scene.home());
    run.event = transcript.name(attachment.event);
    run.name = transcript.name(attachment.hook);
    run.duration_ms = attachment.duration.plain_count();
    run.ok = Some(ok && attachment.exit_code.plain_count().is_none_or(|code| code == 0));
    transcript.give(Event::Hook(run))
}

fn hook_outcome(kind: Raw<'_>) -> Option<bool> {
    match &*kind.text()? {
        "hook_success" => Some(true),
        "hook_non_blocking_error"
        | "hook_blocking_error"
        | "hook_error_during_execution"
        | "hook_cancelled" => Some(false),
        _ => None,
    }
}

/// Reads a `cost-state`: cumulative over resumes, and with side calls that no transcript holds.
pub(super) fn read_totals<'a, W: Walk<'a>>(
    transcript: &mut Transcript<'_>,
    record: &Record<'a>,
    scene: &Scene,
) {
    let totals = &record.totals;
    let facts = transcript.facts.main(&scene.main);
    if let Some(cost) = totals.cost.number().and_then(PicoUsd::from_reported) {
        let mut reported = Reported::new(cost);
        reported.lines_added = totals.lines_added.plain_count().unwrap_or(0);
        reported.lines_removed = totals.lines_removed.plain_count().unwrap_or(0);
        facts.reported = facts.reported.max(Some(reported));
    }
    facts.window = facts.window.max(window::<W>(totals.models));
}

/// The largest window among a session's models.
fn window<'a, W: Walk<'a>>(models: Raw<'a>) -> Option<u64> {
    let mut window = None;
    if models.is_object() {
        // What comes before a fault is taken as it is.
        let _ = W::over(models).object(|model, walk| {
            if model.contains(&b'\\') {
                return Ok(());
            }
            let long = model.ends_with(b"[1m]").then_some(LONG_WINDOW);
            let stated =
                member::<W>(walk.raw()?, b"contextWindow").plain_count().filter(|window| *window > 0);
            window = window.max(long).max(stated);
            Ok(())
        });
    }
    window
}
