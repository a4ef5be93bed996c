//! Where one session stands now: what it cost, how full its context is, and when it was compacted.

use serde::{Deserialize, Serialize};

use super::LiveSession;
use super::scope::Scope;
use crate::metrics::context::{Compacted, ContextStep, Outlook};

/// Where one session stands now, live or not.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct SessionNow {
    /// What it covers, and how fresh it is.
    #[serde(flatten)]
    pub scope: Scope,
    /// The session, what it cost, and what to do about its context.
    pub live: LiveSession,
    /// Where its context stands and where it leads.
    pub outlook: Outlook,
    /// How often it was compacted; where only old results of tools were dropped, that does not count.
    pub compactions: u64,
    /// Its last compaction; none without any.
    pub last_compaction: Option<Compacted>,
    /// Its last calls in order of time: thirty at most.
    pub steps: Vec<ContextStep>,
}

impl SessionNow {
    /// Makes one of a session and its context; it was not compacted, and its calls are not told.
    #[must_use]
    pub const fn new(scope: Scope, live: LiveSession, outlook: Outlook) -> Self {
        Self { scope, live, outlook, compactions: 0, last_compaction: None, steps: Vec::new() }
    }
}
