//! `event_msg` and its neighbours: turns, responses' tokens, compactions, limits and failures.

use scopeon_core::event::{ApiError, Call, Compaction, Event, Reading, ToolCall, Trigger, Turn};
use scopeon_core::id::{CallId, TurnId};
use scopeon_core::label::Label;
use scopeon_core::pricing::Tier;
use scopeon_core::provider::ReadError;
use scopeon_core::time::Timestamp;

use super::rollout::{Record, Rollout};
use super::tokens::Vector;
use super::{item, key, limit};
use crate::json::Raw;
use crate::reading::Outlet;

/// What a call's model is called when no line states one; it has no price.
const UNKNOWN_MODEL: &str = "unknown";

/// Reads an `event_msg`. Its kinds are many, and most only say what other records state.
pub(super) fn read(
    rollout: &mut Rollout,
    record: &Record<'_>,
    out: &mut Outlet<'_>,
) -> Result<(), ReadError> {
    let Some(kind) = record.payload.member("type").text() else { return Ok(()) };
    match &*kind {
        "token_count" => token_count(rollout, record, out),
        "task_started" | "turn_started" => turn_started(rollout, record, out),
        "task_complete" | "turn_complete" => turn_completed(rollout, record, out),
        "user_message" => asked(rollout, record, out),
        "thread_settings_applied" => {
            let model = record.payload.member("thread_settings").member("model");
            follow(&mut rollout.state.model, model);
            Ok(())
        }
        "mcp_tool_call_end" | "patch_apply_end" => item::ended(rollout, record, out),
        "error" | "stream_error" => failed(rollout, record, &kind, out),
        _ => Ok(()),
    }
}

/// Reads what a turn runs with.
pub(super) fn turn_context(
    rollout: &mut Rollout,
    record: &Record<'_>,
    out: &mut Outlet<'_>,
) -> Result<(), ReadError> {
    let [cwd, model, effort] = record.payload.members(["cwd", "model", "effort"]);
    follow(&mut rollout.state.model, model);
    follow(&mut rollout.state.effort, effort);
    if !record.replayed {
        follow(&mut rollout.state.project, cwd);
    }
    begin_turn(rollout, record, out)
}

fn turn_started(rollout: &mut Rollout, record: &Record<'_>, out: &mut Outlet<'_>) -> Result<(), ReadError> {
    see_window(rollout, record, record.payload.member("model_context_window"));
    begin_turn(rollout, record, out)
}

/// Goes on to the turn a record names, unless it runs already.
fn begin_turn(rollout: &mut Rollout, record: &Record<'_>, out: &mut Outlet<'_>) -> Result<(), ReadError> {
    let [name, root] = record.payload.members(["turn_id", "root_turn_id"]);
    let (Some(name), Some(session)) = (name.label(), rollout.session()) else { return Ok(()) };
    rollout.state.flags.names_turns = true;
    if rollout.state.turn_name.as_ref() == Some(&name) {
        return Ok(());
    }
    let own = key::turn(name.as_str(), session);
    let root = root.text().filter(|_| rollout.state.flags.is_sub_agent);
    rollout.state.turn = Some(root.map_or(own, |root| key::turn(&root, session)));
    rollout.state.turn_name = Some(name);
    give_turn(rollout, record, own, None, out)
}

fn turn_completed(rollout: &mut Rollout, record: &Record<'_>, out: &mut Outlet<'_>) -> Result<(), ReadError> {
    let [name, duration] = record.payload.members(["turn_id", "duration_ms"]);
    let (Some(name), Some(session)) = (name.text(), rollout.session()) else { return Ok(()) };
    let turn = key::turn(&name, session);
    if rollout.state.turn != Some(turn) {
        return Ok(());
    }
    give_turn(rollout, record, turn, duration.count(), out)
}

