//! Figures as they go on the wire, where a cost that is not known is `null` and not nothing.

use serde::{Deserialize, Serialize};

use super::{Figures, Unrecorded};
use crate::metrics::cost::CostMode;
use crate::metrics::priced::priced;
use crate::money::PicoUsd;
use crate::pricing::CostSplit;
use crate::usage::Usage;

#[derive(Serialize, Deserialize)]
pub(super) struct Wire {
    calls: u64,
    turns: u64,
    sessions: u64,
    usage: Usage,
    cost_usd: Option<PicoUsd>,
    reported_usd: Option<PicoUsd>,
    unpriced_calls: u64,
    #[serde(default)]
    floor_calls: u64,
    #[serde(default)]
    unfinished_calls: u64,
    #[serde(default)]
    unknown_calls: u64,
    #[serde(default)]
    unrecorded: Unrecorded,
    #[serde(default)]
    best_known_usd: Option<PicoUsd>,
    #[serde(default)]
    split: Option<CostSplit>,
    #[serde(default)]
    reported_calls: u64,
    #[serde(default)]
    uncosted_calls: u64,
}

#[derive(Serialize, Deserialize)]
pub(super) struct WireUnrecorded {
    usage: Usage,
    cost_usd: Option<PicoUsd>,
    unpriced_tokens: u64,
    unknown_totals: u64,
}

impl From<Figures> for Wire {
    fn from(figures: Figures) -> Self {
        let cost_usd = figures.known_usd();
        Self {
            calls: figures.calls,
            turns: figures.turns,
            sessions: figures.sessions,
            usage: figures.usage,
            cost_usd,
            split: cost_usd.map(|_| figures.split),
            reported_usd: figures.reported_usd,
            reported_calls: figures.reported_calls,
            unpriced_calls: figures.unpriced_calls,
            floor_calls: figures.floor_calls,
            unfinished_calls: figures.unfinished_calls,
            unknown_calls: figures.unknown_calls,
            unrecorded: figures.unrecorded,
            // What is beyond the calls may be all that is known.
            best_known_usd: figures.amount(CostMode::Best),
            uncosted_calls: figures.uncosted_calls,
        }
    }
}

impl From<Wire> for Figures {
    fn from(wire: Wire) -> Self {
        Self {
            calls: wire.calls,
            turns: wire.turns,
            sessions: wire.sessions,
            usage: wire.usage,
            cost_usd: wire.cost_usd.unwrap_or_default(),
            split: wire.split.unwrap_or_default(),
            reported_usd: wire.reported_usd,
            reported_calls: wire.reported_calls,
            unpriced_calls: wire.unpriced_calls,
            floor_calls: wire.floor_calls,
            unfinished_calls: wire.unfinished_calls,
            unknown_calls: wire.unknown_calls,
            unrecorded: wire.unrecorded,
            best_known_usd: wire.best_known_usd.unwrap_or_default(),
            uncosted_calls: wire.uncosted_calls,
        }
    }
}

impl From<Unrecorded> for WireUnrecorded {
    fn from(unrecorded: Unrecorded) -> Self {
        let tokens = unrecorded.usage.total();
        Self {
            usage: unrecorded.usage,
            cost_usd: priced(unrecorded.cost_usd, tokens, unrecorded.unpriced_tokens),
            unpriced_tokens: unrecorded.unpriced_tokens,
            unknown_totals: unrecorded.unknown_totals,
        }
    }
}

impl From<WireUnrecorded> for Unrecorded {
    fn from(wire: WireUnrecorded) -> Self {
        Self {
            usage: wire.usage,
            cost_usd: wire.cost_usd.unwrap_or_default(),
            unpriced_tokens: wire.unpriced_tokens,
            unknown_totals: wire.unknown_totals,
        }
    }
}
