//! Gemini CLI's chats: lines, the documents of older versions, and the copies that resuming and moving make. Messages
//! have ids of the agent's own; no endpoint's name is logged.

use scopeon_core::provider::SourceKind;
use serde_json::{Value, json};

use super::book::{Book, DAY, Took};
use super::desk::stamp;
use super::names::uuid;
use super::{Drawn, Log};

/// Draws one home.
#[must_use]
pub fn gemini_cli(seed: u64) -> Drawn {
    let mut book = Book::new(seed);
    let are_short = book.yes(3);
    book.form(if are_short { "short ids" } else { "uuids" });
    let mut logs = Vec::new();
    for _ in 0..=book.chance.below(3) {
        book.clock = if book.yes(2) { 36_000_000 } else { book.clock };
        let mut chat = Chat::new(&mut book, None, are_short);
        chat.turns(&mut book);
        if book.yes(3) {
            book.form("sub-agent");
            let mut run = Chat::new(&mut book, Some(chat.session.clone()), are_short);
            run.turns(&mut book);
            run.keep(&mut book, &mut logs);
        }
        chat.keep(&mut book, &mut logs);
    }
    book.drawn_unnamed(logs)
}

/// One chat.
struct Chat {
    session: String,
    parent: Option<String>,
    are_short: bool,
    messages: Vec<Value>,
    lines: Vec<Value>,
    size: u64,
}

impl Chat {
    fn new(book: &mut Book, parent: Option<String>, are_short: bool) -> Self {
        let session = uuid(&mut book.chance);
        let start = stamp(book.later() - DAY);
        let lines = vec![json!({ "sessionId": session, "startTime": start, "lastUpdated": start })];
        Self { session, parent, are_short, messages: Vec::new(), lines, size: 1000 }
    }

    fn turns(&mut self, book: &mut Book) {
        for _ in 0..=book.chance.below(3) {
            self.message(book, "user");
            for _ in 0..=book.chance.below(3) {
                self.response(book);
            }
            match book.chance.below(6) {
                0 => {
                    book.form("written again");
                    self.lines.push(json!({ "$set": { "messages": self.messages } }));
                }
                1 => {
                    book.form("rewound");
                    let to = self.messages[book.chance.below(self.messages.len())]["id"].clone();
                    self.lines.push(json!({ "$rewindTo": to }));
                    // What was asked again finds a smaller context.
                    self.size = 1000;
                }
                _ => {}
            }
        }
    }

    fn message(&mut self, book: &mut Book, kind: &str) -> Value {
        let number = self.messages.len();
        let id = if self.are_short { format!("m{number}") } else { uuid(&mut book.chance) };
        let line = json!({ "id": id, "timestamp": stamp(book.later() - DAY), "type": kind, "content": "x" });
        self.messages.push(line.clone());
        self.lines.push(line.clone());
        line
    }

    /// A response is written before its tokens are known, and again with its tools.
    fn response(&mut self, book: &mut Book) {
        let took = Took { input: self.size, cached: self.size / 2, output: 30 + book.chance.below(4) as u64 };
        let mut line = self.message(book, "gemini");
        line["model"] = "gemini-2.5-pro".into();
        line["tokens"] = tokens(took);
        if book.yes(2) {
            self.lines.pop();
        } else {
            book.form("late tokens");
        }
        self.lines.push(line.clone());
        if book.yes(2) {
            book.form("written with its tools");
            line["toolCalls"] = json!([{ "id": "t", "name": "read_file", "status": "success" }]);
            self.lines.push(line.clone());
        }
        self.messages.pop();
        self.messages.push(line);
        book.count(took);
        self.size += if book.yes(2) { 0 } else { 90 };
    }

    /// Writes the chat's files: lines, a document beside them, and both again where the project's directory moved to.
    fn keep(self, book: &mut Book, logs: &mut Vec<Log>) {
        let below = self.parent.as_ref().map_or_else(String::new, |parent| format!("{parent}/"));
        let path = |project: &str, ending: &str| {
            format!("{project}/chats/{below}session-2026-11-10T10-00-{}{ending}", &self.session)
        };
        logs.push(Log::of_lines(path("shop", ".jsonl"), &self.lines));
        if book.yes(3) {
            book.form("moved");
            logs.push(Log::of_lines(path(&"ab".repeat(32), ".jsonl"), &self.lines));
        }
        if book.yes(3) {
            book.form("document");
            let text = |count: usize| {
                let mut document = self.lines[0].clone();
                document["messages"] = self.messages[..count].to_vec().into();
                document.to_string().into_bytes()
            };
            let mut log =
                Log::of_whole(path("shop", ".json"), SourceKind::Document, text(self.messages.len()));
            log.earlier = (0..2).map(|_| text(book.chance.below(self.messages.len()))).collect();
            logs.push(log);
        }
    }
}

fn tokens(took: Took) -> Value {
    let input = took.input + took.cached;
    json!({
        "input": input, "output": took.output, "cached": took.cached, "thoughts": 0, "tool": 0,
        "total": input + took.output,
    })
}
