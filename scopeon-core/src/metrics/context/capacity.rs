//! The capacity of a context window, by the best evidence there is.

use std::collections::HashMap;

use serde::{Deserialize, Serialize};

use super::history::CompactionPoint;
use crate::label::Label;
use crate::metrics::priced::CallPoint;
use crate::metrics::{Provenance, Reason};
use crate::pricing::PriceBook;
use crate::time::Timestamp;

/// What Claude's models hold unless an account has the larger window, in tokens.
pub const CLAUDE_DEFAULT: u64 = 200_000;
/// Claude's larger window, in tokens: an option of an account or a setting, not a property of the model.
const CLAUDE_LARGE: u64 = 1_000_000;

/// What the capacity is known from, best first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema), schemars(rename = "WindowEvidence"))]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum Evidence {
    /// The log states it for the call.
    Call,
    /// The log states it for the session.
    Session,
    /// The model's name as logged says so (`[1m]`).
    Name,
    /// The user's own price list states it.
    Override,
    /// A prompt larger than the otherwise assumed window was accepted.
    Prompt,
    /// The price table states it for the model.
    Table,
    /// What the model's family is known for.
    Default,
    /// There is none.
    Unknown,
}

/// The capacity of a context window.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Capacity {
    /// The largest prompt in tokens; none where nothing says.
    pub tokens: Option<u64>,
    /// What it is known from.
    pub evidence: Evidence,
}

/// What was seen of a session that bears on its window.
#[derive(Clone, Copy, Debug)]
pub struct CapacityInputs<'a> {
    /// The provider's id.
    pub agent: &'a str,
    /// The model of the last call, as logged.
    pub model: &'a str,
    /// When that call was made.
    pub at: Timestamp,
    /// What the log states for that call.
    pub call_window: Option<u64>,
    /// What the log states for the session.
    pub session_window: Option<u64>,
    /// The largest prompt of that model in the session, in tokens; the size before a compaction counts.
    pub largest_prompt: u64,
}

const UNKNOWN: Capacity = Capacity { tokens: None, evidence: Evidence::Unknown };

impl Capacity {
    const fn of(tokens: u64, evidence: Evidence) -> Self {
        Self { tokens: Some(tokens), evidence }
    }

    /// Tells how far it can be trusted: what a log, a name or the user states is exact, the rest is assumed.
    #[must_use]
    pub const fn provenance(&self) -> Provenance {
        match self.evidence {
            Evidence::Call | Evidence::Session | Evidence::Name | Evidence::Override => Provenance::EXACT,
            Evidence::Unknown => Provenance::UNSUPPORTED,
            _ => Provenance::estimated(Reason::AssumedWindow),
        }
    }
}

/// Returns the capacity by the order of [`Evidence`].
///
/// The table says 1,000,000 for Claude models of which that is only an option: without better evidence they hold
/// 200,000. A prompt above an assumed window proves a larger one: 1,000,000 for Claude, else at least that
/// prompt. Whatever the evidence, the capacity is never less than a prompt that was accepted, unless the log
/// states it.
#[must_use]
pub fn capacity(seen: &CapacityInputs<'_>, book: &PriceBook) -> Capacity {
    let stated = |tokens: Option<u64>, evidence| tokens.filter(|n| *n > 0).map(|n| Capacity::of(n, evidence));
    let row = book.lookup(seen.agent, seen.model, seen.at);
    let own = row.filter(|row| row.source == "override").and_then(|row| row.window);
    stated(seen.call_window, Evidence::Call)
        .or_else(|| stated(seen.session_window, Evidence::Session))
        .or_else(|| stated(named(seen.model), Evidence::Name))
        .or_else(|| stated(own, Evidence::Override))
        .unwrap_or_else(|| assumed(seen, book, row.and_then(|row| row.window)))
}

