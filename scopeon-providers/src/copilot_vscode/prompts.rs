//! The last prompts of a chat, by their places in it: a change names a place and nothing else.

use scopeon_core::id::Identity;
use scopeon_core::label::Label;
use scopeon_core::provider::{Carry, CarryValue};
use scopeon_core::time::Timestamp;

/// What was asked longer ago than so many prompts does not change any more.
const KEPT: u64 = 15;
const SLOTS_OF_PROMPTS: usize = 15;
/// The number of prompts there were.
const COUNT: u8 = 0;
/// [`KEPT`] times [`SLOTS`] slots follow.
const FIRST: u8 = 1;
/// A name, a time and a model.
const SLOTS: u8 = 3;

/// A prompt, as far as it is known.
#[derive(Clone, Debug, Default)]
pub(super) struct Prompt {
    pub(super) id: Option<Identity>,
    pub(super) at: Option<Timestamp>,
    pub(super) model: Option<Label>,
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
    pub(super) fn load(carry: &Carry) -> Self {
        let count = carry.number(COUNT).map_or(0, i64::unsigned_abs);
        let mut prompts = Self { count, ..Self::default() };
        for (place, kept) in (0..).zip(&mut prompts.kept) {
            let first = FIRST + place * SLOTS;
            let prompt = Prompt {
                id: carry.identity(first),
                at: carry.number(first + 1).and_then(Timestamp::from_millis),
                model: carry.label(first + 2).cloned(),
            };
            *kept = (prompt.id.is_some() || prompt.at.is_some() || prompt.model.is_some()).then_some(prompt);
        }
        prompts
    }

    /// Writes down what the next read needs.
    pub(super) fn save(&self, carry: &mut Carry) {
        *carry = Carry::default();
        carry.set(COUNT, CarryValue::Number(i64::try_from(self.count).unwrap_or(i64::MAX)));
        for (place, prompt) in (0..).zip(&self.kept) {
            let (first, Some(prompt)) = (FIRST + place * SLOTS, prompt) else { continue };
            let values = [
                prompt.id.map(CarryValue::Identity),
                prompt.at.map(|at| CarryValue::Number(at.millis())),
                prompt.model.clone().map(CarryValue::Label),
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
