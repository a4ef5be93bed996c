//! The turns of a session that cost the most, and the calls that paid again for what had been cached.

use serde::{Deserialize, Serialize};

use crate::metrics::cache::Recached;
use crate::metrics::tools::UsedTool;
use crate::money::PicoUsd;
use crate::time::Timestamp;
use crate::usage::Usage;

/// One turn: a prompt of the user and the calls that answer it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct TurnRow {
    /// The session, by its id as its agent shows it.
    pub session: String,
    /// Its number in the session, as `explore` counts; 0 stands for the calls of which the log does not say what prompt they
    /// answer.
    pub number: u64,
    /// Its first call.
    pub at: Timestamp,
    /// Its calls, those of sub-agents included.
    pub calls: u64,
    /// Those of sub-agents.
    pub sub_agent_calls: u64,
    /// Its tokens.
    pub usage: Usage,
    /// What it cost in dollars; none where no price is known.
    pub cost_usd: Option<PicoUsd>,
    /// The tools that its calls asked for, most used first.
    pub tools: Vec<UsedTool>,
}

impl TurnRow {
    /// Makes one of what it cannot be without; the rest is none yet.
    #[must_use]
    pub const fn new(session: String, number: u64, at: Timestamp) -> Self {
        let usage = Usage::of_counts([0; 7]);
        Self { session, number, at, calls: 0, sub_agent_calls: 0, usage, cost_usd: None, tools: Vec::new() }
    }
}

/// A call that paid again for what had been cached.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct RecachedRow {
    /// The session, by its id as its agent shows it.
    pub session: String,
    /// The number of its turn in the session, as `explore` counts; 0 where the log does not say.
    pub turn: u64,
    /// Its number in the turn.
    pub call: u64,
    /// When it was made.
    pub at: Timestamp,
    /// The model as logged.
    pub model: String,
    /// Whether a sub-agent made it.
    pub is_sub_agent: bool,
    /// What it paid again, and why.
    #[serde(flatten)]
    pub recached: Recached,
}

impl RecachedRow {
    /// Makes one of the session, the numbers of turn and call, the time, the model and what was paid again.
    #[must_use]
    pub const fn new(
        session: String,
        (turn, call): (u64, u64),
        at: Timestamp,
        model: String,
        recached: Recached,
    ) -> Self {
        Self { session, turn, call, at, model, is_sub_agent: false, recached }
    }
}
