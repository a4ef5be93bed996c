//! Calls that paid again for what had been cached: why, how much, and what it cost above reading it.

use serde::{Deserialize, Serialize};

use super::chain::cost_above_read_price;
use super::outcome::CacheOutcome;
use crate::metrics::priced::CallPoint;
use crate::money::PicoUsd;

/// Why a call paid again for what had been cached.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum RecacheWhy {
    /// The beginning of the prompt changed while the cache lived.
    PrefixChanged,
    /// The pause before it outlasted the cache.
    Expired,
    /// The model changed; each has a cache of its own.
    ModelChanged,
}

impl RecacheWhy {
    /// Every reason, in order.
    pub const ALL: [Self; 3] = [Self::PrefixChanged, Self::Expired, Self::ModelChanged];

    /// Returns the reason in words.
    #[must_use]
    pub const fn words(self) -> &'static str {
        match self {
            Self::PrefixChanged => "prefix changed",
            Self::Expired => "pause outlasted the cache",
            Self::ModelChanged => "model changed",
        }
    }
}

/// What one call paid again.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Recached {
    /// Why.
    pub why: RecacheWhy,
    /// Tokens that had been cached and were billed again.
    pub tokens: u64,
    /// What they cost above the price of a read, in dollars; none where no price is known.
    pub extra_usd: Option<PicoUsd>,
    /// The pause before it, in milliseconds.
    pub pause_ms: u64,
}

impl Recached {
    /// Returns what a call paid again, by what became of its cache; none where it did not.
    #[must_use]
    pub fn of(call: &CallPoint, outcome: &CacheOutcome) -> Option<Self> {
        let (why, again) = outcome.recached?;
        Some(Self {
            why,
            tokens: again.prompt(),
            extra_usd: call.rates.map(|rates| cost_above_read_price(&again, &rates)),
            pause_ms: outcome.pause_ms,
        })
    }
}
