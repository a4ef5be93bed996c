//! The lines of a transcript that are neither responses nor results: prompts, attachments, bookkeeping.

use scopeon_core::usage::Usage;

use super::names;
use super::text::MARKER;
use super::thread::{Kind, Prompt, Thread};
use super::world::World;

impl Thread {
    /// Writes `{"type":kind` of a line outside the chain; the caller goes on and ends with [`Self::end_loose`].
    fn loose(&mut self, kind: &str) {
        self.out.raw("{\"type\":\"").raw(kind).raw("\"");
    }

    fn end_loose(&mut self) {
        self.out.text("sessionId", &self.session).raw("}");
        self.out.end_line();
    }

    /// Writes `,"key":"…"` with a marked text of `low..=high` bytes.
    fn content(&mut self, world: &mut World, key: &str, low: u64, high: u64) {
        self.out.raw(",\"").raw(key).raw("\":\"");
        let len = world.prng.between(low, high);
        world.pool.fill(&mut self.out, &mut world.prng, len);
        self.out.raw("\"");
    }

    pub(super) fn header(&mut self, world: &mut World) {
        self.mode();
        self.snapshot(world);
        self.title(world);
    }

    pub(super) fn mode(&mut self) {
        self.loose("mode");
        self.out.text("mode", "normal");
        self.end_loose();
        self.loose("permission-mode");
        self.out.text("permissionMode", "acceptEdits");
        self.end_loose();
    }

    pub(super) fn title(&mut self, world: &mut World) {
        self.loose("ai-title");
        self.content(world, "aiTitle", 10, 60);
        self.end_loose();
    }

    pub(super) fn last_prompt(&mut self, world: &mut World) {
        self.loose("last-prompt");
        self.content(world, "lastPrompt", 20, 200);
        self.end_loose();
    }

    pub(super) fn snapshot(&mut self, world: &mut World) {
        let id = world.prng.uuid();
        self.loose("file-history-snapshot");
        self.out.text("messageId", &id).raw(",\"snapshot\":{\"messageId\":\"").raw(&id);
        self.out.raw("\",\"trackedFileBackups\":{");
        for file in 0..world.prng.between(1, 9) {
            let comma = if file == 0 { "\"" } else { ",\"" };
            self.out.raw(comma).raw(MARKER).raw("/module_").number(file).raw(".rs\":{\"backupFileName\":\"");
            let backup = world.prng.hex(16);
            self.out.raw(&backup).raw("@v2\",\"version\":2}");
        }
        self.out.raw("}").text("timestamp", &self.clock.now().to_string());
        self.out.raw("},\"isSnapshotUpdate\":false}");
        self.out.end_line();
    }

    pub(super) fn queue(&mut self, world: &mut World) {
        for operation in ["enqueue", "dequeue"] {
            self.loose("queue-operation");
            self.out.text("operation", operation).text("timestamp", &self.clock.now().to_string());
            self.content(world, "content", 20, 200);
            self.end_loose();
        }
    }

    /// Starts a turn with what the user typed; a sub-agent's first line repeats its parent's prompt id.
    pub(super) fn prompt(&mut self, world: &mut World) {
        if self.kind == Kind::Main {
            self.prompt_id = world.prng.uuid();
            self.prompt = Prompt::Unanswered;
        }
        self.open(world);
        self.out
            .text("type", "user")
            .text("promptId", &self.prompt_id)
            .raw(",\"message\":{\"role\":\"user\"");
        self.content(world, "content", 30, 1_500);
        self.out.raw("}");
        if self.kind == Kind::Main {
            self.out.raw(",\"promptSource\":\"typed\",\"origin\":{\"kind\":\"human\"}");
        }
        self.close();
    }

    /// Writes a user line that starts no turn: the client's own words, or a finished background task's.
    pub(super) fn aside(&mut self, world: &mut World, rest: &str) {
        self.open(world);
        self.out
            .text("type", "user")
            .text("promptId", &self.prompt_id)
            .raw(",\"message\":{\"role\":\"user\"");
        self.content(world, "content", 50, 600);
        self.out.raw("}").raw(rest);
        self.close();
    }

    pub(super) fn attachment(&mut self, world: &mut World) {
        self.open(world);
        self.out.text("type", "attachment").raw(",\"attachment\":{\"type\":\"");
        match world.prng.next() % 5 {
            0 => {
                self.out.raw("skill_listing\"");
                self.content(world, "content", 500, 2_500);
                self.out.raw(",\"skillCount\":").number(names::SKILLS.len() as u64);
            }
            1 => {
                self.out.raw("deferred_tools_delta\",\"addedNames\":[\"WebFetch\"");
                for (server, tool) in names::MCP {
                    self.out.raw(",\"mcp__").raw(server).raw("__").raw(tool).raw("\"");
                }
                self.out.raw("],\"removedNames\":[]");
                self.content(world, "addedLines", 300, 2_000);
            }
            2 => {
                self.out.raw("total_tokens_reminder\"").count("used", self.context).count("total", 200_000);
            }
            3 => {
                self.out.raw("edited_text_file\"");
                self.content(world, "snippet", 300, 2_500);
            }
            _ => {
                self.out.raw("queued_command\"");
                self.content(world, "prompt", 30, 300);
            }
        }
        self.out.raw("}");
        self.close();
    }

