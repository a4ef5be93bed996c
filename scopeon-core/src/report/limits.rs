//! Limits as agents state them.

use serde::{Deserialize, Serialize};

use super::scope::Scope;
use crate::metrics::limits::{LimitLevel, LimitState, worst};

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
    /// Agents with calls whose logs hold no limits.
    pub unsupported: Vec<String>,
    /// How near the nearest limit is; `ok` without a window. It decides the exit code of a check.
    #[serde(default)]
    pub level: LimitLevel,
}

impl LimitsReport {
    /// Makes one of all it holds, in the order of its fields; the level is that of its rows.
    #[must_use]
    pub fn new(scope: Scope, rows: Vec<LimitState>, unsupported: Vec<String>) -> Self {
        let level = worst(rows.iter().map(|row| row.level));
        Self { scope, rows, unsupported, level }
    }
}
