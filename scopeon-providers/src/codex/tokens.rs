//! `TokenUsage`: what Codex counts. Its input holds the cached part, its output the reasoning.

use scopeon_core::usage::Usage;

use crate::json::Raw;
use crate::split::Inclusive;

const FIELDS: [&str; 5] = [
    "input_tokens",
    "cached_input_tokens",
    "cache_write_input_tokens",
    "output_tokens",
    "reasoning_output_tokens",
];

/// Input, cached input, cache writes, output and reasoning, in tokens as logged.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Vector(pub(super) [u64; FIELDS.len()]);

impl Vector {
    /// Reads a usage; `None` when it is no object.
    pub(super) fn read(raw: Raw<'_>) -> Option<Self> {
        raw.is_object().then(|| Self(raw.members(FIELDS).map(|field| field.count().unwrap_or(0))))
    }

    pub(super) fn is_zero(&self) -> bool {
        self.0.iter().all(|count| *count == 0)
    }

    /// Tells whether a later total counts less than this one, so that it counts anew.
    pub(super) fn is_above(&self, later: &Self) -> bool {
        self.0.iter().zip(later.0).any(|(before, now)| *before > now)
    }

    /// What was used since an earlier total.
    pub(super) fn since(&self, earlier: &Self) -> Self {
        let mut counts = self.0;
        counts.iter_mut().zip(earlier.0).for_each(|(now, before)| *now = now.saturating_sub(before));
        Self(counts)
    }

    /// What was used, each token counted once. Parts that are larger than what they are part of are cut.
    pub(super) fn usage(&self) -> Usage {
        let [input, cached, written, output, reasoning] = self.0;
        Inclusive { input, cached, written, output, reasoning }.usage()
    }
}
