//! Calls made in a nearly full window, and what the fullness cost.

use serde::{Deserialize, Serialize};

use super::capacity::Capacity;
use crate::metrics::Share;
use crate::metrics::priced::CallPoint;
use crate::money::PicoUsd;

/// From this fill on a call counts as crowded.
pub const CROWDED: Share = Share::from_bp(8_000);

/// Calls made in a crowded window.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Crowding {
    /// Calls with a known capacity.
    pub calls: u64,
    /// Those in a window at least 80% full.
    pub crowded: u64,
    /// Their prompt tokens above half of the capacity: what an earlier compaction would have left out.
    pub above_half: u64,
    /// What those cost at the price of a cache read, the least they can have cost; unpriced calls add nothing.
    pub above_half_usd: PicoUsd,
}

impl Crowding {
    /// Returns `crowded ÷ calls`.
    #[must_use]
    pub fn share(&self) -> Share {
        Share::of(self.crowded, self.calls)
    }

    /// Returns the sum of two; it saturates.
    #[must_use]
    pub const fn plus(self, other: Self) -> Self {
        Self {
            calls: self.calls.saturating_add(other.calls),
            crowded: self.crowded.saturating_add(other.crowded),
            above_half: self.above_half.saturating_add(other.above_half),
            above_half_usd: self.above_half_usd.plus(other.above_half_usd),
        }
    }
}

/// Returns the crowding of calls, each in its own window; their order does not matter.
#[must_use]
pub fn crowding(calls: &[CallPoint], capacities: &[Capacity]) -> Crowding {
    let one = |(call, capacity): (&CallPoint, &Capacity)| {
        let Some(tokens) = capacity.tokens else { return Crowding::default() };
        let crowded = Share::of(call.context, tokens) >= CROWDED;
        let above = if crowded { call.context.saturating_sub(tokens / 2) } else { 0 };
        let price = call.rates.map_or(PicoUsd::ZERO, |rates| rates.cache_read);
        Crowding {
            calls: 1,
            crowded: u64::from(crowded),
            above_half: above,
            above_half_usd: price.times(above),
        }
    };
    calls.iter().zip(capacities).map(one).fold(Crowding::default(), Crowding::plus)
}
