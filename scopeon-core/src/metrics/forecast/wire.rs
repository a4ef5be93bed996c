//! A projection as it goes on the wire, where amounts of which nothing is known are `null` and not nothing.

use serde::{Deserialize, Serialize};

use super::Method;
use crate::metrics::Provenance;
use crate::money::PicoUsd;
use crate::time::Timestamp;

#[derive(Serialize, Deserialize)]
pub(super) struct Projection {
    until: Timestamp,
    spent_usd: Option<PicoUsd>,
    likely_usd: Option<PicoUsd>,
    low_usd: Option<PicoUsd>,
    high_usd: Option<PicoUsd>,
    method: Method,
    analogues: u64,
    provenance: Provenance,
}

impl From<super::Projection> for Projection {
    fn from(own: super::Projection) -> Self {
        let known = |usd| own.is_known.then_some(usd);
        let likely = |usd| own.known_likely().map(|_| usd);
        Self {
            until: own.until,
            spent_usd: known(own.spent_usd),
            likely_usd: likely(own.likely_usd),
            low_usd: likely(own.low_usd),
            high_usd: likely(own.high_usd),
            method: own.method,
            analogues: own.analogues,
            provenance: own.provenance,
        }
    }
}

impl From<Projection> for super::Projection {
    fn from(wire: Projection) -> Self {
        Self {
            until: wire.until,
            spent_usd: wire.spent_usd.unwrap_or_default(),
            likely_usd: wire.likely_usd.or(wire.spent_usd).unwrap_or_default(),
            low_usd: wire.low_usd.or(wire.spent_usd).unwrap_or_default(),
            high_usd: wire.high_usd.or(wire.spent_usd).unwrap_or_default(),
            method: wire.method,
            analogues: wire.analogues,
            provenance: wire.provenance,
            is_known: wire.spent_usd.is_some(),
        }
    }
}
