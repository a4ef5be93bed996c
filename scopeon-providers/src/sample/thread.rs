//! One transcript being written: its envelope, its calls and their results. Which calls come is elsewhere.

use scopeon_core::time::Timestamp;
use scopeon_core::usage::Usage;

use super::block::Block;
use super::clock::Clock;
use super::json::Json;
use super::names;
use super::result::{self, Outcome};
use super::tool::{Tool, ToolUse};
use super::truth::CountedAt;
use super::usage::{self, Form, Row, Stated};
use super::world::World;

/// Whose transcript it is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    Main,
    /// A side thread beside the main files, marked as a side chain but no agent's.
    Side,
    Agent {
        id: String,
        kind: &'static str,
    },
}

/// Whether the running prompt has had its first call.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Prompt {
    Unanswered,
    Counted,
}

/// One transcript being written.
#[derive(Debug)]
pub(super) struct Thread {
    pub(super) out: Json,
    pub(super) clock: Clock,
    pub(super) kind: Kind,
    /// The main session's id, also in sub-agent files.
    pub(super) session: String,
    pub(super) cwd: String,
    pub(super) branch: &'static str,
    pub(super) version: &'static str,
    pub(super) entrypoint: &'static str,
    pub(super) nickname: &'static str,
    pub(super) model: &'static str,
    pub(super) parent: Option<String>,
    pub(super) prompt_id: String,
    pub(super) prompt: Prompt,
    /// Tokens the next prompt carries over from the calls before; 0 before the first.
    pub(super) context: u64,
    pub(super) last_call: Timestamp,
}

/// What is special about a call.
#[derive(Clone, Copy, Debug)]
pub(super) struct Call {
    pub(super) form: Form,
    /// Searches that are billed, and how many of them its own counter states.
    pub(super) searches: (u64, u64),
    pub(super) advisor: Option<&'static str>,
}

impl Call {
    pub(super) const PLAIN: Self = Self { form: Form::Plain, searches: (0, 0), advisor: None };
}

impl Thread {
    /// Opens a line that belongs to the chain; the caller goes on with `,"key":…` and [`Self::close`].
    pub(super) fn open(&mut self, world: &mut World) -> String {
        let uuid = world.prng.uuid();
        let step = world.prng.between(3, 400);
        self.clock.pass(step);
        let out = &mut self.out;
        match &self.parent {
            Some(parent) => out.raw("{\"parentUuid\":\"").raw(parent).raw("\""),
            None => out.raw("{\"parentUuid\":null"),
        };
        let side = if self.kind == Kind::Main { "false" } else { "true" };
        out.raw(",\"isSidechain\":").raw(side).text("userType", "external");
        out.text("entrypoint", self.entrypoint).text("cwd", &self.cwd).text("sessionId", &self.session);
        out.text("version", self.version).text("gitBranch", self.branch).text("slug", self.nickname);
        out.text("uuid", &uuid).text("timestamp", &self.clock.now().to_string());
        self.parent = Some(uuid.clone());
        uuid
    }

    pub(super) fn close(&mut self) {
        if let Kind::Agent { id, .. } = &self.kind {
            self.out.text("agentId", id);
        }
        self.out.raw("}");
        self.out.end_line();
    }

    /// Writes a response line by line, its tools' results not included, and tells the truth about it.
    pub(super) fn call(&mut self, world: &mut World, call: Call, blocks: &[Block]) -> Usage {
        let usage = self.consume(world, call, blocks);
        let advice = call.advisor.map(|model| (model, advice(world)));
        let identity = self.identity(world);
        let wait = world.prng.between(1_500, 12_000);
        self.clock.pass(wait);
        for (at, block) in blocks.iter().enumerate() {
            let row = if at + 1 == blocks.len() { Row::Last } else { Row::Earlier };
            let stated = self.stated(call, usage, row, advice);
            self.assistant(world, &identity, at as u64, block, &stated);
            if at == 0 {
                self.count(world, usage, advice);
            }
        }
        self.last_call = self.clock.now();
        usage
    }

    fn stated(
        &self,
        call: Call,
        usage: Usage,
        row: Row,
        advisor: Option<(&'static str, Usage)>,
    ) -> Stated<'static> {
        // Only Opus has a fast mode.
        let is_fast = usage.output % 50 == 7 && self.model.contains("opus");
        let speed = if is_fast { "fast" } else { "standard" };
        let (_, searches) = call.searches;
        Stated { usage, searches, form: call.form, row, speed, model: self.model, advisor }
    }

