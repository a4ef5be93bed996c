//! What is used of a budget as it goes on the wire, where what is not known is `null` and not nothing.

use serde::{Deserialize, Serialize};

use super::BudgetState;
use crate::metrics::forecast::Projection;
use crate::metrics::{Provenance, Share};
use crate::money::PicoUsd;
use crate::time::Timestamp;

#[derive(Serialize, Deserialize)]
pub(super) struct BudgetUse {
    since: Timestamp,
    until: Timestamp,
    spent_usd: Option<PicoUsd>,
    left_usd: Option<PicoUsd>,
    used_ratio: Option<f64>,
    elapsed_ratio: Share,
    pace: Option<f64>,
    projection: Projection,
    #[serde(default)]
    over_pace: bool,
    exhausted_at: Option<Timestamp>,
    state: BudgetState,
    provenance: Provenance,
}

impl From<super::BudgetUse> for BudgetUse {
    fn from(own: super::BudgetUse) -> Self {
        let known = |usd| own.projection.is_known.then_some(usd);
        Self {
            since: own.since,
            until: own.until,
            spent_usd: known(own.spent_usd),
            left_usd: known(own.left_usd),
            used_ratio: own.projection.is_known.then(|| crate::ratio::of_bp(own.used_bp)),
            elapsed_ratio: own.elapsed_bp,
            pace: own.projection.is_known.then(|| crate::ratio::of_bp(own.pace_bp)),
            projection: own.projection,
            over_pace: own.over_pace,
            exhausted_at: own.exhausted_at,
            state: own.state,
            provenance: own.provenance,
        }
    }
}

impl From<BudgetUse> for super::BudgetUse {
    fn from(wire: BudgetUse) -> Self {
        Self {
            since: wire.since,
            until: wire.until,
            spent_usd: wire.spent_usd.unwrap_or_default(),
            left_usd: wire.left_usd.unwrap_or_default(),
            used_bp: wire.used_ratio.and_then(crate::ratio::to_bp).unwrap_or_default(),
            elapsed_bp: wire.elapsed_ratio,
            pace_bp: wire.pace.and_then(crate::ratio::to_bp).unwrap_or_default(),
            projection: wire.projection,
            over_pace: wire.over_pace,
            exhausted_at: wire.exhausted_at,
            state: wire.state,
            provenance: wire.provenance,
        }
    }
}
