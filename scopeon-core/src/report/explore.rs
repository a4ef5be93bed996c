//! One level of what consumed tokens.

use serde::{Deserialize, Serialize};

use super::scope::Scope;
use crate::metrics::Provenance;
use crate::metrics::explore::{Depth, ExploreLevel};

/// One level and the way down to it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[non_exhaustive]
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

impl ExploreReport {
    /// Makes one of all it holds, in the order of its fields.
    #[must_use]
    pub fn new(
        scope: Scope,
        provenance: Provenance,
        path: Vec<ExploreStep>,
        level: ExploreLevel,
        below: Option<Depth>,
    ) -> Self {
        Self { scope, provenance, path, level, below }
    }
}

/// One row of the way down.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct ExploreStep {
    /// What it stands for.
    pub depth: Depth,
    /// Which one.
    pub key: String,
}

impl ExploreStep {
    /// Makes one of all it holds, in the order of its fields.
    #[must_use]
    pub fn new(depth: Depth, key: String) -> Self {
        Self { depth, key }
    }
}
