//! OpenHands' states, which list what each use of models took, with the endpoint's names.

use scopeon_core::provider::SourceKind;
use serde_json::{Value, json};

use super::book::{Book, DAY, Took};
use super::desk::put;
use super::names::uuid;
use super::{Drawn, Log};

/// Draws one home.
#[must_use]
pub fn openhands(seed: u64) -> Drawn {
    let mut book = Book::new(seed);
    let mut logs = Vec::new();
    for _ in 0..=book.chance.below(3) {
        book.clock = if book.yes(2) { 36_000_000 } else { book.clock };
        let mut state = State::new(&mut book);
        for _ in 0..=book.chance.below(6) {
            state.response(&mut book);
        }
        let mut forks = Vec::new();
        for _ in 0..book.chance.below(2) {
            book.form("fork that keeps what was used");
            let mut fork = State { id: uuid(&mut book.chance), ..state.clone() };
            fork.response(&mut book);
            forks.push(fork);
        }
        if book.yes(2) {
            state.response(&mut book);
        }
        for state in forks.into_iter().chain([state]) {
            logs.push(state.log(&mut book));
        }
    }
    book.drawn(logs)
}

/// One conversation.
#[derive(Clone, Debug)]
struct State {
    id: String,
    /// By use: the agent's and the condenser's.
    costs: [Vec<Value>; 2],
    used: [Vec<Value>; 2],
    size: u64,
    count: u64,
}

impl State {
    fn new(book: &mut Book) -> Self {
        let none = || [Vec::new(), Vec::new()];
        Self { id: uuid(&mut book.chance), costs: none(), used: none(), size: 1000, count: 0 }
    }

    fn response(&mut self, book: &mut Book) {
        self.count += 1;
        let (at, number) = (book.later(), self.count);
        let name = book.names.response(&mut book.chance, number, at - DAY, "glm-4.7");
        let place = usize::from(book.yes(5));
        let mut took =
            Took { input: self.size, cached: self.size / 2, output: 30 + book.chance.below(4) as u64 };
        // The same place, the same instant and the same counts are one response to any reader.
        while !book.is_new(format!("{at} {} {}", took.input, took.output)) {
            took.output += 1;
        }
        let mut counts = json!({
            "model": "glm-4.7", "prompt_tokens": took.input + took.cached, "completion_tokens": took.output,
            "cache_read_tokens": took.cached, "cache_write_tokens": 0,
        });
        put(&mut counts, "response_id", &name);
        #[expect(clippy::cast_precision_loss, reason = "a float holds the milliseconds of any date")]
        let seconds = at as f64 / 1000.0;
        self.used[place].push(counts);
        self.costs[place].push(json!({ "model": "glm-4.7", "cost": 0.0, "timestamp": seconds }));
        book.count(took);
        self.size += if book.yes(2) { 0 } else { 65 };
    }

    /// The state's document, and what it was before.
    fn log(&self, book: &mut Book) -> Log {
        let path = format!("{}/base_state.json", self.id);
        let mut log = Log::of_whole(path, SourceKind::Document, self.text(usize::MAX));
        let earlier = book.chance.below(self.used[0].len().max(1));
        log.earlier = vec![self.text(earlier)];
        log
    }

    fn text(&self, count: usize) -> Vec<u8> {
        let cut = |list: &[Value]| list.iter().take(count).cloned().collect::<Vec<_>>();
        let metrics = |place: usize| json!({ "costs": cut(&self.costs[place]), "token_usages": cut(&self.used[place]) });
        let uses = json!({ "default": metrics(0), "condenser": metrics(1) });
        json!({ "id": self.id, "stats": { "usage_to_metrics": uses } }).to_string().into_bytes()
    }
}
