//! The wire logs of Kimi CLI and of Kimi Code.

use serde_json::{Value, json};

use super::book::{Book, DAY, Took};
use super::desk::put;
use super::names::uuid;
use super::{Drawn, Log};

/// Draws one home.
#[must_use]
pub fn kimi(seed: u64) -> Drawn {
    let mut book = Book::new(seed);
    let kind = [Kind::Cli, Kind::StepsFirst, Kind::RecordsFirst][book.chance.below(3)];
    book.form(match kind {
        Kind::Cli => "Kimi CLI",
        Kind::StepsFirst => "Kimi Code, steps first",
        Kind::RecordsFirst => "Kimi Code, records first",
    });
    let mut logs = Vec::new();
    for _ in 0..=book.chance.below(3) {
        book.clock = if book.yes(2) { 36_000_000 } else { book.clock };
        let mut wire = Wire::new(&mut book, kind);
        for _ in 0..=book.chance.below(3) {
            wire.turn(&mut book, kind);
        }
        let mut forks = Vec::new();
        for _ in 0..book.chance.below(3) {
            // A fork copies the log as it is.
            book.form("fork");
            let of = forks.last().filter(|_| book.chance.below(2) == 0).unwrap_or(&wire);
            let mut fork = Wire { id: uuid(&mut book.chance), ..Wire::clone(of) };
            fork.turn(&mut book, kind);
            forks.push(fork);
        }
        if book.yes(2) {
            wire.turn(&mut book, kind);
        }
        if book.yes(3) {
            logs.push(agent(&mut book, kind, &wire.id));
        }
        for wire in forks.into_iter().chain([wire]) {
            let path = match kind {
                Kind::Cli => format!("0123456789abcdef/{}/wire.jsonl", wire.id),
                _ => format!("wd_shop/{}/agents/main/wire.jsonl", wire.id),
            };
            logs.push(Log::of_lines(path, &wire.lines));
        }
    }
    book.drawn(logs)
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    Cli,
    StepsFirst,
    RecordsFirst,
}

/// One log.
#[derive(Clone, Debug)]
struct Wire {
    id: String,
    lines: Vec<Value>,
    size: u64,
    count: u64,
}

/// A sub-agent's log.
fn agent(book: &mut Book, kind: Kind, session: &str) -> Log {
    book.form("sub-agent");
    let mut wire = Wire::new(book, kind);
    wire.turn(book, kind);
    let path = match kind {
        Kind::Cli => format!("0123456789abcdef/{session}/subagents/{}/wire.jsonl", wire.id),
        _ => format!("wd_shop/{session}/agents/{}/wire.jsonl", wire.id),
    };
    Log::of_lines(path, &wire.lines)
}

impl Wire {
    fn new(book: &mut Book, kind: Kind) -> Self {
        let head = match kind {
            Kind::Cli => json!({ "type": "metadata", "protocol_version": "1.9" }),
            _ => json!({ "type": "metadata", "protocol_version": "1.5" }),
        };
        Self { id: uuid(&mut book.chance), lines: vec![head], size: 1000, count: 0 }
    }

    fn line(&mut self, book: &mut Book, kind: Kind, name: &str, rest: Value) {
        let at = book.later();
        self.line_at(at, kind, name, rest);
    }

    fn line_at(&mut self, at: u64, kind: Kind, name: &str, rest: Value) {
        let mut line = rest;
        if kind == Kind::Cli {
            #[expect(clippy::cast_precision_loss, reason = "a float holds the milliseconds of any date")]
            let seconds = at as f64 / 1000.0;
            line = json!({ "timestamp": seconds, "message": { "type": name, "payload": line } });
        } else {
            (line["type"], line["time"]) = (name.into(), at.into());
        }
        self.lines.push(line);
    }

    fn turn(&mut self, book: &mut Book, kind: Kind) {
        let asks = if kind == Kind::Cli { "TurnBegin" } else { "turn.prompt" };
        self.line(book, kind, asks, json!({}));
        // Without steps' beginnings a turn has one response, or they differ.
        for number in 0..=book.chance.below(3) {
            self.count += 1;
            let mut took =
                Took { input: self.size, cached: self.size / 2, output: 30 + book.chance.below(4) as u64 };
            let at = book.later();
            // What no step names and is alike to the millisecond is one to any reader.
            while !book.is_new(format!("{at} {} {}", took.input, took.output)) {
                took.output += 1;
            }
            if kind == Kind::Cli {
                self.line(book, kind, "StepBegin", json!({ "n": number }));
                self.status(book, at, took);
            } else {
                self.step(book, kind, at, took);
            }
            book.count(took);
            self.size += if book.yes(2) { 0 } else { 60 };
        }
    }

    fn status(&mut self, book: &mut Book, at: u64, took: Took) {
        let mut status = json!({ "token_usage": {
            "input_other": took.input, "output": took.output, "input_cache_read": took.cached, "input_cache_creation": 0,
        } });
        let name = book.names.response(&mut book.chance, self.count, at - DAY, "kimi-k3");
        put(&mut status, "message_id", &name);
        self.line_at(at, Kind::Cli, "StatusUpdate", status.clone());
        if book.yes(3) && !book.names.are_missing() {
            book.form("stated again");
            self.line(book, Kind::Cli, "StatusUpdate", status);
        }
    }

    fn step(&mut self, book: &mut Book, kind: Kind, at: u64, took: Took) {
        let usage = json!({
            "inputOther": took.input, "output": took.output, "inputCacheRead": took.cached, "inputCacheCreation": 0,
        });
        self.line_at(at - 20, kind, "llm.request", json!({ "model": "kimi-k3" }));
        let end = json!({ "event": { "type": "step.end", "uuid": uuid(&mut book.chance), "usage": usage } });
        let record = json!({ "model": "kimi", "usage": usage });
        let (end, record) = (("context.append_loop_event", end), ("usage.record", record));
        let [first, second] = if kind == Kind::StepsFirst { [end, record] } else { [record, end] };
        self.line_at(at, kind, first.0, first.1);
        self.line_at(at + 20, kind, second.0, second.1);
    }
}
