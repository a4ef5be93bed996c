//! Cline's tasks, which are written again whenever something is added, and its command line's sessions.

use std::path::PathBuf;

use scopeon_core::provider::SourceKind;
use serde_json::{Value, json};

use super::book::{Book, Took};
use super::desk::put;
use super::names::{Name, uuid};
use super::{Drawn, Log};

/// Draws one home.
#[must_use]
pub fn cline(seed: u64) -> Drawn {
    let mut book = Book::new(seed);
    let are_tasks = book.yes(2);
    book.form(if are_tasks { "tasks" } else { "sessions" });
    let mut logs = Vec::new();
    for _ in 0..=book.chance.below(3) {
        book.clock = if book.yes(2) { 36_000_000 } else { book.clock };
        if are_tasks {
            let log = task(&mut book);
            // Another editor takes over what the first one kept.
            if book.yes(2) {
                book.form("taken over by another editor");
                let mut copy = log.clone();
                copy.path = PathBuf::from("cursor").join(&log.path);
                copy.bytes.clone_from(log.earlier.last().unwrap_or(&log.bytes));
                copy.earlier.clear();
                logs.push(copy);
            }
            logs.push(log);
        } else {
            session(&mut book, &mut logs);
        }
    }
    let drawn = book.drawn_unnamed(logs);
    Drawn { is_summed: drawn.forms.contains(&"taken back"), ..drawn }
}

fn took(book: &mut Book, size: u64) -> Took {
    Took { input: size, cached: size / 2, output: 30 + book.chance.below(4) as u64 }
}

/// A task as it grows: its requests are told by when they were. Each was written before it was done.
struct Task {
    messages: Vec<Value>,
    /// What the document was at each time.
    texts: Vec<Vec<u8>>,
    kept: Vec<Took>,
    size: u64,
}

impl Task {
    fn request(&mut self, book: &mut Book) {
        let (at, took) = (book.later(), took(book, self.size));
        self.messages.push(request("api_req_started", at, None));
        self.write();
        self.messages.pop();
        self.messages.push(request("api_req_started", at, Some(took)));
        self.write();
        self.kept.push(took);
        book.count(took);
        self.size += if book.yes(2) { 0 } else { 45 };
    }

    fn write(&mut self) {
        self.texts.push(Value::from(self.messages.clone()).to_string().into_bytes());
    }

    /// The user goes back to a request: those after it are summed.
    fn take_back(&mut self, book: &mut Book) {
        book.form("taken back");
        let place = book.chance.below(self.kept.len());
        let sum = self.kept.split_off(place).into_iter().reduce(|sum, took| Took {
            input: sum.input + took.input,
            cached: sum.cached + took.cached,
            output: sum.output + took.output,
        });
        self.messages.truncate(place);
        self.messages.push(request("deleted_api_reqs", book.later(), sum));
        self.write();
    }
}

fn task(book: &mut Book) -> Log {
    let mut task = Task { messages: Vec::new(), texts: Vec::new(), kept: Vec::new(), size: 1000 };
    for _ in 0..2 + book.chance.below(5) {
        task.request(book);
    }
    if book.yes(3) {
        task.take_back(book);
        task.request(book);
    }
    let last = task.texts.pop().unwrap_or_default();
    let mut log =
        Log::of_whole(format!("{}/ui_messages.json", uuid(&mut book.chance)), SourceKind::Document, last);
    log.earlier = task.texts;
    log
}

fn request(say: &str, at: u64, took: Option<Took>) -> Value {
    let text = took.map_or_else(
        || json!({ "request": "x" }),
        |took| json!({ "tokensIn": took.input, "tokensOut": took.output, "cacheReads": took.cached, "cacheWrites": 0 }),
    );
    json!({ "ts": at, "type": "say", "say": say, "text": text.to_string(), "modelInfo": { "modelId": "glm-4.7" } })
}

/// A session of the command line: a document with the messages, and one with their sums.
fn session(book: &mut Book, logs: &mut Vec<Log>) {
    let id = uuid(&mut book.chance);
    let (mut texts, mut messages, mut size, mut sum) = (Vec::new(), Vec::new(), 1000, [0; 3]);
    let started = book.later();
    for number in 0..2 + book.chance.below(5) as u64 {
        let (at, took) = (book.later(), took(book, size));
        let metrics = json!({ "inputTokens": took.input + took.cached, "outputTokens": took.output, "cacheReadTokens": took.cached });
        let mut message = json!({
            "role": "assistant", "ts": at, "content": [], "modelInfo": { "id": "glm-4.7" }, "metrics": metrics,
        });
        put(&mut message, "id", &Name::Is(format!("m{number}")));
        messages.push(message);
        texts.push(json!({ "sessionId": id, "messages": messages }).to_string().into_bytes());
        sum = [sum[0] + took.input + took.cached, sum[1] + took.output, sum[2] + took.cached];
        book.count(took);
        size += if book.yes(2) { 0 } else { 45 };
    }
    let last = texts.pop().unwrap_or_default();
    let mut log = Log::of_whole(format!("{id}/{id}.messages.json"), SourceKind::Document, last);
    log.earlier = texts;
    logs.push(log);
    if book.yes(2) {
        book.form("sums");
        let about = json!({
            "session_id": id, "model": "glm-4.7", "started_at": started,
            "metadata": { "usage": { "inputTokens": sum[0], "outputTokens": sum[1], "cacheReadTokens": sum[2] } },
        });
        logs.push(Log::of_whole(
            format!("{id}/{id}.json"),
            SourceKind::Document,
            about.to_string().into_bytes(),
        ));
    }
}
