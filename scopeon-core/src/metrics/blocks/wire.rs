//! A block as it goes on the wire, where a cost that is not known is `null` and not nothing.

use serde::{Deserialize, Serialize};

use crate::metrics::priced::priced;
use crate::money::PicoUsd;
use crate::time::Timestamp;
use crate::usage::Usage;

#[derive(Serialize, Deserialize)]
pub(super) struct Block {
    start: Timestamp,
    end: Timestamp,
    first_at: Timestamp,
    last_at: Timestamp,
    calls: u64,
    usage: Usage,
    cost_usd: Option<PicoUsd>,
    unpriced_calls: u64,
    floor_calls: u64,
}

impl From<super::Block> for Block {
    fn from(block: super::Block) -> Self {
        Self {
            start: block.start,
            end: block.end,
            first_at: block.first_at,
            last_at: block.last_at,
            calls: block.calls,
            usage: block.usage,
            cost_usd: priced(block.cost_usd, block.calls, block.unpriced_calls),
            unpriced_calls: block.unpriced_calls,
            floor_calls: block.floor_calls,
        }
    }
}

impl From<Block> for super::Block {
    fn from(wire: Block) -> Self {
        Self {
            start: wire.start,
            end: wire.end,
            first_at: wire.first_at,
            last_at: wire.last_at,
            calls: wire.calls,
            usage: wire.usage,
            cost_usd: wire.cost_usd.unwrap_or_default(),
            unpriced_calls: wire.unpriced_calls,
            floor_calls: wire.floor_calls,
        }
    }
}
