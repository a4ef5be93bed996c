//! Tool calls: their names, inputs and results in the shapes Claude Code gives them.

use super::json::Json;
use super::text::MARKER;
use super::world::World;

/// What is called.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Tool {
    Bash,
    Read,
    Edit,
    Write,
    Grep,
    Todo,
    WebSearch,
    Workflow,
    Mcp(&'static str, &'static str),
    Skill(&'static str),
    Agent(&'static str),
    /// A shell call whose input looks like the envelope around it.
    Decoy,
}

/// One call of a tool.
#[derive(Clone, Debug)]
pub(super) struct ToolUse {
    pub(super) id: String,
    pub(super) tool: Tool,
    pub(super) failed: bool,
}

impl ToolUse {
    pub(super) fn new(world: &mut World, tool: Tool) -> Self {
        let plain = !matches!(tool, Tool::Agent(_) | Tool::WebSearch | Tool::Workflow);
        let failed = plain && world.prng.chance(4);
        Self { id: world.prng.api_id("toolu_"), tool, failed }
    }

    pub(super) fn name(&self) -> String {
        match self.tool {
            Tool::Mcp(server, tool) => format!("mcp__{server}__{tool}"),
            Tool::Bash | Tool::Decoy => "Bash".into(),
            Tool::Read => "Read".into(),
            Tool::Edit => "Edit".into(),
            Tool::Write => "Write".into(),
            Tool::Grep => "Grep".into(),
            Tool::Todo => "TodoWrite".into(),
            Tool::WebSearch => "WebSearch".into(),
            Tool::Workflow => "Workflow".into(),
            Tool::Skill(_) => "Skill".into(),
            Tool::Agent(_) => "Agent".into(),
        }
    }

    /// Writes the content block that calls the tool.
    pub(super) fn put_block(&self, out: &mut Json, world: &mut World, cwd: &str) {
        out.raw("{\"type\":\"tool_use\"").text("id", &self.id).text("name", &self.name());
        out.raw(",\"input\":{");
        put_input(out, world, self.tool, cwd);
        out.raw("},\"caller\":{\"type\":\"direct\"}}");
    }
}

fn put_input(out: &mut Json, world: &mut World, tool: Tool, cwd: &str) {
    match tool {
        Tool::Bash => {
            key(out, world, "\"command\":\"", 60, 900);
            key(out, world, "\",\"description\":\"", 20, 70);
            out.raw("\"");
        }
        Tool::Read => path(out, cwd),
        Tool::Edit => {
            path(out, cwd);
            key(out, world, ",\"old_string\":\"", 100, 1200);
            key(out, world, "\",\"new_string\":\"", 120, 1600);
            out.raw("\",\"replace_all\":false");
        }
        Tool::Write => {
            path(out, cwd);
            key(out, world, ",\"content\":\"", 500, 6000);
            out.raw("\"");
        }
        Tool::Skill(name) => {
            out.raw("\"skill\":\"").raw(name);
            key(out, world, "\",\"args\":\"", 10, 60);
            out.raw("\"");
        }
        Tool::Agent(kind) => {
            key(out, world, "\"description\":\"", 10, 40);
            key(out, world, "\",\"prompt\":\"", 300, 2500);
            out.raw("\"").text("subagent_type", kind);
        }
        Tool::Decoy => put_decoy(out),
        Tool::Grep | Tool::Todo | Tool::WebSearch | Tool::Workflow | Tool::Mcp(..) => {
            key(out, world, "\"query\":\"", 10, 300);
            out.raw("\"");
        }
    }
}

/// Input with the very keys a reader looks for outside of it, once as JSON and once as text.
fn put_decoy(out: &mut Json) {
    out.raw("\"command\":\"echo ")
        .raw(MARKER)
        .raw("\",\"id\":null,\"type\":\"assistant\",\"requestId\":\"req_0\"");
    out.raw(",\"message\":{\"id\":\"msg_decoy\",\"model\":\"decoy\",\"usage\":{\"input_tokens\":999999,");
    out.raw("\"output_tokens\":999999}},\"timestamp\":\"2001-01-01T00:00:00.000Z\",\"text\":\"}]}\\n{\\\"type\\\":");
    out.raw("\\\"assistant\\\",\\\"message\\\":{\\\"id\\\":\\\"msg_decoy2\\\",\\\"usage\\\":{\\\"output_tokens\\\":7}}}\"");
}

fn path(out: &mut Json, cwd: &str) {
    out.raw("\"file_path\":\"").raw(cwd).raw("/src/").raw(MARKER).raw("_module.rs\"");
}

fn key(out: &mut Json, world: &mut World, before: &str, low: u64, high: u64) {
    out.raw(before);
    let len = world.prng.between(low, high);
    world.pool.fill(out, &mut world.prng, len);
}
