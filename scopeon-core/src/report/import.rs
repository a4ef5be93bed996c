//! What was taken over from Scopeon 0.x.

use serde::{Deserialize, Serialize};

use super::scope::Scope;

/// What was taken over from the files of Scopeon 0.x, which stay as they are.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct ImportReport {
    /// What it covers, and how fresh it is.
    #[serde(flatten)]
    pub scope: Scope,
    /// Whether nothing was written: it says what would be.
    pub dry_run: bool,
    /// Of its configuration; none where there is none.
    pub config: Option<ImportedConfig>,
    /// Of its database; none where there is none.
    pub history: Option<ImportedHistory>,
}

impl ImportReport {
    /// Makes one of all it holds, in the order of its fields.
    #[must_use]
    pub fn new(
        scope: Scope,
        dry_run: bool,
        config: Option<ImportedConfig>,
        history: Option<ImportedHistory>,
    ) -> Self {
        Self { scope, dry_run, config, history }
    }
}

/// What was taken over from a configuration.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct ImportedConfig {
    /// The configuration of 0.x.
    pub from: String,
    /// The configuration it was written into.
    pub to: String,
    /// What was added.
    pub added: Vec<String>,
    /// What was there already.
    pub present: Vec<String>,
    /// What was not taken over, and why.
    pub left_out: Vec<String>,
}

impl ImportedConfig {
    /// Makes one of which nothing is taken over yet.
    #[must_use]
    pub fn new(from: String, to: String) -> Self {
        Self { from, to, ..Self::default() }
    }
}

/// What was taken over from a database.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct ImportedHistory {
    /// The database of 0.x.
    pub from: String,
    /// Sessions whose calls were added.
    pub sessions: u64,
    /// The calls that were added.
    pub calls: u64,
    /// Sessions whose calls are known already, from their logs or an earlier import.
    pub known: u64,
    /// Sessions that got their tags.
    pub tagged: u64,
    /// What was not taken over, and why.
    pub left_out: Vec<String>,
}

impl ImportedHistory {
    /// Makes one of which nothing is taken over yet.
    #[must_use]
    pub fn new(from: String) -> Self {
        Self { from, ..Self::default() }
    }
}
