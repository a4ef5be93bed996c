//! Calls that paid again for what had been cached: why, how much, and what it cost above reading it.

use serde::{Deserialize, Serialize};

use super::chain::cost_above_read_price;
use super::outcome::CacheOutcome;
use super::recache_why::RecacheWhy;
use crate::metrics::priced::CallPoint;
use crate::money::PicoUsd;

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
