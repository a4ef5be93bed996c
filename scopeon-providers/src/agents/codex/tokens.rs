//! `TokenUsage`: what Codex counts. Its input holds the cached part, its output the reasoning.

use scopeon_core::event::Totals;
use scopeon_core::usage::Usage;

use crate::kit::json::Raw;
use crate::kit::token_split::Inclusive;

const FIELDS: [&str; Vector::LEN] = [
    "input_tokens",
    "cached_input_tokens",
    "cache_write_input_tokens",
    "output_tokens",
    "reasoning_output_tokens",
];

/// Input, cached input, cache writes, output and reasoning, in tokens as logged.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Vector(pub(super) [u64; Vector::LEN]);

impl Vector {
    pub(super) const LEN: usize = 5;

    /// Reads a usage; `None` when it is no object.
    pub(super) fn read(raw: Raw<'_>) -> Option<Self> {
        raw.is_object().then(|| Self(raw.members(FIELDS).map(Raw::sum)))
    }

    pub(super) fn is_zero(&self) -> bool {
        self.0.iter().all(|count| *count == 0)
    }

    /// Returns `true` if a later total may go on from this one: nothing in it is less.
    pub(super) fn is_below(&self, later: &Self) -> bool {
        self.0.iter().zip(later.0).all(|(before, now)| *before <= now)
    }

    /// What was used since an earlier total.
    pub(super) fn since(&self, earlier: &Self) -> Self {
        let mut counts = self.0;
        counts.iter_mut().zip(earlier.0).for_each(|(now, before)| *now = now.saturating_sub(before));
        Self(counts)
    }

    /// The total after some more use.
    pub(super) fn plus(&self, used: &Self) -> Self {
        let mut counts = self.0;
        counts.iter_mut().zip(used.0).for_each(|(sum, more)| *sum = sum.saturating_add(more));
        Self(counts)
    }

    /// What was used, each token counted once. Parts that are larger than what they are part of are cut.
    pub(super) fn usage(&self) -> Usage {
        let [input, cached, written, output, reasoning] = self.0;
        Inclusive { input, cached, written, output, reasoning }.usage()
    }

    /// What a total states.
    pub(super) fn totals(&self) -> Totals {
        let [input, cached, written, output, _] = self.0;
        Totals {
            prompt: Some(input),
            cache_read: Some(cached),
            cache_write: Some(written),
            output: Some(output),
            total: Some(input.saturating_add(output)),
            ..Totals::default()
        }
    }
}
