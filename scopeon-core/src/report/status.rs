//! Where things stand now.

use serde::{Deserialize, Serialize};

use super::scope::Scope;
use super::{Figures, SessionRow};
use crate::metrics::context::Evidence;

/// The running periods and the session that is live.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct StatusReport {
    /// What it covers, and how fresh it is.
    #[serde(flatten)]
    pub scope: Scope,
    /// Since local midnight.
    pub today: Figures,
    /// Since Monday.
    pub this_week: Figures,
    /// Since the first of the month.
    pub this_month: Figures,
    /// The session that was last active; none where that was more than a short while ago.
    pub live: Option<LiveSession>,
}

impl StatusReport {
    /// Makes one of all it holds, in the order of its fields.
    #[must_use]
    pub fn new(
        scope: Scope,
        today: Figures,
        this_week: Figures,
        this_month: Figures,
        live: Option<LiveSession>,
    ) -> Self {
        Self { scope, today, this_week, this_month, live }
    }
}

/// The live session.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct LiveSession {
    /// The session and its sums.
    pub session: SessionRow,
    /// The model of its last call; none without a call.
    pub model: Option<String>,
    /// The tokens in its context: the prompt of its last call, or what a compaction after it left; none where the log does not
    /// tell it.
    pub context: Option<u64>,
    /// The capacity of its context window in tokens, by the best evidence there is; none where there is none.
    pub window: Option<u64>,
    /// What that is known from; none without a call.
    pub evidence: Option<Evidence>,
}

impl LiveSession {
    /// Makes one of all it holds, in the order of its fields.
    #[must_use]
    pub fn new(
        session: SessionRow,
        model: Option<String>,
        context: Option<u64>,
        window: Option<u64>,
        evidence: Option<Evidence>,
    ) -> Self {
        Self { session, model, context, window, evidence }
    }
}
