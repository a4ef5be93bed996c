//! `event_msg` and its neighbours: what a thread runs with, compactions and failures.

use scopeon_core::event::{ApiError, Compaction, Trigger};
use scopeon_core::label::Label;
use scopeon_core::provider::ReadError;

use super::thread::{Record, Rollout};
use super::window::see_window;
use super::{item, key, turn, usage};
use crate::kit::json::Raw;
use crate::kit::record_reader::Emitter;

/// Reads an `event_msg`. Its kinds are many, and most only say what other records state.
pub(super) fn read(
    rollout: &mut Rollout,
    record: &Record<'_>,
    out: &mut Emitter<'_>,
) -> Result<(), ReadError> {
    match &*record.kind {
        "token_count" => usage::count(rollout, record, out),
        "task_started" | "turn_started" => {
            see_window(rollout, record, record.payload.member("model_context_window"));
            Ok(())
        }
        "task_complete" | "turn_complete" => {
            failed(rollout, record, record.payload.member("error"), out)?;
            turn::complete(rollout, record, out)
        }
        "turn_aborted" => turn::abort(rollout, record, out),
        "thread_settings_applied" => {
            settings(rollout, record.payload.member("thread_settings"));
            Ok(())
        }
        "mcp_tool_call_end" | "patch_apply_end" => item::ended(rollout, record, out),
        "error" => failed(rollout, record, record.payload, out),
        "stream_error" => tried_again(rollout, record, out),
        _ => Ok(()),
    }
}

/// Reads what a thread runs with from here on. Without a tier the vendor's default holds again (0.171: the settings are
/// written whole).
fn settings(rollout: &mut Rollout, settings: Raw<'_>) {
    let [model, tier] = settings.members(["model", "service_tier"]);
    follow(&mut rollout.state.model, model);
    if settings.is_object() {
        rollout.state.tier = usage::tier_of(tier);
    }
}

/// Reads what a turn runs with.
pub(super) fn turn_context(rollout: &mut Rollout, record: &Record<'_>) {
    let [cwd, model, effort, tier] = record.payload.members(["cwd", "model", "effort", "service_tier"]);
    follow(&mut rollout.state.model, model);
    follow(&mut rollout.state.effort, effort);
    rollout.state.tier = usage::tier_of(tier).or(rollout.state.tier);
    if !record.is_copy {
        follow(&mut rollout.state.project, cwd);
    }
}

/// Reads a compaction. The usage and the history it quotes are copies.
pub(super) fn compacted(
    rollout: &mut Rollout,
    record: &Record<'_>,
    out: &mut Emitter<'_>,
) -> Result<(), ReadError> {
    let (Some(at), Some(session)) = (record.at, rollout.session()) else { return Ok(()) };
    if record.is_copy {
        return Ok(());
    }
    let window = record.payload.member("window_id").text();
    let name = window.map_or_else(|| at.millis().to_be_bytes().to_vec(), |id| id.as_bytes().to_vec());
    // Whether the user asked for it is told by text only.
    let id = key::fact("compaction", &name, session);
    let mut compaction = Compaction::new(id, at, session, Trigger::Unknown);
    compaction.before = rollout.state.context;
    out.give(compaction)
}

/// A request failed for good: the turn's end says so, or in older versions an event of its own.
fn failed(
    rollout: &mut Rollout,
    record: &Record<'_>,
    error: Raw<'_>,
    out: &mut Emitter<'_>,
) -> Result<(), ReadError> {
    let (Some(at), Some(session)) = (record.at, rollout.session()) else { return Ok(()) };
    if record.is_copy || !error.is_object() {
        return Ok(());
    }
    // Of one turn both may say it.
    let id = match rollout.state.own_turn.filter(|_| rollout.state.flags.names_turns) {
        Some(turn) => key::fact("api-error", &turn.0.to_bytes(), session),
        None => key::fact("api-error", record.line, session),
    };
    let mut fault = ApiError::new(id, at, session);
    let info = error.member("codex_error_info");
    (fault.kind, fault.status) = match info.identifier() {
        Some(kind) => (Some(kind), None),
        None => kind_and_status(info),
    };
    fault.kind = fault.kind.or_else(|| Label::new("error"));
    out.give(fault)
}

/// A kind that holds more is the one member of an object.
fn kind_and_status(info: Raw<'_>) -> (Option<Label>, Option<u16>) {
    let mut found = (None, None);
    info.each_member(|kind, held| {
        let shaped =
            kind.len() <= 64 && kind.iter().all(|byte| byte.is_ascii_alphanumeric() || *byte == b'_');
        let name = std::str::from_utf8(kind).ok().filter(|_| shaped);
        if found.0.is_none() {
            let status = held.member("http_status_code").count();
            found = (name.and_then(Label::new), status.and_then(|status| status.try_into().ok()));
        }
    });
    found
}

/// A broken stream is tried again; the log does not count how often.
fn tried_again(rollout: &mut Rollout, record: &Record<'_>, out: &mut Emitter<'_>) -> Result<(), ReadError> {
    let (Some(at), Some(session)) = (record.at, rollout.session()) else { return Ok(()) };
    if record.is_copy {
        return Ok(());
    }
    let mut error = ApiError::new(key::fact("api-error", record.line, session), at, session);
    error.kind = Label::new(&record.kind);
    error.retry = Some(0);
    out.give(error)
}

/// Takes what a record states, if it states it.
fn follow(known: &mut Option<Label>, stated: Raw<'_>) {
    let same = known.as_ref().is_some_and(|known| stated.says(known.as_str()));
    if !same && let Some(stated) = stated.label() {
        *known = Some(stated);
    }
}
