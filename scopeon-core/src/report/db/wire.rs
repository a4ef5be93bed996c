//! What is forgotten as it goes on the wire, where a cost that is not known is `null` and not nothing.

use serde::{Deserialize, Serialize};

use crate::metrics::priced::priced;
use crate::money::PicoUsd;
use crate::time::Timestamp;

#[derive(Serialize, Deserialize)]
pub(super) struct Forgotten {
    before: Timestamp,
    calls: u64,
    days: u64,
    sessions: u64,
    cost_usd: Option<PicoUsd>,
    unpriced_calls: u64,
    gone_calls: u64,
    readings: u64,
}

impl From<super::Forgotten> for Forgotten {
    fn from(gone: super::Forgotten) -> Self {
        Self {
            before: gone.before,
            calls: gone.calls,
            days: gone.days,
            sessions: gone.sessions,
            cost_usd: priced(gone.cost_usd, gone.calls, gone.unpriced_calls),
            unpriced_calls: gone.unpriced_calls,
            gone_calls: gone.gone_calls,
            readings: gone.readings,
        }
    }
}

impl From<Forgotten> for super::Forgotten {
    fn from(wire: Forgotten) -> Self {
        Self {
            before: wire.before,
            calls: wire.calls,
            days: wire.days,
            sessions: wire.sessions,
            cost_usd: wire.cost_usd.unwrap_or_default(),
            unpriced_calls: wire.unpriced_calls,
            gone_calls: wire.gone_calls,
            readings: wire.readings,
        }
    }
}
