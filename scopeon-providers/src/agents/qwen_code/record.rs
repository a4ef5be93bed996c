//! The records that hold facts: prompts, responses, tools' results and compactions.

use scopeon_core::event::{Call, Compaction, Finish, McpName, Origin, ToolCall, Trigger, Turn, UsageSample};
use scopeon_core::id::CallId;
use scopeon_core::label::Label;
use scopeon_core::provider::ReadError;
use scopeon_core::usage::Usage;

use super::counts::{Counts, usage};
use super::key::IDS;
use super::line_context::LineContext;
use super::state::Chat;
use super::telemetry;
use crate::kit::id_factory::UNKNOWN_MODEL;
use crate::kit::json::Raw;
use crate::kit::record_reader::Emitter;

/// A prompt of the user. With a subtype it is the agent's own; what a sub-agent is asked is its parent's.
pub(super) fn asked(
    chat: &mut Chat,
    record: Raw<'_>,
    context: &LineContext,
    out: &mut Emitter<'_>,
) -> Result<(), ReadError> {
    let [subtype, prompt, uuid] = record.members(["subtype", "promptId", "uuid"]);
    if subtype.text().is_some() || context.run.is_some() {
        return Ok(());
    }
    let Some(id) = prompt.or(uuid).text() else { return Ok(()) };
    let turn = IDS.turn_in(context.origin(), &id);
    chat.turn = Some(turn);
    out.give(Turn::new(turn, context.at, context.owner(Some(turn))))
}

/// A response. A record's id is unique in the world, and a branch's copy keeps it.
pub(super) fn answered(
    chat: &mut Chat,
    record: Raw<'_>,
    context: &LineContext,
    out: &mut Emitter<'_>,
) -> Result<(), ReadError> {
    let names = ["uuid", "model", "usageMetadata", "promptId", "contextWindowSize", "message", "agentRound"];
    let [uuid, model, counts, prompt, window, message, round] = record.members(names);
    let Some(uuid) = uuid.text().filter(|uuid| !uuid.is_empty()) else {
        out.missing("uuid");
        return Ok(());
    };
    let stated = prompt.text().map(|id| IDS.turn_in(context.origin(), &id));
    let turn = stated.or(chat.turn).filter(|_| context.run.is_none());
    let usage = usage(Counts::of(counts.members(Counts::NAMES)));
    let id = match &context.run {
        Some((run, _)) if !usage.is_empty() => chat.seen.next(*run, &usage),
        _ => IDS.call(&uuid),
    };
    let parts = message.member("parts").items();
    // A sub-agent's uses of tools follow its responses in records of their own.
    let is_response =
        !usage.is_empty() || !parts.is_empty() && (context.run.is_none() || !round.is_missing());
    if is_response && let Some(reading) = reading(model, usage) {
        let mut call = Call::new(id, context.at, reading, context.owner(turn));
        call.window = window.count().filter(|window| *window > 0);
        out.give(call)?;
    }
    let uses = parts.iter().map(|part| part.member("functionCall")).filter(|call| call.is_object());
    for (number, used) in uses.enumerate() {
        let mut tool = tool_use(used, &format!("{uuid}#{number}"), context, id);
        tool.attribution.turn = turn;
        out.give(tool)?;
    }
    Ok(())
}

/// A response's reading. Where nothing is counted its stream was cut, or its server does not say.
fn reading(model: Raw<'_>, usage: Usage) -> Option<UsageSample> {
    let stated = model.label();
    let is_stated = stated.is_some();
    let mut reading = UsageSample::new(stated.or_else(|| Label::new(UNKNOWN_MODEL))?, usage);
    if usage.is_empty() {
        reading.finish = Finish::Unknown;
    }
    if !is_stated {
        // A sub-agent's log does not say; what the telemetry says of the same response stands over it.
        reading.origin = Origin::Replay;
    }
    Some(reading)
}

impl Counts {
    const NAMES: [&'static str; 5] = [
        "promptTokenCount",
        "candidatesTokenCount",
        "thoughtsTokenCount",
        "cachedContentTokenCount",
        "totalTokenCount",
    ];
}

fn tool_use(used: Raw<'_>, place: &str, context: &LineContext, call: CallId) -> ToolCall {
    let [id, name, args] = used.members(["id", "name", "args"]);
    let id = id.text().filter(|id| !id.is_empty());
    let key = IDS.tool_in(context.origin(), id.as_deref().unwrap_or(place));
    let mut tool = ToolCall::new(key, context.owner(None));
    tool.call = Some(call);
    tool.name = name.label();
    tool.mcp = tool.name.as_ref().and_then(|name| mcp(name.as_str()));
    tool.started = Some(context.at);
    tool.input_bytes = args.size();
    tool.input_fingerprint = args.mark(context.origin());
    tool
}

fn mcp(name: &str) -> Option<McpName> {
    let (server, tool) = name.strip_prefix("mcp__")?.split_once("__")?;
    Some(McpName { server: Label::new(server)?, tool: Label::new(tool)? })
}

/// A tool's result, by the id its request has.
pub(super) fn tool_ended(
    chat: &mut Chat,
    record: Raw<'_>,
    context: &LineContext,
    out: &mut Emitter<'_>,
) -> Result<(), ReadError> {
    let [id, status] = record.member("toolCallResult").members(["callId", "status"]);
    let Some(id) = id.text().filter(|id| !id.is_empty()) else { return Ok(()) };
    let turn = chat.turn.filter(|_| context.run.is_none());
    let mut tool = ToolCall::new(IDS.tool_in(context.origin(), &id), context.owner(turn));
    tool.ok = match status.text().as_deref() {
        Some("success") => Some(true),
        Some("error" | "cancelled") => Some(false),
        _ => None,
    };
    tool.ended = Some(context.at);
    out.give(tool)
}

/// A compaction, or telemetry.
pub(super) fn system(
    chat: &mut Chat,
    record: Raw<'_>,
    context: &LineContext,
    out: &mut Emitter<'_>,
) -> Result<(), ReadError> {
    let [subtype, uuid, payload] = record.members(["subtype", "uuid", "systemPayload"]);
    if context.forked_from.is_some() {
        return Ok(());
    }
    if subtype.says("ui_telemetry") {
        return telemetry::answered(chat, (uuid, payload.member("uiEvent")), context, out);
    }
    let (true, Some(uuid)) = (subtype.says("chat_compression"), uuid.text()) else { return Ok(()) };
    let [before, after] = payload.member("info").members(["originalTokenCount", "newTokenCount"]);
    let session = context.session();
    let id = IDS.fact_in("compaction", session, &uuid);
    // Whether the user asked for it is told by text only.
    let mut compaction = Compaction::new(id, context.at, session, Trigger::Unknown);
    compaction.before = before.count();
    compaction.after = after.count();
    out.give(compaction)
}
