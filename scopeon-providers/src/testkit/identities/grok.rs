//! Grok's updates, of which the end of a turn states what it used. Prompts have ids of the agent's own.

use serde_json::{Value, json};

use super::book::{Book, Took};
use super::names::uuid;
use super::{Drawn, Log};

/// Draws one home.
#[must_use]
pub fn grok(seed: u64) -> Drawn {
    let mut book = Book::new(seed);
    let are_short = book.yes(3);
    book.form(if are_short { "short ids" } else { "uuids" });
    let mut logs = Vec::new();
    for _ in 0..=book.chance.below(3) {
        book.clock = if book.yes(2) { 36_000_000 } else { book.clock };
        let mut updates = Vec::new();
        for _ in 0..2 + book.chance.below(3) {
            turn(&mut book, are_short, &mut updates);
        }
        for _ in 0..book.chance.below(3) {
            book.form("fork");
            let mut fork = updates.clone();
            turn(&mut book, are_short, &mut fork);
            keep(&mut book, &fork, &mut logs);
        }
        if book.yes(2) {
            turn(&mut book, are_short, &mut updates);
        }
        keep(&mut book, &updates, &mut logs);
    }
    book.drawn_unnamed(logs)
}

fn turn(book: &mut Book, are_short: bool, updates: &mut Vec<Value>) {
    let at = book.later() / 1000;
    let mut took = Took { input: 1000, cached: 500, output: 30 + book.chance.below(4) as u64 };
    let id = if are_short { format!("p{}", updates.len()) } else { uuid(&mut book.chance) };
    // Turns of one number, one second and the same counters are one to any reader.
    while are_short && !book.is_new(format!("{id} {at} {}", took.output)) {
        took.output += 1;
    }
    let used = json!({
        "inputTokens": took.input + took.cached, "cachedReadTokens": took.cached, "outputTokens": took.output,
    });
    let update = json!({
        "sessionUpdate": "turn_completed", "prompt_id": id, "usage": { "modelUsage": { "grok-5": used } },
    });
    updates.push(json!({ "timestamp": at, "params": { "update": update } }));
    book.count(took);
    if book.yes(4) {
        book.form("told again");
        updates.extend(updates.last().cloned());
    }
}

fn keep(book: &mut Book, updates: &[Value], logs: &mut Vec<Log>) {
    logs.push(Log::of_lines(format!("%2Fhome%2Fdev/{}/updates.jsonl", uuid(&mut book.chance)), updates));
}
