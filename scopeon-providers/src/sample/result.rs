//! Tool results: the text once for the model, once more for the screen, as `user` lines carry them.

use scopeon_core::usage::Usage;

use super::json::Json;
use super::text::{MARKER, Passage};
use super::tool::{Tool, ToolUse};
use super::usage::{Form, Row, Stated};
use super::world::World;

/// What a foreground sub-agent tells its parent. Its figures repeat the sub-agent's own lines.
#[derive(Clone, Debug)]
pub(super) struct AgentSummary {
    pub(super) agent: String,
    pub(super) millis: u64,
    pub(super) tools: u64,
    pub(super) usage: Usage,
}

/// What comes back besides text.
#[derive(Clone, Debug)]
pub(super) enum Outcome {
    Text,
    /// The `WebSearch` tool's count of searches.
    Searches(u64),
    Agent(AgentSummary),
}

/// Writes `"message":{…},"toolUseResult":…` with about `len` bytes of text in each.
pub(super) fn put(out: &mut Json, world: &mut World, call: &ToolUse, outcome: &Outcome, len: u64) {
    let passage = world.pool.passage(&mut world.prng, len);
    out.raw("\"message\":{\"role\":\"user\",\"content\":[{\"type\":\"tool_result\"")
        .text("tool_use_id", &call.id);
    out.raw(",\"content\":");
    put_text(out, world, call.tool, passage);
    out.raw(if call.failed { ",\"is_error\":true}]}" } else { ",\"is_error\":false}]}" });
    out.raw(",\"toolUseResult\":");
    match outcome {
        _ if call.failed => string(out, world, passage),
        Outcome::Searches(count) => {
            out.raw("{\"query\":\"").raw(MARKER).raw("\",\"results\":[");
            string(out, world, passage);
            out.raw("],\"durationSeconds\":4.2").count("searchCount", *count).raw("}");
        }
        Outcome::Agent(summary) => put_agent(out, world, summary, passage),
        Outcome::Text => put_screen(out, world, call.tool, passage),
    }
}

fn string(out: &mut Json, world: &World, passage: Passage) {
    out.raw("\"");
    world.pool.put(out, passage);
    out.raw("\"");
}

fn put_text(out: &mut Json, world: &World, tool: Tool, passage: Passage) {
    if !matches!(tool, Tool::Mcp(..) | Tool::Agent(_)) {
        return string(out, world, passage);
    }
    out.raw("[{\"type\":\"text\",\"text\":");
    string(out, world, passage);
    out.raw("}]");
}

fn put_screen(out: &mut Json, world: &World, tool: Tool, passage: Passage) {
    match tool {
        Tool::Mcp(..) => put_text(out, world, tool, passage),
        Tool::Skill(name) => {
            out.raw("{\"success\":true").text("commandName", name).raw("}");
        }
        Tool::Workflow => {
            out.raw("{\"status\":\"async_launched\",\"description\":\"").raw(MARKER).raw("\"}");
        }
        Tool::Read => {
            out.raw("{\"type\":\"text\",\"file\":{\"filePath\":\"/").raw(MARKER).raw("\",\"content\":");
            string(out, world, passage);
            out.raw(",\"numLines\":120,\"startLine\":1,\"totalLines\":120}}");
        }
        Tool::Edit | Tool::Write => {
            out.raw("{\"filePath\":\"/").raw(MARKER).raw("\",\"originalFile\":");
            string(out, world, passage);
            out.raw(",\"structuredPatch\":[{\"oldStart\":10,\"oldLines\":3,\"newStart\":10,\"newLines\":4,\"lines\":[\" ");
            out.raw(MARKER).raw("\",\"-").raw(MARKER).raw("\",\"+").raw(MARKER);
            out.raw(" \\\"x\\\"\"]}],\"userModified\":false,\"replaceAll\":false}");
        }
        _ => {
            out.raw("{\"stdout\":");
            string(out, world, passage);
            out.raw(",\"stderr\":\"\",\"interrupted\":false,\"isImage\":false,\"noOutputExpected\":false}");
        }
    }
}

fn put_agent(out: &mut Json, world: &World, summary: &AgentSummary, passage: Passage) {
    let usage = summary.usage;
    out.raw("{\"status\":\"completed\",\"prompt\":\"").raw(MARKER).raw("\"").text("agentId", &summary.agent);
    out.raw(",\"content\":[{\"type\":\"text\",\"text\":");
    string(out, world, passage);
    out.raw("}]").count("totalDurationMs", summary.millis).count("totalTokens", usage.total());
    out.count("totalToolUseCount", summary.tools).raw(",");
    let stated = Stated {
        usage,
        searches: 0,
        form: Form::Plain,
        row: Row::Last,
        speed: "standard",
        model: "",
        advisor: None,
    };
    super::usage::put(out, &stated);
    out.raw("}");
}
