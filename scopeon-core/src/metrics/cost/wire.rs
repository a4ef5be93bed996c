//! Sums as they go on the wire, where a cost that is not known is `null` and not nothing.

use serde::{Deserialize, Serialize};

use crate::metrics::priced::priced;
use crate::money::PicoUsd;
use crate::usage::Usage;

#[derive(Serialize, Deserialize)]
pub(super) struct CostSum {
    calls: u64,
    usage: Usage,
    cost_usd: Option<PicoUsd>,
    unpriced_calls: u64,
    unpriced_tokens: u64,
    #[serde(default)]
    floor_calls: u64,
}

impl From<super::CostSum> for CostSum {
    fn from(sum: super::CostSum) -> Self {
        Self {
            calls: sum.calls,
            usage: sum.usage,
            cost_usd: priced(sum.cost_usd, sum.calls, sum.unpriced_calls),
            unpriced_calls: sum.unpriced_calls,
            unpriced_tokens: sum.unpriced_tokens,
            floor_calls: sum.floor_calls,
        }
    }
}

impl From<CostSum> for super::CostSum {
    fn from(wire: CostSum) -> Self {
        Self {
            calls: wire.calls,
            usage: wire.usage,
            cost_usd: wire.cost_usd.unwrap_or_default(),
            unpriced_calls: wire.unpriced_calls,
            unpriced_tokens: wire.unpriced_tokens,
            floor_calls: wire.floor_calls,
        }
    }
}
