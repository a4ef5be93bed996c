//! The tree of sessions and their sub-agents.

use serde::{Deserialize, Serialize};

use super::scope::Scope;
use crate::metrics::Provenance;
use crate::metrics::agents::AgentRow;
use crate::metrics::cost::Costed;

/// Sessions with their sub-agents.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct AgentsReport {
    /// What it covers.
    #[serde(flatten)]
    pub scope: Scope,
    /// How far the tree can be trusted.
    pub provenance: Provenance,
    /// The trees of sessions that started sub-agents, each parent before its children.
    pub rows: Vec<AgentRow>,
    /// Types of sub-agents, dearest first.
    pub types: Vec<AgentTypeRow>,
    /// How many sessions started sub-agents; the dearest are shown.
    pub trees: u64,
    /// The sum of all sessions in the period, those without sub-agents included; of one session, of its tree.
    pub total: Costed,
}

/// One type of sub-agent.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct AgentTypeRow {
    /// The type.
    pub agent_type: String,
    /// How many runs.
    pub runs: u64,
    /// What they consumed themselves.
    #[serde(flatten)]
    pub own: Costed,
}
