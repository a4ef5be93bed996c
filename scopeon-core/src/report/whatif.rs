//! The same history at other prices.

use serde::{Deserialize, Serialize};

use super::scope::Scope;
use crate::metrics::whatif::Whatif;

/// One alternative against what was paid.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
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

/// One model against the alternative.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct WhatifRow {
    /// The model as logged.
    pub key: String,
    /// Its part.
    #[serde(flatten)]
    pub part: Whatif,
}
