//! Tools, MCP tools, skills, hooks and sub-agents: what runs between a prompt and its answer.

use scopeon_core::event::{Attribution, HookRun, McpName, SkillUse, ToolCall};
use scopeon_core::id::CallId;
use scopeon_core::provider::ReadError;

use super::key;
use super::session::{Events, Line, PARENT};
use crate::kit::json::Raw;
use crate::kit::record_reader::Emitter;

/// The server and the tool of an MCP call.
const SERVER: &str = "mcpServerName";
const MCP_TOOL: &str = "mcpToolName";

/// Reads an event of a kind that tells of one of these; others are passed over.
pub(super) fn read(
    events: &mut Events,
    kind: &str,
    line: &Line<'_>,
    out: &mut Emitter<'_>,
) -> Result<(), ReadError> {
    match kind {
        "tool.execution_start" => started(events, line, out),
        "tool.execution_complete" => completed(events, line, out),
        "skill.invoked" => skill(events, line, out),
        "hook.start" => {
            let id = line.data.member("hookInvocationId").text();
            events.state.hook = id.map(|id| (key::fact("hook", events.session(), &id), line.at));
            Ok(())
        }
        "hook.end" => hook(events, line, out),
        // The tool that starts it is told as any other.
        "subagent.started" => {
            events.state.running += 1;
            events.state.agent = line.data.member("agentName").identifier();
            Ok(())
        }
        "subagent.completed" | "subagent.failed" => {
            events.state.running = (events.state.running - 1).max(0);
            Ok(())
        }
        _ => Ok(()),
    }
}

/// Reads the tools a response asks for.
pub(super) fn requests(
    events: &Events,
    requests: Raw<'_>,
    (call, owner): (Option<CallId>, &Attribution),
    out: &mut Emitter<'_>,
) -> Result<(), ReadError> {
    for request in requests.items() {
        let [id, name, old_name, arguments, server, mcp_tool] =
            request.members(["toolCallId", "name", "toolName", "arguments", SERVER, MCP_TOOL]);
        let Some(id) = id.text() else { continue };
        let mut tool = ToolCall::new(key::tool(events.session(), &id), owner.clone());
        tool.name = name.or(old_name).identifier();
        tool.mcp = mcp(server, mcp_tool);
        tool.call = call;
        tool.input_bytes = arguments.size();
        tool.input_fingerprint = arguments.mark(tool.attribution.session);
        out.give(tool)?;
    }
    Ok(())
}

fn mcp(server: Raw<'_>, tool: Raw<'_>) -> Option<McpName> {
    Some(McpName { server: server.label()?, tool: tool.identifier()? })
}

fn started(events: &mut Events, line: &Line<'_>, out: &mut Emitter<'_>) -> Result<(), ReadError> {
    let names = ["toolCallId", "toolName", "arguments", SERVER, MCP_TOOL, PARENT];
    let [id, name, arguments, server, mcp_tool, parent] = line.data.members(names);
    let Some(id) = id.text() else { return Ok(()) };
    let owner = events.owner_below(line, parent);
    let mut tool = ToolCall::new(key::tool(events.session(), &id), owner);
    tool.name = name.identifier();
    tool.mcp = mcp(server, mcp_tool);
    tool.started = Some(line.at);
    tool.input_bytes = arguments.size();
    tool.input_fingerprint = arguments.mark(tool.attribution.session);
    out.give(tool)
}

fn completed(events: &mut Events, line: &Line<'_>, out: &mut Emitter<'_>) -> Result<(), ReadError> {
    let [id, success, result, parent] = line.data.members(["toolCallId", "success", "result", PARENT]);
    let Some(id) = id.text() else { return Ok(()) };
    let owner = events.owner_below(line, parent);
    let mut tool = ToolCall::new(key::tool(events.session(), &id), owner);
    tool.ended = Some(line.at);
    tool.ok = success.is_true().then_some(true).or(success.is_false().then_some(false));
    tool.output_bytes = result.size();
    out.give(tool)
}

fn skill(events: &mut Events, line: &Line<'_>, out: &mut Emitter<'_>) -> Result<(), ReadError> {
    let Some(name) = line.data.member("name").identifier() else { return Ok(()) };
    let id = key::fact("skill", events.session(), &line.id);
    out.give(SkillUse::new(id, line.at, events.owner(line).session, name))
}

fn hook(events: &mut Events, line: &Line<'_>, out: &mut Emitter<'_>) -> Result<(), ReadError> {
    let [id, kind, success] = line.data.members(["hookInvocationId", "hookType", "success"]);
    let Some(id) = id.text() else { return Ok(()) };
    let id = key::fact("hook", events.session(), &id);
    let mut run = HookRun::new(id, line.at, events.owner(line).session);
    run.event = kind.identifier();
    run.ok = success.is_true().then_some(true).or(success.is_false().then_some(false));
    let began = events.state.hook.take().filter(|(hook, _)| *hook == id);
    run.duration_ms = began.and_then(|(_, at)| u64::try_from(line.at.millis() - at.millis()).ok());
    out.give(run)
}
