//! Token counts of one call or of a sum of calls. What they cost is `pricing`'s matter.

use serde::{Deserialize, Serialize};

/// What was consumed, in tokens (searches: requests). Fields are disjoint but for `reasoning`, which is a
/// part of `output`. Sums saturate: an absurd log cannot wrap a total around.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Usage {
    /// Prompt tokens that no cache served or stored.
    pub input: u64,
    /// Generated tokens, reasoning included.
    pub output: u64,
    /// The part of `output` spent on reasoning, where the agent states it; never added to it.
    pub reasoning: u64,
    /// Prompt tokens served from a cache.
    pub cache_read: u64,
    /// Prompt tokens written to a cache that lives five minutes, or with a life the agent does not state.
    pub cache_write_5m: u64,
    /// Prompt tokens written to a cache that lives an hour or longer.
    pub cache_write_1h: u64,
    /// Web searches billed by the request.
    pub web_searches: u64,
}

impl Usage {
    /// Returns the size of the prompt in tokens: uncached, read and written.
    #[must_use]
    pub const fn prompt(&self) -> u64 {
        self.input
            .saturating_add(self.cache_read)
            .saturating_add(self.cache_write_5m)
            .saturating_add(self.cache_write_1h)
    }

    /// Returns all tokens, prompt and output.
    #[must_use]
    pub const fn total(&self) -> u64 {
        self.prompt().saturating_add(self.output)
    }

    /// Returns `true` if nothing was consumed.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }

    /// Returns the counts, in the order of the fields, in which the database keeps them as well.
    #[must_use]
    pub const fn counts(&self) -> [u64; 7] {
        [
            self.input,
            self.output,
            self.reasoning,
            self.cache_read,
            self.cache_write_5m,
            self.cache_write_1h,
            self.web_searches,
        ]
    }

    /// Makes a usage of counts in the order of the fields.
    #[must_use]
    pub const fn of_counts(counts: [u64; 7]) -> Self {
        let [input, output, reasoning, cache_read, five_minutes, an_hour, web_searches] = counts;
        Self {
            input,
            output,
            reasoning,
            cache_read,
            cache_write_5m: five_minutes,
            cache_write_1h: an_hour,
            web_searches,
        }
    }

    /// Returns the sum of two usages.
    #[must_use]
    pub const fn plus(self, other: Self) -> Self {
        Self {
            input: self.input.saturating_add(other.input),
            output: self.output.saturating_add(other.output),
            reasoning: self.reasoning.saturating_add(other.reasoning),
            cache_read: self.cache_read.saturating_add(other.cache_read),
            cache_write_5m: self.cache_write_5m.saturating_add(other.cache_write_5m),
            cache_write_1h: self.cache_write_1h.saturating_add(other.cache_write_1h),
            web_searches: self.web_searches.saturating_add(other.web_searches),
        }
    }
}

impl std::ops::AddAssign for Usage {
    fn add_assign(&mut self, other: Self) {
        *self = self.plus(other);
    }
}

impl std::iter::Sum for Usage {
    fn sum<I: Iterator<Item = Self>>(usages: I) -> Self {
        usages.fold(Self::default(), Self::plus)
    }
}
