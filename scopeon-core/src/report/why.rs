//! Why something was expensive.

use serde::{Deserialize, Serialize};

use super::scope::Scope;
use super::usage::Figures;
use crate::metrics::why::{WhyFact, WhySpan};

/// Why a day, a period or a session was expensive.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct WhyReport {
    /// What it covers, and how fresh it is.
    #[serde(flatten)]
    pub scope: Scope,
    /// What it is of.
    pub of: WhySpan,
    /// The session, by its id; none where it is of a time.
    pub session: Option<String>,
    /// The sum, as every report has it.
    pub total: Figures,
    /// What is to be said: the whole first, then its parts, the largest first. Parts overlap.
    pub facts: Vec<WhyFact>,
}

impl WhyReport {
    /// Makes one of all it holds, in the order of its fields.
    #[must_use]
    pub const fn new(
        scope: Scope,
        of: WhySpan,
        session: Option<String>,
        total: Figures,
        facts: Vec<WhyFact>,
    ) -> Self {
        Self { scope, of, session, total, facts }
    }
}
