//! Writes transcripts as Claude Code does, and keeps count of what is in them.

use std::collections::BTreeSet;

use serde_json::{Map, Value, json};

use super::super::chance::Chance;
use super::names::{Name, Names, uuid};
use super::{Log, Truth};

/// How lines are written in one home.
#[derive(Clone, Copy, Debug)]
#[expect(clippy::struct_excessive_bools, reason = "each is drawn by itself")]
pub(super) struct Form {
    /// Whether a line says what it hangs on.
    pub(super) is_chained: bool,
    /// Whether the results of tools stand between responses; else nothing does.
    pub(super) has_results: bool,
    pub(super) has_blocks: bool,
    pub(super) has_references: bool,
    pub(super) has_attachments: bool,
    is_claude: bool,
    version: &'static str,
}

impl Form {
    pub(super) fn draw(chance: &mut Chance) -> Self {
        let is_chained = chance.below(4) > 0;
        let version = ["2.1.20", "2.1.240", "2.1.332"][chance.below(3)];
        let is_new = version == "2.1.332";
        Self {
            is_chained,
            has_results: is_chained || chance.below(2) > 0,
            has_blocks: is_new || (version == "2.1.240" && chance.below(2) > 0),
            has_references: is_new && chance.below(2) > 0,
            has_attachments: is_chained && chance.below(3) == 0,
            is_claude: chance.below(3) == 0,
            version,
        }
    }

    pub(super) fn told(self) -> Vec<&'static str> {
        let all = [
            (self.is_chained, "chain"),
            (self.has_results, "results"),
            (self.has_blocks, "blocks"),
            (self.has_references, "references"),
            (self.has_attachments, "attachments"),
        ];
        all.into_iter().filter_map(|(is_so, name)| is_so.then_some(name)).collect()
    }
}

/// Where one home is written.
pub(super) struct Desk {
    pub(super) chance: Chance,
    pub(super) names: Names,
    pub(super) form: Form,
    pub(super) truth: Truth,
    pub(super) forms: Vec<&'static str>,
    /// Milliseconds since the start of the day.
    pub(super) clock: u64,
    /// The milliseconds of lines so far, where numbers alike in one millisecond are one response to any reader.
    pub(super) taken: BTreeSet<u64>,
}

/// One transcript.
#[derive(Clone, Debug)]
pub(super) struct Thread {
    pub(super) path: String,
    pub(super) session: String,
    /// What every line of it has beside.
    pub(super) marks: Map<String, Value>,
    pub(super) lines: Vec<Value>,
    pub(super) tip: Option<String>,
    pub(super) prompt: String,
    /// Tokens of the next prompt.
    pub(super) size: u64,
    pub(super) responses: u64,
}

impl Thread {
    pub(super) fn main(desk: &mut Desk) -> Self {
        let session = uuid(&mut desk.chance);
        let path = format!("projects/-home-dev-shop/{session}.jsonl");
        Self::new(path, session)
    }

    pub(super) fn new(path: String, session: String) -> Self {
        Self {
            path,
            session,
            marks: Map::new(),
            lines: Vec::new(),
            tip: None,
            prompt: String::new(),
            size: 1000,
            responses: 0,
        }
    }

    pub(super) fn log(&self) -> Log {
        Log::of_lines(&self.path, &self.lines)
    }
}

impl Desk {
    pub(super) fn yes(&mut self, one_in: usize) -> bool {
        self.chance.below(one_in) == 0
    }

    pub(super) fn form(&mut self, name: &'static str) {
        if !self.forms.contains(&name) {
            self.forms.push(name);
        }
    }

    fn now(&mut self) -> String {
        self.clock += 40 + self.chance.below(1500) as u64;
        while self.names.are_alike() && !self.taken.insert(self.clock) {
            self.clock += 1;
        }
        stamp(self.clock)
    }

    /// Writes a line.
    pub(super) fn line(&mut self, thread: &mut Thread, kind: &str, rest: Value) -> String {
        let own = uuid(&mut self.chance);
        let mut line = Map::new();
        let above = thread.tip.clone().filter(|_| self.form.is_chained);
        line.insert("parentUuid".into(), above.into());
        line.insert("isSidechain".into(), false.into());
        line.insert("sessionId".into(), thread.session.clone().into());
        line.insert("version".into(), self.form.version.into());
        line.insert("type".into(), kind.into());
        line.insert("uuid".into(), own.clone().into());
        line.insert("timestamp".into(), self.now().into());
        line.extend(thread.marks.clone());
        if let Value::Object(rest) = rest {
            line.extend(rest);
        }
        thread.lines.push(Value::Object(line));
        thread.tip = Some(own.clone());
        own
    }

    /// Asks something.
    pub(super) fn ask(&mut self, thread: &mut Thread) {
        thread.prompt = uuid(&mut self.chance);
        // A new prompt may find a context as small as the first one.
        if self.yes(3) {
            thread.size = 1000;
        }
        let rest = json!({ "promptId": thread.prompt, "promptSource": "typed", "message": { "role": "user", "content": "x" } });
        self.line(thread, "user", rest);
    }

    /// Answers a prompt with some responses; all but the last use tools.
    pub(super) fn turn(&mut self, thread: &mut Thread) {
        self.ask(thread);
        let count = 1 + self.chance.below(3);
        for number in 0..count {
            // What a parent's log holds of a sub-agent leaves out that a request failed.
            if self.yes(12) && thread.marks.is_empty() {
                self.cut(thread);
            }
            self.response(thread, number + 1 < count);
        }
        if self.yes(3) {
            self.line(thread, "system", json!({ "subtype": "turn_duration", "durationMs": 9 }));
        }
    }

