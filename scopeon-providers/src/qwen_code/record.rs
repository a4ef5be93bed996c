//! The records that hold facts: prompts, responses, tools' results and compactions.

use scopeon_core::event::{Call, Compaction, Event, McpName, Reading, ToolCall, Trigger, Turn};
use scopeon_core::id::CallId;
use scopeon_core::label::Label;
use scopeon_core::provider::ReadError;
use scopeon_core::usage::Usage;

use super::KEYS;
use super::chat::Chat;
use super::scene::Scene;
use crate::json::Raw;
use crate::keys::UNKNOWN_MODEL;
use crate::reading::Outlet;

/// A prompt of the user. With a subtype it is the agent's own; what a sub-agent is asked is its parent's.
pub(super) fn asked(
    chat: &mut Chat,
    record: Raw<'_>,
    scene: &Scene,
    out: &mut Outlet<'_>,
) -> Result<(), ReadError> {
    let [subtype, prompt, uuid] = record.members(["subtype", "promptId", "uuid"]);
    if subtype.text().is_some() || scene.run.is_some() {
        return Ok(());
    }
    let Some(id) = prompt.or(uuid).text() else { return Ok(()) };
    let turn = KEYS.turn_in(scene.origin(), &id);
    chat.turn = Some(turn);
    out.give(Event::Turn(Turn::new(turn, scene.at, scene.owner(Some(turn)))))
}

/// A response. A record's id is unique in the world, and a branch's copy keeps it.
pub(super) fn answered(
    chat: &mut Chat,
    record: Raw<'_>,
    scene: &Scene,
    out: &mut Outlet<'_>,
) -> Result<(), ReadError> {
    let names = ["uuid", "model", "usageMetadata", "promptId", "contextWindowSize", "message"];
    let [uuid, model, counts, prompt, window, message] = record.members(names);
    let Some(uuid) = uuid.text().filter(|uuid| !uuid.is_empty()) else {
        out.missing("uuid");
        return Ok(());
    };
    let stated = prompt.text().map(|id| KEYS.turn_in(scene.origin(), &id));
    let turn = stated.or(chat.turn).filter(|_| scene.run.is_none());
    let id = KEYS.call(&uuid);
    let usage = usage(counts);
    if let Some(model) = model.label().or_else(|| Label::new(UNKNOWN_MODEL)).filter(|_| !usage.is_empty()) {
        let mut call = Call::new(id, scene.at, Reading::new(model, usage), scene.owner(turn));
        call.window = window.count().filter(|window| *window > 0);
        out.give(Event::Call(Box::new(call)))?;
    }
    let parts = message.member("parts").items();
    let uses = parts.iter().map(|part| part.member("functionCall")).filter(|call| call.is_object());
    for (number, used) in uses.enumerate() {
        let mut tool = tool_use(used, &format!("{uuid}#{number}"), scene, id);
        tool.owner.turn = turn;
        out.give(Event::Tool(Box::new(tool)))?;
    }
    Ok(())
}

/// The prompt holds what a cache served. Whether the candidates hold the thoughts depends on the endpoint;
/// the total does not.
fn usage(counts: Raw<'_>) -> Usage {
    let names = [
        "promptTokenCount",
        "candidatesTokenCount",
        "thoughtsTokenCount",
        "cachedContentTokenCount",
        "totalTokenCount",
    ];
    let [prompt, answer, thoughts, cached, total] =
        counts.members(names).map(|count| count.count().unwrap_or(0));
    let cached = cached.min(prompt);
    let output = if total > prompt { total - prompt } else { answer };
    Usage {
        input: prompt - cached,
        output,
        reasoning: thoughts.min(output),
        cache_read: cached,
        ..Usage::default()
    }
}

fn tool_use(used: Raw<'_>, place: &str, scene: &Scene, call: CallId) -> ToolCall {
    let [id, name, args] = used.members(["id", "name", "args"]);
    let id = id.text().filter(|id| !id.is_empty());
    let key = KEYS.tool_in(scene.origin(), id.as_deref().unwrap_or(place));
    let mut tool = ToolCall::new(key, scene.owner(None));
    tool.call = Some(call);
    tool.name = name.label();
    tool.mcp = tool.name.as_ref().and_then(|name| mcp(name.as_str()));
    tool.started = Some(scene.at);
    tool.input_bytes = args.size();
    tool.mark = args.mark(scene.origin());
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
    scene: &Scene,
    out: &mut Outlet<'_>,
) -> Result<(), ReadError> {
    let [id, status] = record.member("toolCallResult").members(["callId", "status"]);
    let Some(id) = id.text().filter(|id| !id.is_empty()) else { return Ok(()) };
    let turn = chat.turn.filter(|_| scene.run.is_none());
    let mut tool = ToolCall::new(KEYS.tool_in(scene.origin(), &id), scene.owner(turn));
    tool.ok = match status.text().as_deref() {
        Some("success") => Some(true),
        Some("error" | "cancelled") => Some(false),
        _ => None,
    };
    tool.ended = Some(scene.at);
    out.give(Event::Tool(Box::new(tool)))
}

/// A compaction. The telemetry beside it repeats what responses state.
pub(super) fn system(record: Raw<'_>, scene: &Scene, out: &mut Outlet<'_>) -> Result<(), ReadError> {
    let [subtype, uuid, payload] = record.members(["subtype", "uuid", "systemPayload"]);
    let (true, Some(uuid), None) = (subtype.says("chat_compression"), uuid.text(), scene.forked_from) else {
        return Ok(());
    };
    let [before, after] = payload.member("info").members(["originalTokenCount", "newTokenCount"]);
    let session = scene.session();
    let id = KEYS.fact_in("compaction", session, &uuid);
    // Whether the user asked for it is told by text only.
    let mut compaction = Compaction::new(id, scene.at, session, Trigger::Unknown);
    compaction.before = before.count();
    compaction.after = after.count();
    out.give(Event::Compaction(compaction))
}
