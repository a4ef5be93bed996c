//! One level of what consumed tokens.

use serde::{Deserialize, Serialize};

use super::scope::Scope;
use crate::metrics::Provenance;
use crate::metrics::explore::{Depth, ExploreLevel};

/// One level and the way down to it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct ExploreReport {
    /// What it covers.
    #[serde(flatten)]
    pub scope: Scope,
    /// How far the sums can be trusted.
    pub provenance: Provenance,
    /// The rows that lead here, from the top.
    pub path: Vec<ExploreStep>,
    /// The level.
    #[serde(flatten)]
    pub level: ExploreLevel,
    /// The level below; none at the bottom.
    pub below: Option<Depth>,
}

/// One row of the way down.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct ExploreStep {
    /// What it stands for.
    pub depth: Depth,
    /// Which one.
    pub key: String,
}