    /// An answer that is cut behind its first block and asked for again.
    fn cut(&mut self, thread: &mut Thread) {
        self.form("retry");
        let mut shown = self.shown(thread);
        shown.output = 1;
        self.block(thread, &shown, 0, (None, shown.size), &json!({ "type": "text", "text": "x" }));
        self.count(&shown);
        self.line(thread, "system", json!({ "subtype": "api_error", "retryAttempt": 1 }));
    }

    /// Writes one response on one line or more.
    pub(super) fn response(&mut self, thread: &mut Thread, uses_tools: bool) {
        let shown = self.shown(thread);
        let count = 1 + self.chance.below(4) as u64;
        let (grows, is_late) = (self.yes(2), self.yes(5));
        // Without blocks' places only a prompt that is stated tells that the response goes on behind a result.
        let runs_at_once = uses_tools && self.form.has_results && self.yes(2);
        let mut asked = Vec::new();
        for number in 0..count {
            let is_last = number + 1 == count;
            let uses = uses_tools && (is_last || self.yes(3));
            let reason = match (grows && !is_last, uses_tools) {
                (true, _) => None,
                (false, true) => Some("tool_use"),
                (false, false) => Some("end_turn"),
            };
            let mut one = shown.clone();
            let mut size = shown.size;
            if grows && !is_last {
                one.output = (shown.output * (number + 1) / (count + 1)).max(2);
                if is_late && number == 0 && !uses {
                    self.form("late counters");
                    (size, one.output) = (0, 0);
                }
            }
            let tool = format!("toolu_{}", uuid(&mut self.chance));
            let block = if uses {
                json!({ "type": "tool_use", "id": tool, "name": "Read", "input": {} })
            } else {
                json!({ "type": "text", "text": "x" })
            };
            let line = self.block(thread, &one, number, (reason, size), &block);
            if uses && self.form.has_results {
                if runs_at_once && !is_last {
                    self.form("results while it is written");
                    self.result(thread, &tool, &line);
                } else {
                    asked.push((tool, line));
                }
            }
        }
        for (tool, line) in asked {
            self.result(thread, &tool, &line);
        }
        self.count(&shown);
        thread.size += 1 + if self.yes(2) { 0 } else { self.chance.below(400) as u64 };
    }

    fn count(&mut self, shown: &Shown) {
        self.truth.calls += 1;
        self.truth.usage.input += shown.size;
        self.truth.usage.cache_read += shown.size * 2;
        self.truth.usage.output += shown.output;
    }

    fn shown(&mut self, thread: &mut Thread) -> Shown {
        thread.responses += 1;
        let model = self.model();
        let id = self.names.response(&mut self.chance, thread.responses, self.clock, model);
        Shown {
            request: self.names.request(&mut self.chance, &id),
            id,
            model,
            reference: self.form.has_references.then(|| uuid(&mut self.chance)),
            size: thread.size,
            output: 30 + self.chance.below(60) as u64,
        }
    }

    fn model(&mut self) -> &'static str {
        let names = &self.names;
        let is_claude = self.form.is_claude && !names.are_like_the_vendors();
        if names.are_trusted() || names.are_alike() || is_claude {
            return "claude-sonnet-5";
        }
        if self.yes(4) { "kimi-k3" } else { "glm-4.7" }
    }

    fn block(
        &mut self,
        thread: &mut Thread,
        shown: &Shown,
        number: u64,
        (reason, size): (Option<&str>, u64),
        block: &Value,
    ) -> String {
        let mut message = json!({
            "type": "message", "role": "assistant", "model": shown.model, "content": [block], "stop_reason": reason,
            "usage": { "input_tokens": size, "cache_read_input_tokens": size * 2, "output_tokens": shown.output },
        });
        put(&mut message, "id", &shown.id);
        let mut rest = json!({ "message": message });
        put(&mut rest, "requestId", &shown.request);
        if let Some(reference) = &shown.reference {
            rest["requestRef"] = reference.clone().into();
        }
        if self.form.has_blocks {
            rest["apiBlockIndex"] = number.into();
        }
        self.line(thread, "assistant", rest)
    }

    fn result(&mut self, thread: &mut Thread, tool: &str, asked_by: &str) {
        if self.form.has_attachments {
            thread.tip = Some(asked_by.to_owned());
            let hook = json!({ "type": "hook_success", "hookEvent": "PreToolUse", "exitCode": 0 });
            self.line(thread, "attachment", json!({ "attachment": hook }));
        }
        thread.tip = Some(asked_by.to_owned());
        let block = json!({ "type": "tool_result", "tool_use_id": tool, "content": "x" });
        let mut rest =
            json!({ "promptId": thread.prompt, "message": { "role": "user", "content": [block] } });
        if self.form.is_chained {
            rest["sourceToolAssistantUUID"] = asked_by.into();
        }
        self.line(thread, "user", rest);
    }
}

/// A response as its lines show it.
#[derive(Clone)]
struct Shown {
    id: Name,
    model: &'static str,
    request: Name,
    reference: Option<String>,
    size: u64,
    output: u64,
}

/// Puts a name where it is stated.
pub(super) fn put(value: &mut Value, key: &str, name: &Name) {
    match name {
        Name::Missing => {}
        Name::Null => value[key] = Value::Null,
        Name::Is(text) => value[key] = text.clone().into(),
    }
}

/// An instant of the one day that all is written on.
pub(super) fn stamp(millis: u64) -> String {
    let (seconds, rest) = (millis / 1000, millis % 1000);
    let (hours, minutes) = (seconds / 3600, seconds / 60 % 60);
    format!("2026-11-10T{hours:02}:{minutes:02}:{:02}.{rest:03}Z", seconds % 60)
}
