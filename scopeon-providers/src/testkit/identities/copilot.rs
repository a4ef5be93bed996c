//! Copilot CLI's event logs and its OTEL file. With an endpoint of one's own that endpoint names the requests.

use serde_json::{Value, json};

use super::book::{Book, DAY, Took};
use super::desk::{put, stamp};
use super::names::uuid;
use super::{Drawn, Log};

const MODEL: &str = "gpt-5.5";

/// Draws one home.
#[must_use]
pub fn copilot_cli(seed: u64) -> Drawn {
    let mut book = Book::new(seed);
    if book.yes(4) {
        return spans(book);
    }
    // Since about 1.0.9x a record tells of each request; before, messages told of their output.
    let has_records = book.yes(2);
    book.form(if has_records { "records" } else { "messages" });
    let mut logs = Vec::new();
    for _ in 0..=book.chance.below(3) {
        book.clock = if book.yes(2) { 36_000_000 } else { book.clock };
        let mut log = Session::new(&mut book, has_records);
        for _ in 0..=book.chance.below(3) {
            log.turn(&mut book);
        }
        let mut forks = Vec::new();
        for _ in 0..book.chance.below(3) {
            let again = forks.last_mut().filter(|_| book.chance.below(2) == 0);
            let fork = again.unwrap_or(&mut log).fork(&mut book);
            forks.push(fork);
        }
        if book.yes(2) {
            log.turn(&mut book);
        }
        if book.yes(2) {
            log.shutdown(&mut book);
        }
        for log in forks.into_iter().chain([log]) {
            logs.push(Log::of_lines(format!("session-state/{}/events.jsonl", log.id), &log.lines));
        }
    }
    book.drawn(logs)
}

/// One session's log.
#[derive(Clone, Debug)]
struct Session {
    id: String,
    has_records: bool,
    lines: Vec<Value>,
    size: u64,
    count: u64,
    /// All that was used, and what of it no roll-up held yet.
    total: [u64; 3],
    since: [u64; 2],
}

impl Session {
    fn new(book: &mut Book, has_records: bool) -> Self {
        let id = uuid(&mut book.chance);
        let mut log =
            Self { id, has_records, lines: Vec::new(), size: 1000, count: 0, total: [0; 3], since: [0; 2] };
        log.start(book);
        log
    }

    fn start(&mut self, book: &mut Book) {
        let data = json!({ "sessionId": self.id, "version": 1, "copilotVersion": "1.0.102", "selectedModel": MODEL });
        self.line(book, "session.start", None, &data);
    }

    fn line(&mut self, book: &mut Book, kind: &str, agent: Option<&str>, data: &Value) {
        let (id, at) = (uuid(&mut book.chance), book.later());
        let mut line = json!({ "id": id, "timestamp": stamp(at - DAY), "type": kind, "data": data });
        if let Some(agent) = agent {
            line["agentId"] = agent.into();
        }
        self.lines.push(line);
    }

    fn turn(&mut self, book: &mut Book) {
        self.line(book, "user.message", None, &json!({ "content": "" }));
        let marks_turns = book.yes(2);
        for number in 0..=book.chance.below(3) {
            if marks_turns {
                self.line(book, "assistant.turn_start", None, &json!({ "turnId": number.to_string() }));
            } else if number > 0 {
                self.line(
                    book,
                    "tool.execution_complete",
                    None,
                    &json!({ "toolCallId": "t", "success": true }),
                );
            }
            let agent = book.yes(4).then(|| format!("agent-{number}"));
            self.response(book, agent.as_deref());
            if marks_turns {
                self.line(book, "assistant.turn_end", None, &json!({ "turnId": number.to_string() }));
            }
        }
    }

