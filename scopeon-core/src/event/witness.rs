//! What an agent itself says that a session took: the witness of what was counted. What follows from a difference is
//! decided elsewhere.

use serde::{Deserialize, Serialize};

use crate::id::{FactId, SessionId};
use crate::label::Label;
use crate::money::PicoUsd;
use crate::time::Timestamp;

/// A total that an agent states of itself. It is never counted: what was counted is held against it.
///
/// A provider gives the newest statement it sees of each session and model, under one identity; of two statements the
/// later one stands. A cumulative counter that resets is added up by the provider, so that a statement covers all
/// that it says it covers.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Witness {
    /// The key of what is stated, hashed: the session, the model and who states it, never the time.
    pub id: FactId,
    /// When it was stated.
    pub at: Timestamp,
    /// The session or run it is about; none with [`Covers::Agent`].
    pub session: Option<SessionId>,
    /// The model it is about; none for all models together.
    pub model: Option<Label>,
    /// Whose calls it covers.
    pub covers: Covers,
    /// Whether there may be more in it than the log has call records of.
    pub holds: Holds,
    /// What it says.
    pub totals: Totals,
}

/// Whose calls a statement covers.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "lowercase")]
#[non_exhaustive]
pub enum Covers {
    /// Those of the session or sub-agent's run alone.
    Run,
    /// Those of the session and of its sub-agents.
    Session,
    /// All of the agent's, on this machine.
    Agent,
}

/// What an agent's total is made of.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum Holds {
    /// The calls that its log records, and nothing else: any difference is a fault.
    Calls,
    /// Requests, too, that leave no record of a call: what it holds beyond the calls is in no call record. Less than the
    /// calls means that it covers a part of them only, and then nothing is known.
    Beyond,
}

/// The counters of a statement, each as far as it is stated, and else none. They overlap: an agent states `input` or `prompt`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Totals {
    /// Model responses; none where it is not stated.
    pub calls: Option<u64>,
    /// All prompt tokens: uncached, read from a cache and written to one; none where it is not stated.
    pub prompt: Option<u64>,
    /// Prompt tokens that no cache served or stored; none where it is not stated.
    pub input: Option<u64>,
    /// Prompt tokens served from a cache; none where it is not stated.
    pub cache_read: Option<u64>,
    /// Prompt tokens written to a cache; none where it is not stated.
    pub cache_write: Option<u64>,
    /// Generated tokens, reasoning included; none where it is not stated.
    pub output: Option<u64>,
    /// All tokens; none where it is not stated.
    pub total: Option<u64>,
    /// Web searches billed by the request; none where it is not stated.
    pub web_searches: Option<u64>,
    /// What it cost, in dollars; none where it is not stated.
    pub cost_usd: Option<PicoUsd>,
}

impl Witness {
    /// Makes a statement about the calls of one session or run, over all models.
    #[must_use]
    pub const fn new(id: FactId, at: Timestamp, session: SessionId, totals: Totals) -> Self {
        Self { id, at, session: Some(session), model: None, covers: Covers::Run, holds: Holds::Calls, totals }
    }

    /// Makes a statement about everything the agent did on this machine.
    #[must_use]
    pub const fn of_agent(id: FactId, at: Timestamp, totals: Totals) -> Self {
        Self { id, at, session: None, model: None, covers: Covers::Agent, holds: Holds::Beyond, totals }
    }

    /// Returns the statement about one model alone.
    #[must_use]
    pub fn model(mut self, model: Label) -> Self {
        self.model = Some(model);
        self
    }

    /// Returns the statement with another reach.
    #[must_use]
    pub const fn covers(mut self, covers: Covers) -> Self {
        self.covers = covers;
        self
    }

    /// Returns the statement as one that holds more than the calls.
    #[must_use]
    pub const fn beyond(mut self) -> Self {
        self.holds = Holds::Beyond;
        self
    }

    /// Joins another sighting of the same statement; commutative, associative and idempotent. The latest wins whole.
    pub fn join(&mut self, other: Self) {
        if other.rank() > self.rank() {
            *self = other;
        }
    }

    fn rank(&self) -> impl Ord + '_ {
        (self.at, self.totals, self.covers, self.holds, self.session, &self.model)
    }
}
