//! Copilot's counters: its input includes what caches served and stored.

use scopeon_core::money::PicoUsd;
use scopeon_core::usage::Usage;

use crate::kit::json::Raw;

/// A billionth of a credit in pico-dollars: a credit is a cent.
const PICO_PER_NANO_CREDIT: i128 = 10;

/// Counters of one request or of many, as logged.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Counters {
    pub(crate) input: u64,
    pub(crate) output: u64,
    pub(crate) read: u64,
    pub(crate) write: u64,
    pub(crate) reasoning: u64,
    /// Billionths of a credit.
    pub(crate) nano: u64,
}

impl Counters {
    /// Reads the members of a roll-up's or a compaction's usage.
    pub(super) fn stated(raw: Raw<'_>) -> Self {
        let [input, output, read, write, reasoning] = raw.members([
            "inputTokens",
            "outputTokens",
            "cacheReadTokens",
            "cacheWriteTokens",
            "reasoningTokens",
        ]);
        let sum = Raw::sum;
        Self {
            input: sum(input),
            output: sum(output),
            read: sum(read),
            write: sum(write),
            reasoning: sum(reasoning),
            nano: 0,
        }
    }

    /// Returns what came on top of `before`; where anything became less, counting started again.
    pub(super) fn since(self, before: Self) -> Self {
        let pairs = self.numbers().into_iter().zip(before.numbers());
        if pairs.clone().any(|(now, then)| now < then) {
            return self;
        }
        Self::of(pairs.map(|(now, then)| now - then))
    }

    /// Returns what is left beside `told`.
    pub(super) fn less(self, told: Self) -> Self {
        Self::of(self.numbers().into_iter().zip(told.numbers()).map(|(all, told)| all.saturating_sub(told)))
    }

    /// Returns the sum of both.
    pub(super) fn plus(self, other: Self) -> Self {
        Self::of(
            self.numbers().into_iter().zip(other.numbers()).map(|(one, other)| one.saturating_add(other)),
        )
    }

    /// Takes counters in their order.
    pub(super) fn of(mut numbers: impl Iterator<Item = u64>) -> Self {
        let mut next = || numbers.next().unwrap_or(0);
        Self { input: next(), output: next(), read: next(), write: next(), reasoning: next(), nano: next() }
    }

    pub(super) const fn numbers(self) -> [u64; 6] {
        [self.input, self.output, self.read, self.write, self.reasoning, self.nano]
    }

    /// Returns disjoint counts. Before 1.0.51 the input could be logged without what caches took part in.
    pub(crate) fn usage(self) -> Usage {
        let cached = self.read.saturating_add(self.write);
        Usage {
            input: self.input.checked_sub(cached).unwrap_or(self.input),
            output: self.output,
            reasoning: self.reasoning,
            cache_read: self.read,
            cache_write_5m: self.write,
            ..Usage::default()
        }
    }

    /// Returns what was billed.
    pub(crate) fn cost(self) -> Option<PicoUsd> {
        (self.nano > 0).then(|| PicoUsd::from_pico(i128::from(self.nano) * PICO_PER_NANO_CREDIT))
    }
}
