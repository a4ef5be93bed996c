//! The last prompts of a chat, by their places in it: a change names a place and nothing else.

use scopeon_core::id::Identity;
use scopeon_core::label::Label;
use scopeon_core::money::PicoUsd;
use scopeon_core::provider::{ReaderState, StateValue};
use scopeon_core::time::Timestamp;
use scopeon_core::usage::Usage;

use crate::kit::json::Raw;

/// What was asked longer ago than so many prompts does not change any more.
const KEPT: u64 = 12;
const SLOTS_OF_PROMPTS: usize = 12;
/// The number of prompts there were.
const COUNT: u8 = 0;
/// [`KEPT`] times [`SLOTS`] slots follow.
const FIRST: u8 = 1;
/// A name, a time, a model, counters and a cost.
const SLOTS: u8 = 5;

/// What a prompt states itself, in the order that [`Prompt::state`] takes.
pub(super) const OWN: [&str; 6] =
    ["timestamp", "modelId", "promptTokens", "completionTokens", "copilotCredits", RESULT];
pub(super) const RESULT: &str = "result";
/// Where a result states more.
pub(super) const METADATA: &str = "metadata";
/// What is stated there, in the order that [`Prompt::told`] takes.
pub(super) const TOLD: [&str; 3] = ["promptTokens", "outputTokens", "resolvedModel"];
/// A credit is a cent.
const DOLLARS_PER_CREDIT: f64 = 0.01;
/// A counter of more is cut, so that two and what is known of them are one number.
const MOST: u64 = (1 << BITS) - 1;
const BITS: u32 = 30;

/// A prompt, as far as it is known.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Prompt {
    pub(super) id: Option<Identity>,
    pub(super) at: Option<Timestamp>,
    pub(super) model: Option<Label>,
    /// Whether the model is the one that answered, not the one that was chosen.
    is_resolved: bool,
    input: Count,
    output: Count,
    pub(super) cost: Option<PicoUsd>,
}

/// A counter, which is stated in two places.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
struct Count {
    tokens: u64,
    /// Whether the prompt itself states it: VS Code asks the result only where it does not.
    is_own: bool,
}

impl Count {
    fn take(&mut self, stated: Raw<'_>, is_own: bool) {
        if let Some(tokens) = stated.tokens().filter(|tokens| *tokens > 0 && (is_own || !self.is_own)) {
            *self = Self { tokens: tokens.min(MOST), is_own };
        }
    }
}

impl Prompt {
    pub(super) fn new(id: Option<Identity>) -> Self {
        Self { id, ..Self::default() }
    }

    /// Takes what it states itself: see [`OWN`]. What is not stated is as it was.
    pub(super) fn state(&mut self, [at, model, input, output, credits, result]: [Raw<'_>; 6]) {
        self.at = at.instant().or(self.at);
        if let Some(model) = model.text().filter(|_| !self.is_resolved) {
            self.model = Label::new(model.strip_prefix("copilot/").unwrap_or(&model));
        }
        self.input.take(input, true);
        self.output.take(output, true);
        let cost = credits.number().and_then(|credits| PicoUsd::from_reported(credits * DOLLARS_PER_CREDIT));
        self.cost = cost.filter(|cost| i64::try_from(cost.pico()).is_ok_and(|cost| cost > 0)).or(self.cost);
        self.told(result.member(METADATA).members(TOLD));
    }

    /// Takes what its result tells: see [`TOLD`].
    pub(super) fn told(&mut self, [input, output, model]: [Raw<'_>; 3]) {
        self.input.take(input, false);
        self.output.take(output, false);
        if let Some(model) = model.label() {
            (self.model, self.is_resolved) = (Some(model), true);
        }
    }

    pub(super) fn usage(&self) -> Usage {
        Usage { input: self.input.tokens, output: self.output.tokens, ..Usage::default() }
    }

    /// The counters and what is known of them as one number.
    fn packed(&self) -> i64 {
        let flags = [self.is_resolved, self.output.is_own, self.input.is_own];
        let flags = flags.into_iter().fold(0, |flags, flag| flags << 1 | u64::from(flag));
        i64::try_from((flags << BITS | self.output.tokens) << BITS | self.input.tokens).unwrap_or_default()
    }

    fn unpack(&mut self, packed: i64) {
        let packed = packed.unsigned_abs();
        let flag = |place: u32| packed >> (2 * BITS + place) & 1 == 1;
        self.input = Count { tokens: packed & MOST, is_own: flag(0) };
        self.output = Count { tokens: packed >> BITS & MOST, is_own: flag(1) };
        self.is_resolved = flag(2);
    }
}

/// The last prompts.
#[derive(Debug, Default)]
pub(super) struct Prompts {
    count: u64,
    /// The one at a place lies at that place's remainder.
    kept: [Option<Prompt>; SLOTS_OF_PROMPTS],
}

impl Prompts {
    /// Returns how many there are.
    pub(super) const fn count(&self) -> u64 {
        self.count
    }

    /// Forgets those from a place on.
    pub(super) fn cut(&mut self, from: u64) {
        for place in from.max(self.count.saturating_sub(KEPT))..self.count {
            self.kept[slot(place)] = None;
        }
        self.count = self.count.min(from);
    }

    /// Takes the prompt at a place.
    pub(super) fn put(&mut self, place: u64, prompt: Prompt) {
        if place + KEPT < self.count {
            return;
        }
        if place > self.count {
            self.cut(0);
        }
        self.kept[slot(place)] = Some(prompt);
        self.count = self.count.max(place + 1);
    }

    /// Returns the prompt at a place; none where it was too long ago.
    pub(super) fn get(&mut self, place: u64) -> Option<&mut Prompt> {
        if place >= self.count || place + KEPT < self.count {
            return None;
        }
        self.kept[slot(place)].as_mut()
    }

    /// Reads what an earlier read remembered.
    pub(super) fn load(carry: &ReaderState) -> Self {
        let count = carry.number(COUNT).map_or(0, i64::unsigned_abs);
        let mut prompts = Self { count, ..Self::default() };
        for (place, kept) in (0..).zip(&mut prompts.kept) {
            let first = FIRST + place * SLOTS;
            // What is kept has counters, be they nothing.
            *kept = carry.number(first + 3).map(|packed| {
                let mut prompt = Prompt {
                    id: carry.identity(first),
                    at: carry.number(first + 1).and_then(Timestamp::from_millis),
                    model: carry.label(first + 2).cloned(),
                    cost: carry.number(first + 4).map(|pico| PicoUsd::from_pico(pico.into())),
                    ..Prompt::default()
                };
                prompt.unpack(packed);
                prompt
            });
        }
        prompts
    }

    /// Writes down what the next read needs.
    pub(super) fn save(&self, carry: &mut ReaderState) {
        *carry = ReaderState::default();
        carry.set(COUNT, StateValue::Number(i64::try_from(self.count).unwrap_or(i64::MAX)));
        for (place, prompt) in (0..).zip(&self.kept) {
            let (first, Some(prompt)) = (FIRST + place * SLOTS, prompt) else { continue };
            let values = [
                prompt.id.map(StateValue::Identity),
                prompt.at.map(|at| StateValue::Number(at.millis())),
                prompt.model.clone().map(StateValue::Label),
                Some(StateValue::Number(prompt.packed())),
                prompt.cost.and_then(|cost| i64::try_from(cost.pico()).ok()).map(StateValue::Number),
            ];
            for (key, value) in (first..).zip(values) {
                if let Some(value) = value {
                    carry.set(key, value);
                }
            }
        }
    }
}

const fn slot(place: u64) -> usize {
    (place % KEPT) as usize
}
