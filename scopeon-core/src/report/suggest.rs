//! What to do first.

use serde::{Deserialize, Serialize};

use super::scope::Scope;
use crate::metrics::Figure;
use crate::metrics::suggest::Suggestion;
use crate::money::PicoUsd;

/// Suggestions by money.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct SuggestReport {
    /// What it covers.
    #[serde(flatten)]
    pub scope: Scope,
    /// How many sessions were looked at.
    pub sessions: u64,
    /// What the period cost.
    pub cost_usd: Figure<PicoUsd>,
    /// The suggestions, the most worth first. Their savings can overlap, so they have no sum.
    pub rows: Vec<Suggestion>,
}

impl SuggestReport {
    /// Makes one of all it holds, in the order of its fields.
    #[must_use]
    pub fn new(scope: Scope, sessions: u64, cost_usd: Figure<PicoUsd>, rows: Vec<Suggestion>) -> Self {
        Self { scope, sessions, cost_usd, rows }
    }
}
