//! Two sessions, periods, branches or tags side by side.

mod wire;

use serde::{Deserialize, Serialize};

use super::scope::Scope;
use crate::metrics::compare::{Comparison, Direction, Significance};
use crate::metrics::cost::CostSum;
use crate::metrics::{Provenance, Quantity, Share};

/// Two sides and how they differ.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct CompareReport {
    /// What it covers.
    #[serde(flatten)]
    pub scope: Scope,
    /// The first side.
    pub a: CompareSide,
    /// The second side.
    pub b: CompareSide,
    /// What the values are taken from: `session`, `turn` or `day`.
    pub unit: String,
    /// Each measure, and how it differs from unit to unit.
    pub rows: Vec<CompareRow>,
}

impl CompareReport {
    /// Makes one of all it holds, in the order of its fields.
    #[must_use]
    pub fn new(scope: Scope, a: CompareSide, b: CompareSide, unit: String, rows: Vec<CompareRow>) -> Self {
        Self { scope, a, b, unit, rows }
    }
}

/// One side.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct CompareSide {
    /// What it is: a session's id, a range, a branch, a tag.
    pub name: String,
    /// Its sum.
    #[serde(flatten)]
    pub sum: CostSum,
    /// How many units it has.
    pub units: u64,
}

impl CompareSide {
    /// Makes one of all it holds, in the order of its fields.
    #[must_use]
    pub fn new(name: String, sum: CostSum, units: u64) -> Self {
        Self { name, sum, units }
    }
}

/// One measure.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(from = "wire::CompareRow", into = "wire::CompareRow")]
#[cfg_attr(feature = "schema", schemars(!from, !into))]
#[non_exhaustive]
pub struct CompareRow {
    /// What is compared: `cost`, `tokens`, `calls`, `hit_rate` and so on.
    pub measure: String,
    /// How many units of the first side have a value.
    pub a_values: u64,
    /// How many units of the second side have a value.
    pub b_values: u64,
    /// The median of the first side; none where it has no value.
    #[cfg_attr(feature = "schema", schemars(with = "Option<Quantity>"))]
    pub a: Quantity,
    /// The median of the second side; none where it has no value.
    #[cfg_attr(feature = "schema", schemars(with = "Option<Quantity>"))]
    pub b: Quantity,
    /// The median absolute deviation of the first side; none where it has no value.
    #[cfg_attr(feature = "schema", schemars(with = "Option<Quantity>"))]
    pub a_spread: Quantity,
    /// The median absolute deviation of the second side; none where it has no value.
    #[cfg_attr(feature = "schema", schemars(with = "Option<Quantity>"))]
    pub b_spread: Quantity,
    /// `b − a`; none where a side has no value.
    #[cfg_attr(feature = "schema", schemars(with = "Option<Quantity>"))]
    pub difference: Quantity,
    /// `difference ÷ |a|`, with its sign, unbounded.
    #[cfg_attr(feature = "schema", schemars(rename = "difference_ratio", with = "crate::schema::Ratio"))]
    pub difference_bp: i64,
    /// Which is higher.
    pub direction: Direction,
    /// The chance that a value of the second side exceeds one of the first.
    #[cfg_attr(feature = "schema", schemars(rename = "superiority"))]
    pub superiority_bp: Share,
    /// The z of the Mann–Whitney test; 0 with too few values.
    #[cfg_attr(feature = "schema", schemars(rename = "z", with = "crate::schema::Number"))]
    pub z_milli: i64,
    /// Whether the difference is more than chance.
    pub significance: Significance,
    /// How far the values can be trusted.
    pub provenance: Provenance,
}

impl CompareRow {
    /// Makes one of what a comparison found; `unit` says what its numbers are.
    #[must_use]
    pub fn new(
        measure: String,
        found: &Comparison,
        unit: impl Fn(i128) -> Quantity,
        provenance: Provenance,
    ) -> Self {
        Self {
            measure,
            a_values: found.a.count,
            b_values: found.b.count,
            a: unit(found.a.median),
            b: unit(found.b.median),
            a_spread: unit(found.a.spread),
            b_spread: unit(found.b.spread),
            difference: unit(found.difference),
            difference_bp: found.difference_bp,
            direction: found.direction,
            superiority_bp: found.superiority_bp,
            z_milli: found.z_milli,
            significance: found.significance,
            provenance,
        }
    }
}
