//! A response as a call: stated with its tokens, or cut before they were.

use scopeon_core::event::{Call, Finish, ToolCall, UsageSample};
use scopeon_core::id::CallId;
use scopeon_core::label::Label;
use scopeon_core::provider::ReadError;
use scopeon_core::time::Timestamp;
use scopeon_core::usage::Usage;

use super::key;
use super::thread::Rollout;
use crate::kit::id_factory::UNKNOWN_MODEL;
use crate::kit::record_reader::Emitter;

/// Gives the request that was running when its turn ended.
pub(super) fn unstated(
    rollout: &mut Rollout,
    at: Option<Timestamp>,
    out: &mut Emitter<'_>,
) -> Result<(), ReadError> {
    let (Some(at), Some(turn)) = (at, rollout.state.own_turn) else { return Ok(()) };
    let name = rollout.state.turn_name.as_ref().map(Label::as_str);
    let id = key::request(turn, name, &rollout.state.totals.last());
    let searches = std::mem::take(&mut rollout.state.searches);
    let usage = Usage { web_searches: searches, ..Usage::default() };
    let Some(mut call) = call(rollout, id, at, usage, None) else { return Ok(()) };
    call.sample.finish = Finish::Unknown;
    out.give(call)?;
    link_tools(rollout, id, out)
}

pub(super) fn call(
    rollout: &mut Rollout,
    id: CallId,
    at: Timestamp,
    usage: Usage,
    model: Option<Label>,
) -> Option<Call> {
    let model = model.or_else(|| rollout.state.model.clone()).or_else(|| Label::new(UNKNOWN_MODEL))?;
    let session = rollout.session()?;
    let mut reading = UsageSample::new(model, usage);
    let owner = rollout.owner(session);
    reading.origin = owner.origin;
    reading.tier = rollout.state.tier.unwrap_or_default();
    let mut call = Call::new(id, at, reading, owner);
    call.window = rollout.state.window;
    call.effort.clone_from(&rollout.state.effort);
    Some(call)
}

/// The uses of tools that came since the last response are this one's.
pub(super) fn link_tools(
    rollout: &mut Rollout,
    call: CallId,
    out: &mut Emitter<'_>,
) -> Result<(), ReadError> {
    let Some(session) = rollout.session() else { return Ok(()) };
    for tool in std::mem::take(&mut rollout.state.tools) {
        let mut tool = ToolCall::new(tool, rollout.owner(session));
        tool.call = Some(call);
        out.give(tool)?;
    }
    Ok(())
}
