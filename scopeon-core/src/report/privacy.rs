//! What is kept, from where, and whether anything is kept that should not be.

use serde::{Deserialize, Serialize};

use super::scope::Scope;
use crate::privacy::PathPolicy;
use crate::provider::Coverage;

/// What is kept, from where, and how.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct PrivacyReport {
    /// What it covers, and how fresh it is.
    #[serde(flatten)]
    pub scope: Scope,
    /// The database.
    pub path: String,
    /// How paths are kept.
    pub paths: PathPolicy,
    /// Every column that could hold text, and what may stand in it.
    pub columns: Vec<PrivacyColumn>,
    /// Every agent, and where its logs are looked for.
    pub agents: Vec<PrivacyAgent>,
}

impl PrivacyReport {
    /// Makes one of all it holds, in the order of its fields.
    #[must_use]
    pub fn new(
        scope: Scope,
        path: String,
        paths: PathPolicy,
        columns: Vec<PrivacyColumn>,
        agents: Vec<PrivacyAgent>,
    ) -> Self {
        Self { scope, path, paths, columns, agents }
    }
}

/// A column that could hold text.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct PrivacyColumn {
    /// The table.
    pub table: String,
    /// The column.
    pub column: String,
    /// What its names are the names of; none where it holds no names.
    pub role: Option<String>,
    /// What may stand in it, in a sentence.
    pub holds: String,
}

impl PrivacyColumn {
    /// Makes one of all it holds, in the order of its fields.
    #[must_use]
    pub fn new(table: String, column: String, role: Option<String>, holds: String) -> Self {
        Self { table, column, role, holds }
    }
}

/// An agent and where its logs are looked for.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct PrivacyAgent {
    /// Its id.
    pub id: String,
    /// Its own name.
    pub name: String,
    /// How much its logs tell; of level D nothing is opened.
    pub level: Coverage,
    /// Whether its logs are opened: not if the configuration disables it.
    pub opened: bool,
    /// The places below the home directory that hold them.
    pub places: Vec<String>,
    /// The environment variables that name other places.
    pub variables: Vec<String>,
}

impl PrivacyAgent {
    /// Makes one of all it holds, in the order of its fields.
    #[must_use]
    pub fn new(
        id: String,
        name: String,
        level: Coverage,
        opened: bool,
        places: Vec<String>,
        variables: Vec<String>,
    ) -> Self {
        Self { id, name, level, opened, places, variables }
    }
}

/// Whether anything is kept that should not be. What was found is counted and never shown.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct PrivacyCheckReport {
    /// What it covers, and how fresh it is.
    #[serde(flatten)]
    pub scope: Scope,
    /// The database.
    pub path: String,
    /// How paths are to be kept.
    pub paths: PathPolicy,
    /// How many different values were looked at.
    pub values: u64,
    /// Columns with values that should not be there; empty when there are none.
    pub findings: Vec<PrivacyFinding>,
}

impl PrivacyCheckReport {
    /// Makes one of all it holds, in the order of its fields.
    #[must_use]
    pub fn new(
        scope: Scope,
        path: String,
        paths: PathPolicy,
        values: u64,
        findings: Vec<PrivacyFinding>,
    ) -> Self {
        Self { scope, path, paths, values, findings }
    }
}

/// A column with values that should not be there.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct PrivacyFinding {
    /// The table.
    pub table: String,
    /// The column.
    pub column: String,
    /// What its names are the names of; none where it holds no names.
    pub role: Option<String>,
    /// How many different values.
    pub count: u64,
}

impl PrivacyFinding {
    /// Makes one of all it holds, in the order of its fields.
    #[must_use]
    pub fn new(table: String, column: String, role: Option<String>, count: u64) -> Self {
        Self { table, column, role, count }
    }
}
