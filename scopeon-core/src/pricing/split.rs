//! A cost by what was billed: the one division of money into classes of tokens, whose parts add up to the whole.

use serde::{Deserialize, Serialize};

use crate::money::PicoUsd;
use crate::usage::Usage;

/// What a price list bills apart.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum CostClass {
    /// Prompt tokens that no cache served or stored.
    Input,
    /// Prompt tokens written to a cache that lives five minutes, or with a life that the agent does not state.
    #[serde(rename = "cache_write_5m")]
    CacheWrite5m,
    /// Prompt tokens written to a cache that lives an hour or longer.
    #[serde(rename = "cache_write_1h")]
    CacheWrite1h,
    /// Prompt tokens served from a cache.
    CacheRead,
    /// Generated tokens, reasoning included.
    Output,
    /// Web searches.
    WebSearches,
}

impl CostClass {
    /// Every class, in the order in which a prompt is billed.
    pub const ALL: [Self; 6] = [
        Self::Input,
        Self::CacheWrite5m,
        Self::CacheWrite1h,
        Self::CacheRead,
        Self::Output,
        Self::WebSearches,
    ];

    /// Returns the class in words.
    ///
    /// ```
    /// use scopeon_core::pricing::CostClass;
    /// assert_eq!(CostClass::Input.words(), "uncached input");
    /// ```
    #[must_use]
    pub const fn words(self) -> &'static str {
        match self {
            Self::Input => "uncached input",
            Self::CacheWrite5m => "cache write 5m",
            Self::CacheWrite1h => "cache write 1h",
            Self::CacheRead => "cache read",
            Self::Output => "output",
            Self::WebSearches => "web searches",
        }
    }

    /// Returns how much of it a usage holds: tokens, or searches.
    #[must_use]
    pub const fn count(self, usage: &Usage) -> u64 {
        match self {
            Self::Input => usage.input,
            Self::CacheWrite5m => usage.cache_write_5m,
            Self::CacheWrite1h => usage.cache_write_1h,
            Self::CacheRead => usage.cache_read,
            Self::Output => usage.output,
            Self::WebSearches => usage.web_searches,
        }
    }
}

/// A cost by class; its parts add up to the whole, to the last pico-dollar, whatever tier, region or size of the prompt
/// it was billed at.
///
/// ```
/// use scopeon_core::money::PicoUsd;
/// use scopeon_core::pricing::{CostClass, CostSplit};
/// let [read, output] = ["0.25", "1.5"].map(|usd| usd.parse::<PicoUsd>().unwrap());
/// let split = CostSplit { cache_read_usd: read, output_usd: output, ..CostSplit::default() };
/// assert_eq!(split.total().to_string(), "1.75");
/// assert_eq!(split.of(CostClass::Output), output);
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct CostSplit {
    /// What uncached prompt tokens cost, in dollars.
    pub input_usd: PicoUsd,
    /// What writes to a cache of five minutes, or of a life that the agent does not state, cost, in dollars.
    pub cache_write_5m_usd: PicoUsd,
    /// What writes to a cache of an hour or longer cost, in dollars.
    pub cache_write_1h_usd: PicoUsd,
    /// What reads from a cache cost, in dollars.
    pub cache_read_usd: PicoUsd,
    /// What output cost, in dollars, reasoning at its own price where it has one.
    pub output_usd: PicoUsd,
    /// What web searches cost, in dollars.
    pub web_searches_usd: PicoUsd,
}

impl CostSplit {
    /// Returns the part of one class, in dollars.
    #[must_use]
    pub const fn of(&self, class: CostClass) -> PicoUsd {
        match class {
            CostClass::Input => self.input_usd,
            CostClass::CacheWrite5m => self.cache_write_5m_usd,
            CostClass::CacheWrite1h => self.cache_write_1h_usd,
            CostClass::CacheRead => self.cache_read_usd,
            CostClass::Output => self.output_usd,
            CostClass::WebSearches => self.web_searches_usd,
        }
    }

    /// Returns the whole, in dollars.
    #[must_use]
    pub const fn total(&self) -> PicoUsd {
        self.input_usd
            .plus(self.cache_write_5m_usd)
            .plus(self.cache_write_1h_usd)
            .plus(self.cache_read_usd)
            .plus(self.output_usd)
            .plus(self.web_searches_usd)
    }

    /// Returns the sum of two.
    #[must_use]
    pub const fn plus(self, other: Self) -> Self {
        Self {
            input_usd: self.input_usd.plus(other.input_usd),
            cache_write_5m_usd: self.cache_write_5m_usd.plus(other.cache_write_5m_usd),
            cache_write_1h_usd: self.cache_write_1h_usd.plus(other.cache_write_1h_usd),
            cache_read_usd: self.cache_read_usd.plus(other.cache_read_usd),
            output_usd: self.output_usd.plus(other.output_usd),
            web_searches_usd: self.web_searches_usd.plus(other.web_searches_usd),
        }
    }
}

impl std::iter::Sum for CostSplit {
    fn sum<I: Iterator<Item = Self>>(splits: I) -> Self {
        splits.fold(Self::default(), Self::plus)
    }
}
