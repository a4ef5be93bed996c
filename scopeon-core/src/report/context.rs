//! How full a session's context is and how long it lasts.

use serde::{Deserialize, Serialize};

use super::scope::Scope;
use crate::metrics::Provenance;
use crate::metrics::context::{CompactionHistory, ContextAdvice, ContextStep, Crowding, Outlook};

/// The context of one session.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct ContextReport {
    /// What it covers.
    #[serde(flatten)]
    pub scope: Scope,
    /// The session's id as its agent shows it; none where there is no session. Its sub-agents' contexts are their own
    /// and not in here.
    pub session: Option<String>,
    /// The model of its last call; none without a call.
    pub model: Option<String>,
    /// Where it stands and where it leads.
    #[serde(flatten)]
    pub outlook: Outlook,
    /// What to do about it.
    pub advice: ContextAdvice,
    /// Calls in a nearly full window.
    pub crowding: Crowding,
    /// Its compactions.
    pub history: CompactionHistory,
    /// How far the list of compactions can be trusted.
    pub history_provenance: Provenance,
    /// Its calls in order of time; the last ones where there are many.
    pub steps: Vec<ContextStep>,
}

impl ContextReport {
    /// Makes one of what it cannot be without; the rest is none yet.
    #[must_use]
    pub fn new(
        scope: Scope,
        outlook: Outlook,
        advice: ContextAdvice,
        crowding: Crowding,
        history: CompactionHistory,
        history_provenance: Provenance,
    ) -> Self {
        Self {
            scope,
            session: None,
            model: None,
            outlook,
            advice,
            crowding,
            history,
            history_provenance,
            steps: Vec::new(),
        }
    }
}
