//! A comparison as it goes on the wire, where what could not be compared is `null` and not nothing.

use serde::{Deserialize, Serialize};

use crate::metrics::priced::priced;
use crate::metrics::{Provenance, basis_points};
use crate::money::PicoUsd;

#[derive(Serialize, Deserialize)]
pub(super) struct Whatif {
    compared_calls: u64,
    left_out_calls: u64,
    actual_usd: Option<PicoUsd>,
    alternative_usd: Option<PicoUsd>,
    difference_usd: Option<PicoUsd>,
    difference_ratio: Option<f64>,
    provenance: Provenance,
}

impl From<super::Whatif> for Whatif {
    fn from(found: super::Whatif) -> Self {
        let calls = found.compared_calls.saturating_add(found.left_out_calls);
        let known = |usd| priced(usd, calls, found.left_out_calls);
        Self {
            compared_calls: found.compared_calls,
            left_out_calls: found.left_out_calls,
            actual_usd: known(found.actual_usd),
            alternative_usd: known(found.alternative_usd),
            difference_usd: known(found.difference_usd),
            difference_ratio: known(found.difference_usd).map(|_| crate::ratio::of_bp(found.difference_bp)),
            provenance: found.provenance,
        }
    }
}

impl From<Whatif> for super::Whatif {
    fn from(wire: Whatif) -> Self {
        let actual_usd = wire.actual_usd.unwrap_or_default();
        let difference_usd = wire.difference_usd.unwrap_or_default();
        Self {
            compared_calls: wire.compared_calls,
            left_out_calls: wire.left_out_calls,
            actual_usd,
            alternative_usd: wire.alternative_usd.unwrap_or_default(),
            difference_usd,
            difference_bp: basis_points(difference_usd.pico(), actual_usd.pico()),
            provenance: wire.provenance,
        }
    }
}
