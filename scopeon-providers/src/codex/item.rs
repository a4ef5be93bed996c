//! `response_item`: the uses of tools and their results, by name and size.

use std::borrow::Cow;

use scopeon_core::event::{Event, McpName};
use scopeon_core::label::Label;
use scopeon_core::provider::ReadError;

use super::message::tool;
use super::rollout::{Record, Rollout};
use crate::reading::Outlet;

const PREFIX: &str = "mcp__";

/// Reads a request or a result; what was said is passed over.
pub(super) fn read(
    rollout: &mut Rollout,
    record: &Record<'_>,
    out: &mut Outlet<'_>,
) -> Result<(), ReadError> {
    if record.replayed {
        return Ok(());
    }
    let names = ["type", "call_id", "id", "name", "namespace", "arguments", "input", "action", "output"];
    let [kind, call, id, name, space, arguments, input, action, output] = record.payload.members(names);
    let Some(kind) = kind.text() else { return Ok(()) };
    let name = match &*kind {
        "function_call" | "custom_tool_call" => full_name(space.text(), name.text()),
        "local_shell_call" => Label::new("local_shell"),
        "web_search_call" => Label::new("web_search"),
        "tool_search_call" => Label::new("tool_search"),
        "image_generation_call" => Label::new("image_generation"),
        kind if kind.ends_with("_output") => None,
        _ => return Ok(()),
    };
    let is_result = kind.ends_with("_output");
    let Some(id) = call.or(id).text().filter(|id| !id.is_empty()) else { return Ok(()) };
    let Some(mut tool) = tool(rollout, &id) else { return Ok(()) };
    if is_result {
        tool.ended = record.at;
        tool.output_bytes = output.size();
    } else {
        tool.started = record.at;
        tool.input_bytes = arguments.or(input).size();
        tool.mark = arguments.or(input).or(action).mark(tool.owner.session);
        tool.mcp = name.as_ref().and_then(|name| mcp(name.as_str()));
        tool.name = name;
    }
    out.give(Event::Tool(Box::new(tool)))
}

/// Reads what an event adds to a tool's use: the server and tool of an MCP call, the outcome of a patch.
pub(super) fn ended(
    rollout: &mut Rollout,
    record: &Record<'_>,
    out: &mut Outlet<'_>,
) -> Result<(), ReadError> {
    let [call, invocation, success] = record.payload.members(["call_id", "invocation", "success"]);
    let Some(id) = call.text().filter(|id| !id.is_empty() && !record.replayed) else { return Ok(()) };
    let Some(mut tool) = tool(rollout, &id) else { return Ok(()) };
    let [server, name] = invocation.members(["server", "tool"]);
    tool.mcp = server.label().zip(name.label()).map(|(server, tool)| McpName { server, tool });
    tool.ok = if success.is_true() { Some(true) } else { success.is_false().then_some(false) };
    tool.ended = record.at;
    out.give(Event::Tool(Box::new(tool)))
}

/// An MCP tool's server stands in its name or, since about 0.15x, in a namespace beside it.
fn full_name(space: Option<Cow<'_, str>>, name: Option<Cow<'_, str>>) -> Option<Label> {
    let name = name?;
    match space.filter(|space| space.starts_with(PREFIX) && !name.starts_with(PREFIX)) {
        Some(space) => Label::new(&format!("{}__{name}", space.trim_end_matches('_'))),
        None => Label::new(&name),
    }
}

fn mcp(name: &str) -> Option<McpName> {
    let (server, tool) = name.strip_prefix(PREFIX)?.split_once("__")?;
    Some(McpName { server: Label::new(server)?, tool: Label::new(tool)? })
}
