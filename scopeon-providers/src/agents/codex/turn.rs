//! Turns: when one starts, whose it is, how it ends, and what its end says of the request that was running.

use scopeon_core::event::Turn;
use scopeon_core::id::TurnId;
use scopeon_core::label::Label;
use scopeon_core::provider::ReadError;
use scopeon_core::time::Timestamp;

use super::descent::{Starts, Whose};
use super::request::Request;
use super::thread::{Record, Rollout};
use super::{key, response};
use crate::kit::record_reader::Emitter;

/// Goes on to the turn that a record starts, if it starts one: by its id, or by its prompt where turns have no ids.
pub(super) fn begin(
    rollout: &mut Rollout,
    record: &Record<'_>,
    out: &mut Emitter<'_>,
) -> Result<(), ReadError> {
    let is_announced = matches!(&*record.kind, "task_started" | "turn_started");
    match &*record.kind {
        "user_message" => return prompt(rollout, record, out),
        "turn_context" => {}
        _ if is_announced => {}
        _ => return Ok(()),
    }
    let [name, root, started] = record.payload.members(["turn_id", "root_turn_id", "started_at"]);
    let Some(name) = name.label() else {
        // Before turns had ids, what a turn runs with is its first record.
        let own = rollout.state.thread.as_ref().map(Label::as_str);
        rollout
            .state
            .descent
            .turn(own, Starts { at: record.at, ordinal: record.ordinal, ..Starts::default() });
        return Ok(());
    };
    rollout.state.flags.names_turns = true;
    if rollout.state.turn_name.as_ref() == Some(&name) {
        rollout.state.request.is_announced |= is_announced && rollout.state.descent.whose == Whose::Own;
        return Ok(());
    }
    if is_announced && rollout.state.request.is_announced {
        // It would have said that it ended: the agent was killed.
        end(rollout, record.before, Request::is_running, out)?;
    }
    let own = rollout.state.thread.as_ref().map(Label::as_str);
    let starts =
        Starts { at: record.at, ordinal: record.ordinal, name: Some(name.as_str()), second: started.count() };
    rollout.state.descent.turn(own, starts);
    let (Some(session), Some(namesake)) = (rollout.session(), rollout.namesake()) else { return Ok(()) };
    let turn = key::turn(name.as_str(), namesake);
    let state = &mut rollout.state;
    let root = root.text().filter(|_| state.flags.is_sub_agent);
    let parent = state.descent.origin.as_ref().map_or(session, |origin| key::session(origin.as_str()));
    state.turn = Some(root.map_or(turn, |root| key::turn(&root, parent)));
    state.turn_name = Some(name);
    start(rollout, turn, record, is_announced);
    give_own(rollout, out)
}

/// Before turns had ids a prompt is known by its own record.
fn prompt(rollout: &mut Rollout, record: &Record<'_>, out: &mut Emitter<'_>) -> Result<(), ReadError> {
    if rollout.state.flags.names_turns {
        rollout.state.request.prompt();
        return Ok(());
    }
    let own = rollout.state.thread.as_ref().map(Label::as_str);
    rollout.state.descent.turn(own, Starts { at: record.at, ordinal: record.ordinal, ..Starts::default() });
    let (Some(at), Some(session)) = (record.at, rollout.session()) else { return Ok(()) };
    let turn = key::turn_at(at.millis(), session);
    rollout.state.turn = Some(turn);
    start(rollout, turn, record, false);
    give_own(rollout, out)
}

fn start(rollout: &mut Rollout, turn: TurnId, record: &Record<'_>, is_announced: bool) {
    let state = &mut rollout.state;
    state.own_turn = Some(turn);
    state.asked = record.at;
    // What is said of the parent's turn ends in the parent's own log.
    state.request = match state.descent.whose {
        Whose::Own => Request::begin(is_announced),
        Whose::Open => Request::begin(false),
        Whose::Parents => Request::default(),
    };
    state.totals.turn();
    state.tools.clear();
    state.searches = 0;
}

/// Gives the running turn once it is known that it is not the parent's.
fn give_own(rollout: &mut Rollout, out: &mut Emitter<'_>) -> Result<(), ReadError> {
    if rollout.state.descent.whose == Whose::Own { give(rollout, None, out) } else { Ok(()) }
}

/// Gives one of the user's prompts; what a sub-agent is asked is its parent's prompt at work.
pub(super) fn give(
    rollout: &mut Rollout,
    duration_ms: Option<u64>,
    out: &mut Emitter<'_>,
) -> Result<(), ReadError> {
    let state = &rollout.state;
    let (Some(id), Some(at), false) = (state.own_turn, state.asked, state.flags.is_sub_agent) else {
        return Ok(());
    };
    let Some(session) = rollout.session() else { return Ok(()) };
    let mut owner = rollout.owner(session);
    owner.turn = Some(id);
    let mut turn = Turn::new(id, at, owner);
    turn.duration_ms = duration_ms;
    out.give(turn)
}

/// A turn ended by itself or failed for good.
pub(super) fn complete(
    rollout: &mut Rollout,
    record: &Record<'_>,
    out: &mut Emitter<'_>,
) -> Result<(), ReadError> {
    let [name, duration] = record.payload.members(["turn_id", "duration_ms"]);
    if record.is_copy || !is_running(rollout, name.text().as_deref()) {
        return Ok(());
    }
    give(rollout, duration.count(), out)?;
    end(rollout, record.at, Request::is_unstated, out)
}

/// A turn was stopped by the user or replaced by another.
pub(super) fn abort(
    rollout: &mut Rollout,
    record: &Record<'_>,
    out: &mut Emitter<'_>,
) -> Result<(), ReadError> {
    let name = record.payload.member("turn_id").text();
    if record.is_copy || (name.is_some() && !is_running(rollout, name.as_deref())) {
        return Ok(());
    }
    if rollout.state.descent.whose == Whose::Open {
        give(rollout, None, out)?;
    }
    end(rollout, record.at, Request::is_running, out)
}

fn is_running(rollout: &Rollout, name: Option<&str>) -> bool {
    name.is_some() && rollout.state.turn_name.as_ref().map(Label::as_str) == name
}

/// The running turn is over. A request that was running then was made, and the log does not say what it took.
fn end(
    rollout: &mut Rollout,
    at: Option<Timestamp>,
    lacks_usage: impl Fn(Request) -> bool,
    out: &mut Emitter<'_>,
) -> Result<(), ReadError> {
    let request = std::mem::take(&mut rollout.state.request);
    if lacks_usage(request) && rollout.state.descent.whose != Whose::Parents {
        response::unstated(rollout, at, out)?;
    }
    rollout.state.tools.clear();
    rollout.state.searches = 0;
    Ok(())
}