    fn response(&mut self, book: &mut Book, agent: Option<&str>) {
        self.count += 1;
        let (number, at) = (self.count, book.clock);
        let name = book.names.response(&mut book.chance, number, at, MODEL);
        let took = Took { input: self.size, cached: self.size / 2, output: 30 + book.chance.below(4) as u64 };
        let (input, mut message) = (took.input + took.cached, json!({ "messageId": uuid(&mut book.chance) }));
        put(&mut message, "apiCallId", &name);
        if self.has_records {
            let mut usage = json!({
                "model": MODEL, "inputTokens": input, "outputTokens": took.output, "cacheReadTokens": took.cached,
                "accounting": { "sourceSessionId": self.id, "sequence": self.count },
            });
            put(&mut usage, "apiCallId", &name);
            self.line(book, "session.usage_record", agent, &json!({ "usage": usage }));
            self.line(book, "assistant.message", agent, &message);
            book.count(took);
        } else {
            message["model"] = MODEL.into();
            message["outputTokens"] = took.output.into();
            self.chunks(book, agent, &message);
            book.count(Took { input: 0, cached: 0, output: took.output });
            self.since = [self.since[0] + took.input, self.since[1] + took.cached];
        }
        let [all, cached, output] = self.total;
        self.total = [all + input, cached + took.cached, output + took.output];
        self.size += if book.yes(2) { 0 } else { 40 };
    }

    /// A message, or some chunks of it, numbered or not, that state their output so far or all of it.
    fn chunks(&mut self, book: &mut Book, agent: Option<&str>, message: &Value) {
        let count = 1 + if book.yes(3) { book.chance.below(3) } else { 0 };
        let (is_numbered, grows) = (book.yes(2), book.yes(2));
        for number in 0..count {
            let mut chunk = message.clone();
            if is_numbered {
                (chunk["chunkIndex"], chunk["chunkCount"]) = (number.into(), count.into());
            }
            if grows && number + 1 < count {
                chunk["outputTokens"] = (number + 1).into();
            }
            self.line(book, "assistant.message", agent, &chunk);
        }
        if count > 1 {
            book.form("chunks");
        }
    }

    /// The roll-up of all that was used since the session began.
    fn shutdown(&mut self, book: &mut Book) {
        book.form("roll-ups");
        let [input, cached, output] = self.total;
        let usage = json!({ "inputTokens": input, "outputTokens": output, "cacheReadTokens": cached, "cacheWriteTokens": 0 });
        self.line(book, "session.shutdown", None, &json!({ "modelMetrics": { MODEL: { "usage": usage } } }));
        let [input, cached] = std::mem::take(&mut self.since);
        if input > 0 {
            // What messages did not tell is one call more.
            book.count(Took { input, cached, output: 0 });
        }
    }

    /// A fork's log begins with itself, and then come the copied lines with their ids and times.
    fn fork(&mut self, book: &mut Book) -> Self {
        book.form("fork");
        if !self.has_records {
            // Whose part of a roll-up it is would be unknown.
            self.shutdown(book);
        }
        let mut fork = Self { id: uuid(&mut book.chance), lines: Vec::new(), ..self.clone() };
        fork.start(book);
        fork.lines.extend(self.lines.iter().filter(|line| line["type"] != "session.start").cloned());
        fork.turn(book);
        if book.yes(2) {
            fork.shutdown(book);
        }
        fork
    }
}

/// The OTEL file alone, and what was moved out of it.
fn spans(mut book: Book) -> Drawn {
    book.form("spans");
    let session = uuid(&mut book.chance);
    let mut lines = Vec::new();
    for number in 1..2 + book.chance.below(6) as u64 {
        let at = book.later();
        let name = book.names.response(&mut book.chance, number, at - DAY, MODEL);
        let took = Took { input: 1000, cached: 500, output: 30 + book.chance.below(3) as u64 };
        let mut attributes = json!({
            "gen_ai.operation.name": "chat", "gen_ai.response.model": MODEL, "gen_ai.conversation.id": session,
            "gen_ai.usage.input_tokens": took.input + took.cached, "gen_ai.usage.output_tokens": took.output,
            "gen_ai.usage.cache_read.input_tokens": took.cached,
        });
        put(&mut attributes, "gen_ai.response.id", &name);
        let span = uuid(&mut book.chance);
        lines.push(json!({
            "type": "span", "name": "chat", "traceId": "t1", "spanId": span[..18], "endTime": [at / 1000, 0],
            "attributes": attributes,
        }));
        book.count(took);
    }
    let mut logs = vec![Log::of_lines("otel/one.jsonl", &lines)];
    if book.yes(2) {
        book.form("copy");
        let cut = book.chance.below(lines.len());
        logs.push(Log::of_lines("otel/two.jsonl", &lines[cut..]));
    }
    book.drawn(logs)
}