/// What is known of one context beside its calls.
#[derive(Clone, Copy, Debug)]
pub struct Surroundings<'a> {
    /// The provider's id.
    pub agent: &'a str,
    /// What the log states for the session.
    pub session_window: Option<u64>,
    /// Its compactions in order of time.
    pub compactions: &'a [CompactionPoint],
}

/// A model of a context: its last call, and its largest prompt.
struct Model<'a> {
    last: &'a CallPoint,
    largest: u64,
}

impl Model<'_> {
    fn window(&self, around: &Surroundings<'_>, book: &PriceBook) -> Capacity {
        let seen = CapacityInputs {
            agent: around.agent,
            model: self.last.model.as_str(),
            at: self.last.at,
            call_window: None,
            session_window: around.session_window,
            largest_prompt: self.largest,
        };
        capacity(&seen, book)
    }
}

/// Returns the window that each call of one context was made in, the calls in order of time: what the log states for it,
/// else that of its model as of the model's last call. What was compacted belongs to the model of the call before, so
/// that a large window one model had is no evidence for another. `stated` is what the log states of each call.
#[must_use]
pub fn capacities(
    calls: &[CallPoint],
    stated: &[Option<u64>],
    around: &Surroundings<'_>,
    book: &PriceBook,
) -> Vec<Capacity> {
    let models = models(calls, around.compactions).into_iter();
    let windows: HashMap<&Label, Capacity> =
        models.map(|(name, model)| (name, model.window(around, book))).collect();
    let of_model = |call: &CallPoint| windows.get(&call.model).copied().unwrap_or(UNKNOWN);
    let of_call = |(index, call): (usize, &CallPoint)| {
        let stated = stated.get(index).copied().flatten().filter(|tokens| *tokens > 0);
        stated.map_or_else(|| of_model(call), |tokens| Capacity::of(tokens, Evidence::Call))
    };
    calls.iter().enumerate().map(of_call).collect()
}

/// A context has a model or two; a forged one may have as many as calls.
fn models<'a>(calls: &'a [CallPoint], compactions: &[CompactionPoint]) -> HashMap<&'a Label, Model<'a>> {
    let mut models: HashMap<&Label, Model<'a>> = HashMap::new();
    for call in calls {
        let model = models.entry(&call.model).or_insert(Model { last: call, largest: 0 });
        *model = Model { last: call, largest: model.largest.max(call.context) };
    }
    for compaction in compactions {
        // Before the first call there is nothing it could tell of.
        let before = calls.partition_point(|call| call.at <= compaction.at);
        let last = before.checked_sub(1).and_then(|last| calls.get(last));
        let model = last.and_then(|last| models.get_mut(&last.model));
        if let Some((model, size)) = model.zip(compaction.before) {
            model.largest = model.largest.max(size);
        }
    }
    models
}

fn named(model: &str) -> Option<u64> {
    model.trim_end().to_ascii_lowercase().ends_with("[1m]").then_some(CLAUDE_LARGE)
}

fn assumed(seen: &CapacityInputs<'_>, book: &PriceBook, table: Option<u64>) -> Capacity {
    let claude = is_claude(seen.model);
    let base = match (table, book.window(seen.agent, seen.model, seen.at)) {
        (Some(window), _) if claude && window >= CLAUDE_LARGE => {
            Capacity::of(CLAUDE_DEFAULT, Evidence::Default)
        }
        (Some(window), _) => Capacity::of(window, Evidence::Table),
        (None, Some(window)) => Capacity::of(window, Evidence::Default),
        (None, None) => UNKNOWN,
    };
    let Some(tokens) = base.tokens.filter(|tokens| seen.largest_prompt > *tokens) else { return base };
    let proven = if claude && tokens <= CLAUDE_DEFAULT { CLAUDE_LARGE } else { tokens };
    Capacity::of(proven.max(seen.largest_prompt), Evidence::Prompt)
}

fn is_claude(model: &str) -> bool {
    model.to_ascii_lowercase().split(['/', '.']).any(|part| part.starts_with("claude-"))
}
