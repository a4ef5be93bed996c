//! Limits as agents state them.

use serde::{Deserialize, Serialize};

use super::scope::Scope;
use crate::metrics::limits::LimitState;

/// The windows that are running now.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct LimitsReport {
    /// What it covers.
    #[serde(flatten)]
    pub scope: Scope,
    /// Each running window, by agent and name; an expired one is never among them.
    pub rows: Vec<LimitState>,
    /// Agents whose logs hold no limits.
    pub unsupported: Vec<String>,
}

impl LimitsReport {
    /// Makes one of all it holds, in the order of its fields.
    #[must_use]
    pub fn new(scope: Scope, rows: Vec<LimitState>, unsupported: Vec<String>) -> Self {
        Self { scope, rows, unsupported }
    }
}
