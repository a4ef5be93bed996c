//! Where one session stands now: what it cost, how full its context is, and when it was compacted.

use serde::{Deserialize, Serialize};

use super::LiveSession;
use super::scope::Scope;
use crate::metrics::context::{Compacted, ContextStep, Outlook};
use crate::metrics::pulse::Pulse;
use crate::metrics::{Figure, Reason};
use crate::money::PicoUsd;

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
    /// What it is doing to its money.
    #[serde(default)]
    pub pulse: Pulse,
    /// What each of its own last calls cost, in order of time, thirty at most; none of a call without a price.
    #[serde(default)]
    pub costs: Vec<Option<PicoUsd>>,
    /// The tools that it and its sub-agents used last, the last one first, each once: six at most. Of MCP they are
    /// `server/tool`.
    #[serde(default)]
    pub last_tools: Vec<String>,
    /// The sub-agents that wrote something in the last two minutes, by type; one without a type is a `sub-agent`.
    #[serde(default)]
    pub running: Vec<String>,
}

impl SessionNow {
    /// Makes one of a session and its context; it was not compacted, and its calls are not told.
    #[must_use]
    pub const fn new(scope: Scope, live: LiveSession, outlook: Outlook) -> Self {
        Self {
            scope,
            live,
            outlook,
            compactions: 0,
            last_compaction: None,
            steps: Vec::new(),
            pulse: Pulse {
                hourly_usd: Figure::unknown(Reason::FewSamples),
                cold_at: None,
                cold_usd: Figure::unknown(Reason::InferredCache),
            },
            costs: Vec::new(),
            last_tools: Vec::new(),
            running: Vec::new(),
        }
    }
}