    fn count(&mut self, world: &mut World, usage: Usage, advice: Option<(&'static str, Usage)>) {
        let place = CountedAt { at: self.clock.now(), model: self.model, session: &self.session };
        world.call(place, usage);
        if self.prompt == Prompt::Unanswered {
            self.prompt = Prompt::Counted;
            world.truth.turn(place);
        }
        if let Some((model, usage)) = advice {
            world.call(CountedAt { model, ..place }, usage);
        }
    }

    /// Decides what a call consumes; the prompt grows by what was said since the last one.
    fn consume(&mut self, world: &mut World, call: Call, blocks: &[Block]) -> Usage {
        let prng = &mut world.prng;
        let grown = prng.between(300, 4_200);
        let output = prng.between(40, 900) + prng.between(0, 600) * blocks.len() as u64;
        let thinks = blocks.iter().any(|block| matches!(block, Block::Thinking));
        let mut usage = Usage { input: prng.between(2, 14), output, ..Usage::default() };
        usage.reasoning = if thinks && call.form != Form::Gateway { output / 3 } else { 0 };
        usage.web_searches = call.searches.0;
        let (read, write) = if self.context == 0 {
            (prng.between(0, 14_000), prng.between(12_000, 22_000))
        } else if self.clock.since(self.last_call) > 3_600_000 {
            (0, self.context + grown)
        } else {
            (self.context, grown)
        };
        self.context = read + write + output;
        match (call.form, &self.kind) {
            (Form::Gateway, _) => (usage.input, usage.cache_write_5m) = (read + write, grown / 8),
            (_, Kind::Agent { .. }) => (usage.cache_read, usage.cache_write_5m) = (read, write),
            (Form::FlatOnly | Form::SplitOnly, _) => {
                (usage.cache_read, usage.cache_write_5m, usage.cache_write_1h) = (read, write / 3, write / 2);
            }
            _ => (usage.cache_read, usage.cache_write_1h) = (read, write),
        }
        usage
    }

    fn identity(&self, world: &mut World) -> Identity {
        if self.model == names::GATEWAY {
            let message = format!("chatcmpl-{}", world.prng.base62(24));
            return Identity { message, request: None };
        }
        Identity { message: world.prng.api_id("msg_"), request: Some(world.prng.api_id("req_")) }
    }

    fn assistant(
        &mut self,
        world: &mut World,
        identity: &Identity,
        at: u64,
        block: &Block,
        stated: &Stated<'_>,
    ) {
        self.open(world);
        self.attribute(block);
        let out = &mut self.out;
        out.raw(",\"effort\":\"high\",\"perTurnEffort\":null").count("apiBlockIndex", at);
        out.text("type", "assistant");
        if let Some(request) = &identity.request {
            out.text("requestId", request);
        }
        out.raw(",\"message\":{\"id\":\"").raw(&identity.message).raw("\"");
        out.text("type", "message").text("role", "assistant").text("model", self.model).raw(",\"content\":[");
        block.put(out, world, &self.cwd);
        out.raw("],\"stop_reason\":").raw(block.stop_reason(stated)).raw(",\"stop_sequence\":null,");
        usage::put(out, stated);
        out.raw("}");
        self.close();
    }

    fn attribute(&mut self, block: &Block) {
        if let Kind::Agent { kind, .. } = self.kind {
            self.out.text("attributionAgent", kind);
        }
        match block {
            Block::Tool(ToolUse { tool: Tool::Mcp(server, tool), .. }) => {
                self.out.text("attributionMcpServer", server).text("attributionMcpTool", tool);
            }
            Block::Tool(ToolUse { tool: Tool::Skill(name), .. }) => {
                self.out.text("attributionSkill", name);
            }
            _ => {}
        }
    }

    /// Writes the result of a tool call and counts the call.
    pub(super) fn result(&mut self, world: &mut World, call: &ToolUse, outcome: &Outcome, len: u64) {
        let took = world.prng.between(20, 30_000);
        self.clock.pass(took);
        let source = self.parent.clone().unwrap_or_default();
        self.open(world);
        self.out.text("type", "user").text("promptId", &self.prompt_id).raw(",");
        result::put(&mut self.out, world, call, outcome, len);
        self.out.text("sourceToolAssistantUUID", &source);
        self.close();
        let truth = &mut world.truth;
        truth.tool_calls += 1;
        truth.mcp_calls += u64::from(matches!(call.tool, Tool::Mcp(..)));
        truth.skill_calls += u64::from(matches!(call.tool, Tool::Skill(_)));
        truth.tool_errors += u64::from(call.failed);
    }
}

struct Identity {
    message: String,
    request: Option<String>,
}

fn advice(world: &mut World) -> Usage {
    let prng = &mut world.prng;
    Usage {
        input: prng.between(2_000, 9_000),
        output: prng.between(60, 400),
        cache_read: prng.between(0, 500),
        ..Usage::default()
    }
}
