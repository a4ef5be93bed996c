//! Two sessions, periods, branches or tags side by side.

mod wire;

use serde::{Deserialize, Serialize};

use super::scope::Scope;
use crate::metrics::compare::{Direction, Significance};
use crate::metrics::cost::CostSum;
use crate::metrics::{Provenance, Quantity, Share};

/// Two sides and how they differ.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
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

/// One side.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct CompareSide {
    /// What it is: a session's id, a range, a branch, a tag.
    pub name: String,
    /// Its sum.
    #[serde(flatten)]
    pub sum: CostSum,
    /// How many units it has.
    pub units: u64,
}

/// One measure.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(from = "wire::CompareRow", into = "wire::CompareRow")]
#[cfg_attr(feature = "schema", schemars(!from, !into))]
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
