//! The tree of sessions and their sub-agents.

use serde::{Deserialize, Serialize};

use super::scope::Scope;
use crate::metrics::Provenance;
use crate::metrics::agents::SubAgentRow;
use crate::metrics::cost::CostSum;

/// Sessions with their sub-agents.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct SubAgentsReport {
    /// What it covers.
    #[serde(flatten)]
    pub scope: Scope,
    /// How far the tree can be trusted.
    pub provenance: Provenance,
    /// The trees of sessions that started sub-agents, each parent before its children.
    pub rows: Vec<SubAgentRow>,
    /// Types of sub-agents, most expensive first.
    pub types: Vec<SubAgentTypeRow>,
    /// How many sessions started sub-agents; the most expensive are shown.
    pub trees: u64,
    /// The sum of all sessions in the period, those without sub-agents included; of one session, of its tree.
    pub total: CostSum,
}

impl SubAgentsReport {
    /// Makes one of all it holds, in the order of its fields.
    #[must_use]
    pub fn new(
        scope: Scope,
        provenance: Provenance,
        rows: Vec<SubAgentRow>,
        types: Vec<SubAgentTypeRow>,
        trees: u64,
        total: CostSum,
    ) -> Self {
        Self { scope, provenance, rows, types, trees, total }
    }
}

/// One type of sub-agent.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct SubAgentTypeRow {
    /// The type.
    pub agent_type: String,
    /// How many runs.
    pub runs: u64,
    /// What they consumed themselves.
    #[serde(flatten)]
    pub own: CostSum,
}

impl SubAgentTypeRow {
    /// Makes one of all it holds, in the order of its fields.
    #[must_use]
    pub fn new(agent_type: String, runs: u64, own: CostSum) -> Self {
        Self { agent_type, runs, own }
    }
}
