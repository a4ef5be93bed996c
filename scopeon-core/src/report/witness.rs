//! Whether what was counted agrees with what the agents themselves say.

use serde::{Deserialize, Serialize};

use super::usage::Unrecorded;
use crate::event::{Covers, Totals};
use crate::metrics::Share;
use crate::metrics::witness::Verdict;
use crate::time::Timestamp;

/// How what was counted of one agent stands to its own totals.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct Agreement {
    /// Sessions, and runs of sub-agents, that state totals of their own.
    pub sessions: u64,
    /// Those of them whose totals are what was counted, or more where they may be.
    pub agree: u64,
    /// Those that agree whose totals hold more than the calls: what was lost in reading would be in it, too.
    #[serde(default)]
    pub beyond: u64,
    /// Those whose totals cover a part of their calls only, which proves nothing.
    pub partial: u64,
    /// Those that differ and should not, the largest difference first, at most ten.
    pub differing: Vec<WitnessRow>,
    /// What their totals hold beyond the calls.
    pub unrecorded: Unrecorded,
    /// What the agent says of everything it did on this machine; logs that were deleted before they were read are in it,
    /// too.
    pub in_all: Vec<WitnessRow>,
}

impl Agreement {
    /// Returns how many sessions differ and should not.
    #[must_use]
    pub const fn differ(&self) -> u64 {
        self.sessions.saturating_sub(self.agree).saturating_sub(self.partial)
    }
}

/// One total that an agent states, and what was counted of the calls that it covers.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct WitnessRow {
    /// The session's or run's id as the agent shows it; none for everything the agent did.
    pub session: Option<String>,
    /// The model it is about; none for all.
    pub model: Option<String>,
    /// When it was stated.
    pub at: Timestamp,
    /// Whose calls it covers: `run`, `session` with its sub-agents, or `agent`.
    pub covers: Covers,
    /// What the agent says.
    pub stated: Totals,
    /// The same counters as they were counted.
    pub counted: Totals,
    /// How the two stand to one another.
    pub verdict: Verdict,
    /// By how many tokens the total is more than what was counted; less than zero where more was counted.
    pub missing_tokens: i64,
    /// The difference as a share of the larger of the two.
    pub difference: Share,
}

impl WitnessRow {
    /// Makes one of what it cannot be without; the rest is none yet.
    #[must_use]
    pub fn new(at: Timestamp, covers: Covers, stated: Totals, counted: Totals, verdict: Verdict) -> Self {
        Self {
            session: None,
            model: None,
            at,
            covers,
            stated,
            counted,
            verdict,
            missing_tokens: 0,
            difference: Share::default(),
        }
    }
}
