//! Whether all is well: where logs were looked for, what was found, what could not be read.

use serde::{Deserialize, Serialize};

use super::scope::Scope;
use super::witness::Agreement;
use crate::money::PicoUsd;
use crate::provider::{Coverage, FactKind, Fidelity, IssueKind};
use crate::time::Timestamp;

/// The state of everything.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct DoctorReport {
    /// What it covers, and how fresh it is.
    #[serde(flatten)]
    pub scope: Scope,
    /// Scopeon's own version.
    pub version: String,
    /// What needs attention, in words; empty when all is well.
    pub attention: Vec<String>,
    /// Each agent that can be read, and those that are here of which nothing can be read.
    pub agents: Vec<AgentCheck>,
    /// The agents that the configuration disables, by their ids.
    #[serde(default)]
    pub disabled: Vec<String>,
    /// Where figures are kept.
    pub database: DatabaseCheck,
    /// The configuration in use; none where there is none.
    pub config: Option<String>,
    /// Files of Scopeon 0.x that have this program's usual names; they are left as they are.
    #[serde(default)]
    pub earlier: Vec<String>,
    /// What could not be read, by kind.
    pub issues: Vec<IssueGroup>,
    /// Models without a known price, of agents that log tokens.
    pub unpriced: Vec<UnpricedModel>,
    /// Agents whose logs hold no tokens, so that no price can tell what their calls cost.
    #[serde(default)]
    pub unmetered: Vec<UnmeteredAgent>,
}

impl DoctorReport {
    /// Makes one of what it cannot be without; the rest is none yet.
    #[must_use]
    pub fn new(scope: Scope, version: String, database: DatabaseCheck) -> Self {
        Self {
            scope,
            version,
            attention: Vec::new(),
            agents: Vec::new(),
            disabled: Vec::new(),
            database,
            config: None,
            earlier: Vec::new(),
            issues: Vec::new(),
            unpriced: Vec::new(),
            unmetered: Vec::new(),
        }
    }
}

/// One agent.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct AgentCheck {
    /// Its id.
    pub id: String,
    /// Its own name.
    pub name: String,
    /// How much of the truth its logs hold.
    pub level: Coverage,
    /// How sure each kind of fact is.
    pub capabilities: Vec<CapabilityCheck>,
    /// Where it was looked for.
    pub roots: Vec<RootCheck>,
    /// Sources that are there now.
    pub sources: u64,
    /// Their size, in bytes.
    pub bytes: u64,
    /// When one of them was last written to; none where there is none.
    pub newest: Option<Timestamp>,
    /// How many of them, or of those that were, could not be read whole.
    #[serde(default)]
    pub unread: u64,
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

impl AgentCheck {
    /// Makes one of what it cannot be without; the rest is none yet.
    #[must_use]
    pub fn new(id: String, name: String, level: Coverage) -> Self {
        Self {
            id,
            name,
            level,
            capabilities: Vec::new(),
            roots: Vec::new(),
            sources: 0,
            bytes: 0,
            newest: None,
            unread: 0,
            agreement: None,
            untraced: String::new(),
            note: String::new(),
        }
    }
}

/// How sure one kind of fact is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct CapabilityCheck {
    /// The kind of fact.
    pub fact: FactKind,
    /// How sure it is.
    pub capability: Fidelity,
}

impl CapabilityCheck {
    /// Makes one of all it holds, in the order of its fields.
    #[must_use]
    pub fn new(fact: FactKind, capability: Fidelity) -> Self {
        Self { fact, capability }
    }
}

/// One place where an agent was looked for.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct RootCheck {
    /// The directory.
    pub path: String,
    /// Who named it.
    pub chosen_by: ChosenBy,
    /// Whether it is there.
    pub exists: bool,
}

impl RootCheck {
    /// Makes one of all it holds, in the order of its fields.
    #[must_use]
    pub fn new(path: String, chosen_by: ChosenBy, exists: bool) -> Self {
        Self { path, chosen_by, exists }
    }
}

/// Who named a place to look in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "lowercase")]
#[non_exhaustive]
pub enum ChosenBy {
    /// `--root`.
    Option,
    /// The configuration.
    Config,
    /// One of the agent's own environment variables.
    Variable,
    /// It is where the agent keeps its logs unless it is told otherwise.
    Default,
}

/// The state of the database.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct DatabaseCheck {
    /// The file.
    pub path: String,
    /// Whether it is there.
    pub exists: bool,
    /// Its size, its log included, in bytes.
    pub bytes: u64,
    /// The version of its layout; none where it is not there or cannot be read.
    pub layout: Option<u32>,
    /// Calls it holds.
    pub calls: u64,
    /// Sources it knows, deleted ones included.
    pub sources: u64,
    /// Whether only its owner can read it; none where the system does not say.
    pub private: Option<bool>,
    /// What is wrong with it; empty when nothing is.
    pub problems: Vec<String>,
}

impl DatabaseCheck {
    /// Makes one of what it cannot be without; the rest is none yet.
    #[must_use]
    pub fn new(path: String, exists: bool) -> Self {
        Self {
            path,
            exists,
            bytes: 0,
            layout: None,
            calls: 0,
            sources: 0,
            private: None,
            problems: Vec::new(),
        }
    }
}

/// What could not be read, of one kind.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct IssueGroup {
    /// The kind.
    pub kind: IssueKind,
    /// What it means.
    pub meaning: String,
    /// Whether something should be done about it.
    pub attention: bool,
    /// How often it came up.
    pub count: u64,
    /// Where.
    pub places: Vec<IssuePlace>,
}

impl IssueGroup {
    /// Makes one of all it holds, in the order of its fields.
    #[must_use]
    pub fn new(
        kind: IssueKind,
        meaning: String,
        attention: bool,
        count: u64,
        places: Vec<IssuePlace>,
    ) -> Self {
        Self { kind, meaning, attention, count, places }
    }
}

/// Where something could not be read.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct IssuePlace {
    /// The agent.
    pub provider: String,
    /// The file.
    pub path: String,
    /// The line, the first being 1; 0 where there are no lines.
    pub line: u64,
    /// Bytes from the start.
    pub offset: u64,
    /// The name of the unknown type or the missing field; none where the kind has none.
    pub name: Option<String>,
    /// How often it came up there.
    pub count: u64,
}

impl IssuePlace {
    /// Makes one of all it holds, in the order of its fields.
    #[must_use]
    pub fn new(
        provider: String,
        path: String,
        line: u64,
        offset: u64,
        name: Option<String>,
        count: u64,
    ) -> Self {
        Self { provider, path, line, offset, name, count }
    }
}

/// A model without a known price.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct UnpricedModel {
    /// The agent.
    pub provider: String,
    /// The model as logged.
    pub model: String,
    /// Calls whose cost is unknown.
    pub calls: u64,
}

impl UnpricedModel {
    /// Makes one of all it holds, in the order of its fields.
    #[must_use]
    pub fn new(provider: String, model: String, calls: u64) -> Self {
        Self { provider, model, calls }
    }
}

/// An agent whose logs hold no tokens.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct UnmeteredAgent {
    /// The agent.
    pub provider: String,
    /// Calls, or sessions that stand for one, whose cost is unknown.
    pub calls: u64,
    /// What the agent itself says they cost; none where it does not say.
    pub reported_usd: Option<PicoUsd>,
}

impl UnmeteredAgent {
    /// Makes one of all it holds, in the order of its fields.
    #[must_use]
    pub fn new(provider: String, calls: u64, reported_usd: Option<PicoUsd>) -> Self {
        Self { provider, calls, reported_usd }
    }
}