/// Before turns had ids a prompt is known by its own record.
fn asked(rollout: &mut Rollout, record: &Record<'_>, out: &mut Outlet<'_>) -> Result<(), ReadError> {
    let (Some(at), Some(session)) = (record.at, rollout.session()) else { return Ok(()) };
    if rollout.state.flags.names_turns {
        return Ok(());
    }
    let turn = key::turn_at(at.millis(), session);
    rollout.state.turn = Some(turn);
    give_turn(rollout, record, turn, None, out)
}

/// Gives one of the user's prompts; what a sub-agent is asked is its parent's prompt at work.
fn give_turn(
    rollout: &mut Rollout,
    record: &Record<'_>,
    id: TurnId,
    duration_ms: Option<u64>,
    out: &mut Outlet<'_>,
) -> Result<(), ReadError> {
    let (Some(at), Some(session)) = (record.at, rollout.session()) else { return Ok(()) };
    if record.replayed || rollout.state.flags.is_sub_agent {
        return Ok(());
    }
    let mut owner = rollout.owner(session);
    owner.turn = Some(id);
    let mut turn = Turn::new(id, at, owner);
    turn.duration_ms = duration_ms;
    out.give(Event::Turn(turn))
}

/// Reads one response's own record. Replays leave these out; one of another thread is not this one's.
pub(super) fn usage_record(
    rollout: &mut Rollout,
    record: &Record<'_>,
    out: &mut Outlet<'_>,
) -> Result<(), ReadError> {
    let [thread, response, usage, attribution] =
        record.payload.members(["thread_id", "response_id", "usage", "attribution"]);
    let Some(session) = rollout.session() else { return Ok(()) };
    if thread.text().is_some_and(|thread| key::session(&thread) != session) {
        return Ok(());
    }
    rollout.state.flags.has_records = true;
    let (Some(used), Some(response)) = (Vector::read(usage), response.text()) else {
        out.missing(if usage.is_object() { "response_id" } else { "usage" });
        return Ok(());
    };
    let [model, tier] = attribution.members(["model", "service_tier"]);
    let call = Seen { id: key::call(&response, session), used, model: model.label(), tier: tier_of(tier) };
    give_call(rollout, record, call, out)
}

/// Reads a running total. It is repeated whenever something of it or of the limits is shown anew.
fn token_count(rollout: &mut Rollout, record: &Record<'_>, out: &mut Outlet<'_>) -> Result<(), ReadError> {
    let [info, limits] = record.payload.members(["info", "rate_limits"]);
    if !record.replayed {
        limit::read(rollout, record, limits, out)?;
    }
    let [total, last, window] =
        info.members(["total_token_usage", "last_token_usage", "model_context_window"]);
    see_window(rollout, record, window);
    let Some(total) = Vector::read(total) else { return Ok(()) };
    if !record.replayed
        && let Some(context) = last.member("total_tokens").count()
    {
        rollout.state.context = Some(context);
    }
    let Some(used) = advance(rollout, total, Vector::read(last)) else { return Ok(()) };
    let Some(session) = rollout.session() else { return Ok(()) };
    if record.replayed || rollout.state.flags.has_records || used.is_zero() {
        return Ok(());
    }
    let state = &rollout.state;
    let turn = state.turn_name.as_ref().map(Label::as_str);
    let id = key::call_of_total(turn, session, state.epoch, &total);
    give_call(rollout, record, Seen { id, used, model: None, tier: Tier::Standard }, out)
}

/// Takes a total and returns what was used since the one before; `None` when it is that one again.
fn advance(rollout: &mut Rollout, total: Vector, last: Option<Vector>) -> Option<Vector> {
    let state = &mut rollout.state;
    let before = state.total.replace(total);
    let began_anew = before.is_some_and(|before| before.is_above(&total));
    state.epoch += i64::from(began_anew);
    match (before, last) {
        (Some(before), _) if before == total => None,
        (_, Some(last)) => Some(last),
        (Some(before), None) => Some(if began_anew { total } else { total.since(&before) }),
        // A child's first total holds what it inherits, and nothing says how much that is.
        (None, None) => (!state.flags.is_child).then_some(total),
    }
}

