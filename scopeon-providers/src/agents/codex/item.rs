//! `response_item`: the uses of tools and their results, by name and size, and what they tell of the requests.

use std::borrow::Cow;

use scopeon_core::event::{McpName, ToolCall};
use scopeon_core::label::Label;
use scopeon_core::provider::ReadError;

use super::key;
use super::thread::{Record, Rollout};
use crate::kit::json::Raw;
use crate::kit::record_reader::Emitter;

const PREFIX: &str = "mcp__";
/// What the result of a tool says that was stopped: this alone or behind the time it ran.
const STOPPED: &str = "aborted by user";
/// Such a result is shorter than this.
const STOPPED_BYTES: usize = 120;

/// Reads a request or a result; what was said is passed over.
pub(super) fn read(
    rollout: &mut Rollout,
    record: &Record<'_>,
    out: &mut Emitter<'_>,
) -> Result<(), ReadError> {
    if record.is_copy {
        return Ok(());
    }
    let names = [
        "type",
        "call_id",
        "id",
        "name",
        "namespace",
        "arguments",
        "input",
        "action",
        "output",
        "role",
        "status",
    ];
    let [kind, call, id, name, space, arguments, input, action, output, role, status] =
        record.payload.members(names);
    let Some(kind) = kind.text() else { return Ok(()) };
    if kind.ends_with("_output") {
        rollout.state.request.result(is_stopped(output));
        let Some(mut tool) = tool(rollout, call.or(id)) else { return Ok(()) };
        tool.ended = record.at;
        tool.output_bytes = output.size();
        return out.give(tool);
    }
    let (name, is_hosted) = match &*kind {
        "function_call" | "custom_tool_call" => (full_name(space.text(), name.text()), false),
        "local_shell_call" => (Label::new("local_shell"), false),
        "tool_search_call" => (Label::new("tool_search"), false),
        "web_search_call" => (Label::new("web_search"), true),
        "image_generation_call" => (Label::new("image_generation"), true),
        kind => {
            if kind == "reasoning" || (kind == "message" && role.says("assistant")) {
                rollout.state.request.answer();
            }
            return Ok(());
        }
    };
    if is_hosted {
        // Run where the model runs, as a part of its answer.
        rollout.state.request.answer();
        rollout.state.searches += u64::from(is_search(&kind, action, status));
    } else {
        rollout.state.request.tool();
    }
    let Some(mut tool) = tool(rollout, call.or(id)) else { return Ok(()) };
    rollout.state.await_response(tool.id);
    tool.started = record.at;
    tool.input_bytes = arguments.or(input).size();
    tool.input_fingerprint = arguments.or(input).or(action).mark(tool.attribution.session);
    tool.mcp = name.as_ref().and_then(|name| mcp(name.as_str()));
    tool.name = name;
    out.give(tool)
}

/// A search that is billed: opening a page and finding something in it are none.
fn is_search(kind: &str, action: Raw<'_>, status: Raw<'_>) -> bool {
    let is_done = status.text().is_none_or(|status| status == "completed");
    kind == "web_search_call" && is_done && action.member("type").says("search")
}

/// Whether a tool was stopped with its turn, so that its result was sent to nobody.
fn is_stopped(output: Raw<'_>) -> bool {
    let short = Some(output).filter(|output| output.bytes().len() <= STOPPED_BYTES);
    let Some(text) = short.and_then(Raw::text) else { return false };
    let said = text
        .strip_prefix("Wall time: ")
        .and_then(|rest| rest.split_once('\n'))
        .map_or(&*text, |(_, said)| said);
    said.starts_with(STOPPED) || said == "aborted"
}

/// Reads what an event adds to a tool's use: the server and tool of an MCP call, the outcome of a patch.
pub(super) fn ended(
    rollout: &mut Rollout,
    record: &Record<'_>,
    out: &mut Emitter<'_>,
) -> Result<(), ReadError> {
    let [call, invocation, success] = record.payload.members(["call_id", "invocation", "success"]);
    if record.is_copy {
        return Ok(());
    }
    let Some(mut tool) = tool(rollout, call) else { return Ok(()) };
    let [server, name] = invocation.members(["server", "tool"]);
    tool.mcp = server.label().zip(name.label()).map(|(server, tool)| McpName { server, tool });
    tool.ok = if success.is_true() { Some(true) } else { success.is_false().then_some(false) };
    tool.ended = record.at;
    out.give(tool)
}

/// Makes a sighting of a tool's use.
fn tool(rollout: &mut Rollout, id: Raw<'_>) -> Option<ToolCall> {
    let id = id.text().filter(|id| !id.is_empty())?;
    let session = rollout.session()?;
    Some(ToolCall::new(key::tool(&id, session), rollout.owner(session)))
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
