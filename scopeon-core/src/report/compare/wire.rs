//! A measure as it goes on the wire, where a side without a value is `null` and not nothing.

use serde::{Deserialize, Serialize};

use crate::metrics::compare::{Direction, Significance};
use crate::metrics::{Provenance, Quantity, Share};

#[derive(Serialize, Deserialize)]
pub(super) struct CompareRow {
    measure: String,
    a_values: u64,
    b_values: u64,
    a: Option<Quantity>,
    b: Option<Quantity>,
    a_spread: Option<Quantity>,
    b_spread: Option<Quantity>,
    difference: Option<Quantity>,
    difference_ratio: f64,
    direction: Direction,
    superiority: Share,
    z: f64,
    significance: Significance,
    provenance: Provenance,
}

impl From<super::CompareRow> for CompareRow {
    fn from(own: super::CompareRow) -> Self {
        Self {
            measure: own.measure,
            a_values: own.a_values,
            b_values: own.b_values,
            a: (own.a_values > 0).then_some(own.a),
            b: (own.b_values > 0).then_some(own.b),
            a_spread: (own.a_values > 0).then_some(own.a_spread),
            b_spread: (own.b_values > 0).then_some(own.b_spread),
            difference: (own.a_values > 0 && own.b_values > 0).then_some(own.difference),
            difference_ratio: crate::ratio::of_bp(own.difference_bp),
            direction: own.direction,
            superiority: own.superiority_bp,
            z: crate::ratio::of_milli(own.z_milli),
            significance: own.significance,
            provenance: own.provenance,
        }
    }
}

impl From<CompareRow> for super::CompareRow {
    fn from(wire: CompareRow) -> Self {
        Self {
            measure: wire.measure,
            a_values: wire.a_values,
            b_values: wire.b_values,
            a: wire.a.unwrap_or(Quantity::Count(0)),
            b: wire.b.unwrap_or(Quantity::Count(0)),
            a_spread: wire.a_spread.unwrap_or(Quantity::Count(0)),
            b_spread: wire.b_spread.unwrap_or(Quantity::Count(0)),
            difference: wire.difference.unwrap_or(Quantity::Count(0)),
            difference_bp: crate::ratio::to_bp(wire.difference_ratio).unwrap_or_default(),
            direction: wire.direction,
            superiority_bp: wire.superiority,
            z_milli: crate::ratio::to_milli(wire.z).unwrap_or_default(),
            significance: wire.significance,
            provenance: wire.provenance,
        }
    }
}
