//! Responses: what each took, by its own record or by the running totals, and what the totals witness in the end.

use scopeon_core::event::{Totals, Witness};
use scopeon_core::id::CallId;
use scopeon_core::label::Label;
use scopeon_core::pricing::Tier;
use scopeon_core::provider::{IssueKind, ReadError};
use scopeon_core::time::Timestamp;
use scopeon_core::usage::Usage;

use super::descent::Whose;
use super::response::{call, link_tools};
use super::thread::{Record, Rollout};
use super::tokens::Vector;
use super::{key, limit, turn, window};
use crate::kit::json::Raw;
use crate::kit::record_reader::Emitter;

/// Reads one response's own record. One of another thread is a copy.
pub(super) fn record(
    rollout: &mut Rollout,
    record: &Record<'_>,
    out: &mut Emitter<'_>,
) -> Result<(), ReadError> {
    let names =
        ["thread_id", "turn_id", "response_id", "usage", "thread_token_usage", "attribution", "service_tier"];
    let [thread, turn, response, usage, total, attribution, served] = record.payload.members(names);
    let (Some(session), Some(namesake)) = (rollout.session(), rollout.namesake()) else { return Ok(()) };
    if record.is_copy || thread.text().is_some_and(|thread| key::session(&thread) != session) {
        return Ok(());
    }
    let Some(used) = Vector::read(usage) else {
        out.missing("usage");
        return Ok(());
    };
    let inherits = rollout.state.flags.inherits;
    let (total, follows) = rollout.state.totals.record(used, Vector::read(total), inherits);
    // What was counted while it was open whose it is keeps its name.
    let origin =
        rollout.state.descent.origin.as_ref().filter(|_| follows && rollout.state.flags.is_loose_open);
    let namesake = origin.map_or(namesake, |origin| key::session(origin.as_str()));
    state_total(rollout, record, out);
    rollout.state.flags.is_open |= rollout.state.descent.whose == Whose::Open;
    if used.is_zero() {
        return Ok(());
    }
    // The turn that runs is what the count of the response says, too, and what a copy of that keeps. A name that the
    // record alone states holds in its thread.
    let running = rollout.state.turn_name.as_ref().map(Label::as_str);
    let alone = turn.text().filter(|_| running.is_none());
    let name = running.or(alone.as_deref());
    // A log without turns has nothing better than a vendor's id.
    let vendors = response.text().filter(|id| name.is_none() && id.starts_with("resp_"));
    let id = match vendors {
        Some(id) => key::call_of_response(&id, &total, &used),
        None if alone.is_some() => key::call_of_thread(alone.as_deref(), namesake, &total, &used),
        None => key::call(name, namesake, &total, &used),
    };
    let [model, tier] = attribution.members(["model", "service_tier"]);
    let tier = tier_of(tier).or_else(|| tier_of(served));
    let seen = Seen { id, used, model: model.label(), tier, is_told: follows };
    give_call(rollout, record, seen, out)
}

/// Reads a running total. It is repeated whenever something of it or of the limits is shown again.
pub(super) fn count(
    rollout: &mut Rollout,
    record: &Record<'_>,
    out: &mut Emitter<'_>,
) -> Result<(), ReadError> {
    let [info, limits] = record.payload.members(["info", "rate_limits"]);
    if !record.is_copy {
        limit::read(rollout, record, limits, out)?;
    }
    let [total, last, window, tier] =
        info.members(["total_token_usage", "last_token_usage", "model_context_window", "service_tier"]);
    let Some(total) = Vector::read(total) else {
        window::see_window(rollout, record, window);
        return Ok(());
    };
    let used = Vector::read(last);
    let state = &mut rollout.state;
    // What is only shown again says nothing of whose it is.
    let whose = if state.totals.repeats(&total, used.as_ref()) {
        state.descent.whose
    } else {
        state.descent.response(record.at, state.turn_name.is_some(), state.flags.names_turns)
    };
    if whose == Whose::Parents {
        state.totals.inherit(total, used);
        return Ok(());
    }
    window::see_window(rollout, record, window);
    if let Some(context) = last.member("total_tokens").count() {
        rollout.state.context = Some(context);
    }
    let inherits = rollout.state.flags.inherits;
    let used = rollout.state.totals.count(total, used, inherits);
    state_total(rollout, record, out);
    let (Some(used), Some(namesake)) = (used, rollout.namesake()) else { return Ok(()) };
    rollout.state.flags.is_loose_open = whose == Whose::Open;
    rollout.state.flags.is_open |= whose == Whose::Open;
    let turn = rollout.state.turn_name.as_ref().map(Label::as_str);
    let id = key::call(turn, namesake, &total, &used);
    give_call(rollout, record, Seen { id, used, model: None, tier: tier_of(tier), is_told: false }, out)
}

/// A total was stated: the witness has something new to say.
fn state_total(rollout: &mut Rollout, record: &Record<'_>, out: &mut Emitter<'_>) {
    rollout.has_statement = true;
    let state = &mut rollout.state;
    // What is said last is later than all before it, whatever the clock did: it is what counts of a witness.
    let next = state.stated.and_then(|stated| Timestamp::from_millis(stated.millis() + 1));
    state.stated = record.at.max(next);
    if state.totals.is_lost() && !std::mem::replace(&mut state.flags.is_lost, true) {
        out.issue(IssueKind::Suspect);
    }
}

/// One response as a record shows it.
struct Seen {
    id: CallId,
    used: Vector,
    model: Option<Label>,
    /// The tier that the response itself states, which overrides the thread's.
    tier: Option<Tier>,
    /// Another statement told of it already.
    is_told: bool,
}

fn give_call(
    rollout: &mut Rollout,
    record: &Record<'_>,
    seen: Seen,
    out: &mut Emitter<'_>,
) -> Result<(), ReadError> {
    let Some(at) = record.at else {
        out.missing("timestamp");
        return Ok(());
    };
    if !seen.is_told {
        rollout.state.request.usage();
    }
    if rollout.state.descent.whose == Whose::Open {
        turn::give(rollout, None, out)?;
    }
    let searches = std::mem::take(&mut rollout.state.searches);
    let usage = Usage { web_searches: searches, ..seen.used.usage() };
    let Some(mut call) = call(rollout, seen.id, at, usage, seen.model) else { return Ok(()) };
    call.sample.tier = seen.tier.unwrap_or(call.sample.tier);
    out.give(call)?;
    link_tools(rollout, seen.id, out)
}

/// Reads a tier where one is stated; `fast` is what Codex calls priority processing.
pub(super) fn tier_of(tier: Raw<'_>) -> Option<Tier> {
    match &*tier.text()? {
        "fast" => Some(Tier::Priority),
        name => Some(Tier::stated(name)),
    }
}

/// Gives what the thread's totals say in the end, against which its calls are held.
///
/// Where a call may be the parent's and where the totals cannot be added up, what was said before is taken back.
pub(super) fn testify(rollout: &mut Rollout, out: &mut Emitter<'_>) -> Result<(), ReadError> {
    if !std::mem::take(&mut rollout.has_statement) {
        return Ok(());
    }
    let (Some(at), Some(session)) = (rollout.state.stated, rollout.session()) else { return Ok(()) };
    let state = &rollout.state;
    let is_part = state.flags.is_page && state.flags.inherits;
    let totals = if state.totals.is_lost() || is_part || state.flags.is_open {
        Totals::default()
    } else if state.totals.has_grown() {
        state.totals.held.totals()
    } else {
        return Ok(());
    };
    let id = key::fact("witness", b"total_token_usage", session);
    out.give(Witness::new(id, at, session, totals))
}