    /// Writes what a hook around a tool call leaves.
    pub(super) fn hook(&mut self, world: &mut World, tool: &str) {
        let id = world.prng.api_id("toolu_");
        if world.prng.chance(35) {
            self.open(world);
            self.out.text("type", "progress").raw(",\"data\":{\"type\":\"hook_progress\"");
            self.out.text("hookEvent", "PreToolUse").raw(",\"hookName\":\"PreToolUse:").raw(tool).raw("\"");
            self.content(world, "command", 10, 80);
            self.out.raw("}").text("parentToolUseID", &id).text("toolUseID", &id);
            return self.close();
        }
        self.open(world);
        self.out.text("type", "attachment").raw(",\"attachment\":{\"type\":\"hook_success\"");
        self.out.raw(",\"hookName\":\"PostToolUse:").raw(tool).raw("\"").text("toolUseID", &id);
        self.out.text("hookEvent", "PostToolUse");
        self.content(world, "content", 20, 500);
        self.content(world, "stdout", 20, 500);
        self.out.raw(",\"stderr\":\"\",\"exitCode\":0");
        self.content(world, "command", 10, 80);
        self.out.count("durationMs", world.prng.between(5, 900)).raw("}");
        self.close();
    }

    /// Opens `"type":"system"` with a subtype.
    fn system(&mut self, world: &mut World, subtype: &str) {
        self.open(world);
        self.out.text("type", "system").text("subtype", subtype);
    }

    pub(super) fn stop_hook(&mut self, world: &mut World) {
        self.system(world, "stop_hook_summary");
        self.out.raw(",\"hookCount\":1,\"hookInfos\":[{\"durationMs\":161");
        self.content(world, "command", 10, 80);
        self.out.raw("}],\"hookErrors\":[],\"preventedContinuation\":false,\"stopReason\":\"\"");
        self.out.raw(",\"hasOutput\":false,\"level\":\"suggestion\"");
        self.close();
    }

    pub(super) fn turn_duration(&mut self, world: &mut World, millis: u64) {
        self.system(world, "turn_duration");
        let messages = self.out.lines();
        self.out.count("durationMs", millis).count("messageCount", messages);
        self.close();
    }

    /// Writes an API error that a retry overcame.
    pub(super) fn retried(&mut self, world: &mut World) {
        self.system(world, "api_error");
        self.out
            .raw(",\"level\":\"error\",\"error\":{\"status\":529,\"error\":{\"type\":\"overloaded_error\"");
        self.content(world, "message", 10, 60);
        self.out.raw("}},\"retryInMs\":512.25,\"retryAttempt\":1,\"maxRetries\":10");
        self.close();
    }

    /// Writes a response the client made up itself after an error: no call.
    pub(super) fn synthetic(&mut self, world: &mut World) {
        world.truth.synthetic += 1;
        self.open(world);
        let id = world.prng.uuid();
        self.out.raw(",\"isApiErrorMessage\":true,\"apiErrorStatus\":429,\"error\":\"rate_limit\"");
        self.out.text("type", "assistant").raw(",\"message\":{\"id\":\"").raw(&id).raw("\"");
        self.out.raw(",\"type\":\"message\",\"role\":\"assistant\",\"model\":\"<synthetic>\",\"content\":[{");
        self.out.raw("\"type\":\"text\"");
        self.content(world, "text", 20, 60);
        self.out.raw(
            "}],\"stop_reason\":\"stop_sequence\",\"stop_sequence\":\"\",\"usage\":{\"input_tokens\":0,",
        );
        self.out.raw("\"cache_creation_input_tokens\":0,\"cache_read_input_tokens\":0,\"output_tokens\":0}}");
        self.close();
    }

    /// Compacts the context: a boundary that starts a new chain, and the summary.
    pub(super) fn compact(&mut self, world: &mut World) {
        world.truth.compactions += 1;
        let before = self.context;
        let after = world.prng.between(6_000, 14_000);
        let step = world.prng.between(9_000, 40_000);
        self.clock.pass(step);
        let logical = self.parent.take().unwrap_or_default();
        self.system(world, "compact_boundary");
        self.out.text("logicalParentUuid", &logical);
        self.out.raw(",\"content\":\"Conversation compacted\",\"level\":\"info\",\"compactMetadata\":{");
        self.out.raw("\"trigger\":\"auto\"").count("preTokens", before).count("postTokens", after);
        self.out.count("durationMs", step).count("cumulativeDroppedTokens", before.saturating_sub(after));
        self.content(world, "userContext", 20, 100);
        self.out.raw("}");
        self.close();
        self.aside(world, ",\"isCompactSummary\":true,\"isVisibleInTranscriptOnly\":true");
        self.context = after;
    }

    /// Writes the client's own total, twice as it does; it includes side calls that no transcript has.
    pub(super) fn cost_state(&mut self, usage: Usage, micro_usd: u64) {
        let cost = dollars(micro_usd + micro_usd / 20);
        for _ in 0..2 {
            self.loose("cost-state");
            self.out.raw(",\"totalCostUSD\":").raw(&cost);
            self.out.raw(",\"totalAPIDuration\":60000,\"totalAPIDurationWithoutRetries\":59000");
            self.out.raw(",\"totalToolDuration\":20000,\"totalLinesAdded\":12,\"totalLinesRemoved\":3");
            self.out.raw(",\"totalDuration\":201000,\"startTime\":1789380000000,\"modelUsage\":{\"");
            self.out.raw(self.model).raw("\":{\"inputTokens\":").number(usage.input);
            self.out.count("outputTokens", usage.output + usage.output / 20);
            self.out.count("cacheReadInputTokens", usage.cache_read + usage.cache_read / 10);
            self.out.count("cacheCreationInputTokens", usage.cache_write_5m + usage.cache_write_1h);
            self.out.count("webSearchRequests", usage.web_searches).raw(",\"costUSD\":").raw(&cost).raw("}}");
            self.out.raw(",\"hasUnknownModelCost\":false");
            self.end_loose();
        }
    }
}

fn dollars(micro_usd: u64) -> String {
    format!("{}.{:06}", micro_usd / 1_000_000, micro_usd % 1_000_000)
}
