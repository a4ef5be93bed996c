//! The tree of sessions and their sub-agents.

use serde::{Deserialize, Serialize};

use super::scope::Scope;
use crate::metrics::Provenance;
use crate::metrics::agents::SubAgentRow;
use crate::metrics::cost::CostSum;

/// Sessions with their sub-agents.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct SubAgentsReport {
    /// What it covers.
    #[serde(flatten)]
    pub scope: Scope,
    /// How far the tree can be trusted.
    pub provenance: Provenance,
    /// The trees of sessions that started sub-agents, each parent before its children.
    pub rows: Vec<SubAgentRow>,
    /// Types of sub-agents, dearest first.
    pub types: Vec<SubAgentTypeRow>,
    /// How many sessions started sub-agents; the dearest are shown.
    pub trees: u64,
    /// The sum of all sessions in the period, those without sub-agents included; of one session, of its tree.
    pub total: CostSum,
}

/// One type of sub-agent.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct SubAgentTypeRow {
    /// The type.
    pub agent_type: String,
    /// How many runs.
    pub runs: u64,
    /// What they consumed themselves.
    #[serde(flatten)]
    pub own: CostSum,
}
