//! Qwen Code's chats, with its sub-agents' logs and what its telemetry says of them. A sub-agent's run is called after
//! the tool use that started it, which the endpoint names.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use super::book::{Book, DAY, Took};
use super::desk::stamp;
use super::names::{Name, uuid};
use super::{Drawn, Log};

/// Draws one home.
#[must_use]
pub fn qwen_code(seed: u64) -> Drawn {
    let mut book = Book::new(seed);
    let has_telemetry = book.yes(2);
    let mut desk = Desk { book, has_telemetry, files: BTreeMap::new() };
    for _ in 0..=desk.book.chance.below(3) {
        desk.book.clock = if desk.book.yes(2) { 36_000_000 } else { desk.book.clock };
        let mut chat = Chat::new(&mut desk.book);
        for _ in 0..=desk.book.chance.below(3) {
            desk.turn(&mut chat);
        }
        let mut branches = Vec::new();
        for _ in 0..desk.book.chance.below(3) {
            let of = branches.last().filter(|_| desk.book.chance.below(2) == 0).unwrap_or(&chat).clone();
            branches.push(desk.branch(&of));
        }
        if desk.book.yes(2) {
            desk.turn(&mut chat);
        }
        for chat in branches.into_iter().chain([chat]) {
            desk.files.insert(format!("shop/chats/{}.jsonl", chat.session), chat.lines);
        }
    }
    let logs = desk.files.iter().map(|(path, lines)| Log::of_lines(path, lines)).collect();
    desk.book.drawn(logs)
}

struct Desk {
    book: Book,
    /// Whether the version tells of sub-agents with a log in its telemetry, too.
    has_telemetry: bool,
    files: BTreeMap<String, Vec<Value>>,
}

/// One chat.
#[derive(Clone, Debug)]
struct Chat {
    session: String,
    lines: Vec<Value>,
    size: u64,
    agents: u64,
}

impl Chat {
    fn new(book: &mut Book) -> Self {
        Self { session: uuid(&mut book.chance), lines: Vec::new(), size: 1000, agents: 0 }
    }
}

impl Desk {
    fn record(&mut self, session: &str, kind: &str) -> Value {
        let (id, at) = (uuid(&mut self.book.chance), self.book.later());
        json!({ "uuid": id, "sessionId": session, "timestamp": stamp(at - DAY), "type": kind })
    }

    fn took(&mut self, size: u64) -> Took {
        let took = Took { input: size, cached: size / 2, output: 30 + self.book.chance.below(3) as u64 };
        self.book.count(took);
        took
    }

    fn turn(&mut self, chat: &mut Chat) {
        let asked = self.record(&chat.session, "user");
        chat.lines.push(asked);
        for _ in 0..=self.book.chance.below(3) {
            let took = self.took(chat.size);
            let mut line = self.record(&chat.session, "assistant");
            line["model"] = "qwen3-coder-plus".into();
            line["message"] = json!({ "parts": [{ "text": "x" }] });
            line["usageMetadata"] = usage(took);
            chat.lines.push(line);
            chat.size += if self.book.yes(2) { 0 } else { 70 };
            if self.book.yes(3) {
                self.agent(chat);
            }
        }
    }

    /// A sub-agent with a log of its own, of which the telemetry tells as well, or with one of the two.
    fn agent(&mut self, chat: &mut Chat) {
        chat.agents += 1;
        let (number, at) = (chat.agents, self.book.clock);
        let name = self.book.names.response(&mut self.book.chance, number, at, "explore");
        let has_log = !self.book.yes(4);
        let agent = match name {
            Name::Is(name) if has_log => format!("explore-{name}"),
            _ if has_log => format!("explore-{}", uuid(&mut self.book.chance)),
            // Who runs beside without a log is called the same each time.
            _ => "side".to_owned(),
        };
        let has_telemetry = !has_log || self.has_telemetry;
        self.book.form(match (has_log, has_telemetry) {
            (true, true) => "sub-agent told twice",
            (true, false) => "sub-agent's log",
            (false, _) => "sub-agent in telemetry alone",
        });
        // A server may say the same of each.
        let is_flat = self.book.yes(40);
        let (count, mut size) = (if is_flat { 160 } else { 1 + self.book.chance.below(4) }, 500);
        for _ in 0..count {
            let took = self.took(size);
            if has_log {
                let mut line = self.record(&chat.session, "assistant");
                line["agentId"] = agent.clone().into();
                line["agentRound"] = 1.into();
                line["message"] = json!({ "parts": [{ "text": "x" }] });
                line["usageMetadata"] = usage(took);
                let path = format!("shop/subagents/{}/agent-{agent}.jsonl", chat.session);
                self.files.entry(path).or_default().push(line);
            }
            if has_telemetry {
                let line = self.telemetry(chat, &agent, took);
                chat.lines.push(line);
            }
            size += if self.book.yes(3) && !is_flat { 10 } else { 0 };
        }
    }

    fn telemetry(&mut self, chat: &Chat, agent: &str, took: Took) -> Value {
        let mut line = self.record(&chat.session, "system");
        line["subtype"] = "ui_telemetry".into();
        let mut event = json!({
            "event.name": "qwen-code.api_response", "subagent_name": "explore", "model": "qwen3-coder-plus",
            "input_token_count": took.input + took.cached, "output_token_count": took.output,
            "cached_content_token_count": took.cached, "total_token_count": took.input + took.cached + took.output,
        });
        if agent != "side" {
            event["subagent_id"] = agent.into();
        }
        line["systemPayload"] = json!({ "uiEvent": event });
        line
    }

    /// `/branch` copies every record and says so on each.
    fn branch(&mut self, of: &Chat) -> Chat {
        self.book.form("branch");
        let mut branch = Chat { session: uuid(&mut self.book.chance), ..of.clone() };
        for line in &mut branch.lines {
            line["forkedFrom"] = json!({ "sessionId": of.session, "messageUuid": line["uuid"] });
            line["sessionId"] = branch.session.clone().into();
        }
        self.turn(&mut branch);
        branch
    }
}

fn usage(took: Took) -> Value {
    let prompt = took.input + took.cached;
    json!({
        "promptTokenCount": prompt, "candidatesTokenCount": took.output, "cachedContentTokenCount": took.cached,
        "totalTokenCount": prompt + took.output,
    })
}
