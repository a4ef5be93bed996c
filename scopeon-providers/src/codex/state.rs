//! What is remembered of a thread from line to line and, as a carry, from read to read.

use scopeon_core::id::{FactId, TurnId};
use scopeon_core::label::Label;
use scopeon_core::provider::{Carry, CarryValue};
use scopeon_core::time::Timestamp;

use super::burst::Burst;
use super::tokens::Vector;

mod slot {
    pub(super) const CLOCK: u8 = 0;
    pub(super) const THREAD: u8 = 1;
    pub(super) const PROJECT: u8 = 2;
    pub(super) const BRANCH: u8 = 3;
    pub(super) const MODEL: u8 = 4;
    pub(super) const EFFORT: u8 = 5;
    pub(super) const TURN_NAME: u8 = 6;
    pub(super) const TURN: u8 = 7;
    pub(super) const FLAGS: u8 = 8;
    pub(super) const EPOCH: u8 = 9;
    pub(super) const CONTEXT: u8 = 10;
    pub(super) const WINDOW: u8 = 11;
    pub(super) const BURST_START: u8 = 12;
    pub(super) const BURST_LAST: u8 = 13;
    pub(super) const PRIMARY: u8 = 14;
    pub(super) const SECONDARY: u8 = 15;
    /// Five slots follow.
    pub(super) const TOTAL: u8 = 16;
}

/// One thread as far as it was read.
#[derive(Clone, Debug, Default)]
pub(super) struct State {
    pub(super) clock: Option<Timestamp>,
    /// The id the rollout's own first line states.
    pub(super) thread: Option<Label>,
    pub(super) project: Option<Label>,
    pub(super) branch: Option<Label>,
    pub(super) model: Option<Label>,
    pub(super) effort: Option<Label>,
    /// The running turn as the log names it.
    pub(super) turn_name: Option<Label>,
    /// The prompt that is being answered: the user's own also where a sub-agent works on it.
    pub(super) turn: Option<TurnId>,
    /// How often the totals started anew.
    pub(super) epoch: i64,
    /// The last total, and whether there was one.
    pub(super) total: Option<Vector>,
    /// Tokens in the context after the last response.
    pub(super) context: Option<u64>,
    pub(super) window: Option<u64>,
    /// The burst of replayed lines, while it lasts.
    pub(super) burst: Option<Burst>,
    /// The last reading of each limit.
    pub(super) limits: [Option<FactId>; 2],
    pub(super) flags: Flags,
}

/// What has been seen of a thread.
#[expect(clippy::struct_excessive_bools, reason = "independent facts, stored as bits of one number")]
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Flags {
    /// The thread works for another.
    pub(super) is_sub_agent: bool,
    /// The thread was made from another.
    pub(super) is_child: bool,
    /// Responses are recorded one by one, so that totals say nothing new.
    pub(super) has_records: bool,
    /// Turns have ids.
    pub(super) names_turns: bool,
}

impl Flags {
    const fn to_bits(self) -> i64 {
        self.is_sub_agent as i64
            | (self.is_child as i64) << 1
            | (self.has_records as i64) << 2
            | (self.names_turns as i64) << 3
    }

    const fn from_bits(bits: i64) -> Self {
        Self {
            is_sub_agent: bits & 1 != 0,
            is_child: bits & 2 != 0,
            has_records: bits & 4 != 0,
            names_turns: bits & 8 != 0,
        }
    }
}

impl State {
    /// Reads what an earlier read remembered.
    pub(super) fn load(carry: &Carry) -> Self {
        let label = |key| carry.label(key).cloned();
        let count = |key| carry.number(key).and_then(|number| u64::try_from(number).ok());
        let instant = |key| carry.number(key).and_then(Timestamp::from_millis);
        let burst = instant(slot::BURST_START).zip(instant(slot::BURST_LAST));
        Self {
            clock: instant(slot::CLOCK),
            thread: label(slot::THREAD),
            project: label(slot::PROJECT),
            branch: label(slot::BRANCH),
            model: label(slot::MODEL),
            effort: label(slot::EFFORT),
            turn_name: label(slot::TURN_NAME),
            turn: carry.identity(slot::TURN).map(TurnId),
            epoch: carry.number(slot::EPOCH).unwrap_or(0),
            total: load_total(&count),
            context: count(slot::CONTEXT),
            window: count(slot::WINDOW),
            burst: burst.map(|(start, last)| Burst { start, last }),
            limits: [slot::PRIMARY, slot::SECONDARY].map(|key| carry.identity(key).map(FactId)),
            flags: Flags::from_bits(carry.number(slot::FLAGS).unwrap_or(0)),
        }
    }

    /// Writes down what the next read needs.
    pub(super) fn save(&self, carry: &mut Carry) {
        *carry = Carry::default();
        let labels = [
            (slot::THREAD, &self.thread),
            (slot::PROJECT, &self.project),
            (slot::BRANCH, &self.branch),
            (slot::MODEL, &self.model),
            (slot::EFFORT, &self.effort),
            (slot::TURN_NAME, &self.turn_name),
        ];
        for (key, label) in labels {
            set(carry, key, label.clone().map(CarryValue::Label));
        }
        let numbers = [
            (slot::CLOCK, self.clock.map(Timestamp::millis)),
            (slot::CONTEXT, self.context.map(number)),
            (slot::WINDOW, self.window.map(number)),
            (slot::BURST_START, self.burst.map(|burst| burst.start.millis())),
            (slot::BURST_LAST, self.burst.map(|burst| burst.last.millis())),
            (slot::FLAGS, Some(self.flags.to_bits())),
            (slot::EPOCH, Some(self.epoch)),
        ];
        for (key, number) in numbers {
            set(carry, key, number.map(CarryValue::Number));
        }
        set(carry, slot::TURN, self.turn.map(|turn| CarryValue::Identity(turn.0)));
        for (key, limit) in [slot::PRIMARY, slot::SECONDARY].into_iter().zip(self.limits) {
            set(carry, key, limit.map(|limit| CarryValue::Identity(limit.0)));
        }
        for (key, count) in (slot::TOTAL..).zip(self.total.iter().flat_map(|total| total.0)) {
            carry.set(key, CarryValue::Number(number(count)));
        }
    }
}

fn load_total(count: &dyn Fn(u8) -> Option<u64>) -> Option<Vector> {
    let mut total = Vector::default();
    for (key, slot) in (slot::TOTAL..).zip(&mut total.0) {
        *slot = count(key)?;
    }
    Some(total)
}

fn set(carry: &mut Carry, key: u8, value: Option<CarryValue>) {
    if let Some(value) = value {
        carry.set(key, value);
    }
}

/// Counts are bounded far below.
fn number(count: u64) -> i64 {
    i64::try_from(count).unwrap_or(i64::MAX)
}