/// One response as a record shows it.
struct Seen {
    id: CallId,
    used: Vector,
    model: Option<Label>,
    tier: Tier,
}

fn give_call(
    rollout: &mut Rollout,
    record: &Record<'_>,
    seen: Seen,
    out: &mut Outlet<'_>,
) -> Result<(), ReadError> {
    let Some(at) = record.at else {
        out.missing("timestamp");
        return Ok(());
    };
    let model = seen.model.or_else(|| rollout.state.model.clone()).or_else(|| Label::new(UNKNOWN_MODEL));
    let (Some(model), Some(session)) = (model, rollout.session()) else { return Ok(()) };
    let mut reading = Reading::new(model, seen.used.usage());
    reading.tier = seen.tier;
    let mut call = Call::new(seen.id, at, reading, rollout.owner(session));
    call.window = rollout.state.window;
    call.effort.clone_from(&rollout.state.effort);
    out.give(Event::Call(Box::new(call)))
}

/// `fast` is what Codex calls priority processing.
fn tier_of(tier: Raw<'_>) -> Tier {
    match tier.text().as_deref() {
        Some("fast") => Tier::Priority,
        Some(name) => Tier::parse(name).unwrap_or_default(),
        None => Tier::Standard,
    }
}

/// Reads a compaction. The usage and the history it quotes are copies.
pub(super) fn compacted(
    rollout: &mut Rollout,
    record: &Record<'_>,
    out: &mut Outlet<'_>,
) -> Result<(), ReadError> {
    let (Some(at), Some(session)) = (record.at, rollout.session()) else { return Ok(()) };
    if record.replayed {
        return Ok(());
    }
    let window = record.payload.member("window_id").text();
    let name = window.map_or_else(|| at.millis().to_be_bytes().to_vec(), |id| id.as_bytes().to_vec());
    // Whether the user asked for it is told by text only.
    let id = key::fact("compaction", &name, session);
    let mut compaction = Compaction::new(id, at, session, Trigger::Unknown);
    compaction.before = rollout.state.context;
    out.give(Event::Compaction(compaction))
}

/// Older versions wrote down that a request failed.
fn failed(
    rollout: &mut Rollout,
    record: &Record<'_>,
    kind: &str,
    out: &mut Outlet<'_>,
) -> Result<(), ReadError> {
    let (Some(at), Some(session)) = (record.at, rollout.session()) else { return Ok(()) };
    if record.replayed {
        return Ok(());
    }
    let mut error = ApiError::new(key::fact("api-error", record.line, session), at, session);
    error.kind = Label::new(kind);
    // A broken stream is tried again; the log does not count how often.
    error.retry = (kind == "stream_error").then_some(0);
    out.give(Event::ApiError(error))
}

fn see_window(rollout: &mut Rollout, record: &Record<'_>, window: Raw<'_>) {
    let Some(window) = window.count().filter(|window| *window > 0 && !record.replayed) else { return };
    rollout.state.window = Some(window);
    if let Some(sheet) = rollout.sheet()
        && sheet.facts().window != Some(window)
    {
        sheet.facts().window = sheet.facts().window.max(Some(window));
    }
}

/// Takes what a record states, if it states it.
fn follow(known: &mut Option<Label>, stated: Raw<'_>) {
    let same = known.as_ref().is_some_and(|known| stated.says(known.as_str()));
    if !same && let Some(stated) = stated.name() {
        *known = Some(stated);
    }
}

/// Makes a sighting of a tool's use.
pub(super) fn tool(rollout: &mut Rollout, id: &str) -> Option<ToolCall> {
    let session = rollout.session()?;
    Some(ToolCall::new(key::tool(id, session), rollout.owner(session)))
}

/// The time of a record in seconds, for what is stated relative to it.
pub(super) fn after(at: Timestamp, seconds: u64) -> Option<Timestamp> {
    let millis = i64::try_from(seconds).ok()?.checked_mul(1000)?;
    Timestamp::from_millis(at.millis().checked_add(millis)?)
}
