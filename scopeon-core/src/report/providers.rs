//! Every agent this build knows: what can be had of it, and what is there.

use serde::{Deserialize, Serialize};

use super::doctor::{CapabilityCheck, RootCheck};
use super::scope::Scope;
use super::witness::Agreement;
use crate::provider::{Coverage, IssueKind};
use crate::time::Timestamp;

/// Every agent this build knows.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct ProvidersReport {
    /// What it covers, and how fresh it is.
    #[serde(flatten)]
    pub scope: Scope,
    /// The agents, by id.
    pub rows: Vec<ProviderRow>,
}

impl ProvidersReport {
    /// Makes one of all it holds, in the order of its fields.
    #[must_use]
    pub fn new(scope: Scope, rows: Vec<ProviderRow>) -> Self {
        Self { scope, rows }
    }
}

/// One agent.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct ProviderRow {
    /// Its id.
    pub id: String,
    /// Its own name.
    pub name: String,
    /// Whether it was found.
    pub state: ProviderState,
    /// How much of the truth its logs hold.
    pub level: Coverage,
    /// What the level means, in words.
    pub level_meaning: String,
    /// How sure each kind of fact is.
    pub capabilities: Vec<CapabilityCheck>,
    /// The environment variables that move its files.
    pub variables: Vec<String>,
    /// Where it was looked for; empty where it is disabled.
    pub roots: Vec<RootCheck>,
    /// Sources that are there now.
    pub sources: u64,
    /// Their size, in bytes.
    pub bytes: u64,
    /// When one of its sources was last written to, deleted ones included; none where none was seen.
    pub last_seen: Option<Timestamp>,
    /// Calls that are kept of it.
    pub calls: u64,
    /// What could not be read, by kind.
    pub issues: Vec<IssueCount>,
    /// How what was counted stands to the agent's own totals; none where it states none.
    #[serde(default)]
    pub agreement: Option<Agreement>,
    /// Which of its requests leave no trace in any of its logs; empty where none is known of.
    #[serde(default)]
    pub untraced: String,
    /// What else has to be known of its figures, such as a setting that makes them exact; empty where there is nothing.
    #[serde(default)]
    pub note: String,
}

impl ProviderRow {
    /// Makes one of what it cannot be without; the rest is none yet.
    #[must_use]
    pub fn new(id: String, name: String, state: ProviderState, level: Coverage) -> Self {
        Self {
            id,
            name,
            state,
            level,
            level_meaning: String::new(),
            capabilities: Vec::new(),
            variables: Vec::new(),
            roots: Vec::new(),
            sources: 0,
            bytes: 0,
            last_seen: None,
            calls: 0,
            issues: Vec::new(),
            agreement: None,
            untraced: String::new(),
            note: String::new(),
        }
    }
}

/// Whether an agent was found.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum ProviderState {
    /// It has logs here, or, where only the agent can be found, it is here.
    Found,
    /// Nothing of it is in the places where it was looked for.
    NotFound,
    /// The configuration says not to look.
    Disabled,
}

/// How often something of one kind could not be read.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct IssueCount {
    /// The kind.
    pub kind: IssueKind,
    /// How often.
    pub count: u64,
}

impl IssueCount {
    /// Makes one of all it holds, in the order of its fields.
    #[must_use]
    pub fn new(kind: IssueKind, count: u64) -> Self {
        Self { kind, count }
    }
}
