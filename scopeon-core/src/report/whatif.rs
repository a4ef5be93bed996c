//! The same history at other prices.

use serde::{Deserialize, Serialize};

use super::scope::Scope;
use crate::metrics::whatif::Whatif;

/// One alternative against what was paid.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct WhatifReport {
    /// What it covers.
    #[serde(flatten)]
    pub scope: Scope,
    /// What is imagined: `model`, `no_cache` or `provider`.
    pub alternative: String,
    /// The model or provider that was asked for; none without a cache.
    pub name: Option<String>,
    /// The sum.
    pub total: Whatif,
    /// The same by model as logged.
    pub rows: Vec<WhatifRow>,
}

impl WhatifReport {
    /// Makes one of all it holds, in the order of its fields.
    #[must_use]
    pub fn new(
        scope: Scope,
        alternative: String,
        name: Option<String>,
        total: Whatif,
        rows: Vec<WhatifRow>,
    ) -> Self {
        Self { scope, alternative, name, total, rows }
    }
}

/// One model against the alternative.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct WhatifRow {
    /// The model as logged.
    pub key: String,
    /// Its part.
    #[serde(flatten)]
    pub part: Whatif,
}

impl WhatifRow {
    /// Makes one of all it holds, in the order of its fields.
    #[must_use]
    pub fn new(key: String, part: Whatif) -> Self {
        Self { key, part }
    }
}
