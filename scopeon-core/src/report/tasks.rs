//! What was delegated to sub-agents: by type and run by run.

use serde::{Deserialize, Serialize};

use super::scope::Scope;
use crate::metrics::cost::CostSum;
use crate::metrics::{Provenance, Share};
use crate::time::Timestamp;

/// Runs of sub-agents.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct TasksReport {
    /// What it covers.
    #[serde(flatten)]
    pub scope: Scope,
    /// How far the sums can be trusted.
    pub provenance: Provenance,
    /// How many runs had calls in it.
    pub runs: u64,
    /// What they consumed, each without the runs it started, which are runs of their own.
    pub total: CostSum,
    /// `their cost ÷ that of all calls`.
    #[serde(rename = "cost_ratio")]
    pub cost_bp: Share,
    /// By type, most expensive first.
    pub types: Vec<TaskTypeRow>,
    /// The most expensive runs, most expensive first.
    pub rows: Vec<TaskRow>,
}

impl TasksReport {
    /// Makes one of all it holds, in the order of its fields.
    #[must_use]
    pub fn new(
        scope: Scope,
        provenance: Provenance,
        runs: u64,
        total: CostSum,
        cost_bp: Share,
        types: Vec<TaskTypeRow>,
        rows: Vec<TaskRow>,
    ) -> Self {
        Self { scope, provenance, runs, total, cost_bp, types, rows }
    }
}

/// One type of sub-agent.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct TaskTypeRow {
    /// The type; `(untyped)` where the log states none.
    pub agent_type: String,
    /// How many runs.
    pub runs: u64,
    /// Runs whose outcome is known.
    pub ended: u64,
    /// Those that failed.
    pub failures: u64,
    /// `failures ÷ runs whose outcome is known`.
    #[serde(rename = "failures_ratio")]
    pub failures_bp: Share,
    /// `cost ÷ that of all runs`.
    #[serde(rename = "cost_ratio")]
    pub cost_bp: Share,
    /// From first to last record, summed, in milliseconds.
    pub duration_ms: u64,
    /// What they consumed.
    #[serde(flatten)]
    pub sum: CostSum,
}

impl TaskTypeRow {
    /// Makes one of what it cannot be without; the rest is none yet.
    #[must_use]
    pub fn new(agent_type: String, sum: CostSum) -> Self {
        Self {
            agent_type,
            runs: 0,
            ended: 0,
            failures: 0,
            failures_bp: Share::default(),
            cost_bp: Share::default(),
            duration_ms: 0,
            sum,
        }
    }
}

/// One run.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct TaskRow {
    /// Its id as the agent shows it.
    pub id: String,
    /// The session it counts towards.
    pub session: String,
    /// Its type; none where the log does not say.
    pub agent_type: Option<String>,
    /// Its first record; none where nothing of it is dated.
    pub first_at: Option<Timestamp>,
    /// From its first to its last record, in milliseconds; none where nothing of it is dated.
    pub duration_ms: Option<u64>,
    /// How it ended.
    pub outcome: TaskOutcome,
    /// What it consumed in the period.
    #[serde(flatten)]
    pub sum: CostSum,
}

impl TaskRow {
    /// Makes one of all it holds, in the order of its fields.
    #[must_use]
    pub fn new(
        id: String,
        session: String,
        agent_type: Option<String>,
        first_at: Option<Timestamp>,
        duration_ms: Option<u64>,
        outcome: TaskOutcome,
        sum: CostSum,
    ) -> Self {
        Self { id, session, agent_type, first_at, duration_ms, outcome, sum }
    }
}

/// How a run ended, as the tool use that started it says.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum TaskOutcome {
    /// It came back with a result.
    Done,
    /// It came back with an error, or was refused.
    Failed,
    /// It is still running, or the log does not say.
    Unknown,
}
