//! What tools, MCP servers, skills, hooks and sub-agent types were used for how much.

use serde::{Deserialize, Serialize};

use super::scope::Scope;
use crate::metrics::tools::ToolFigures;
use crate::metrics::{Provenance, Share};

/// Uses of things of one or more kinds.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct ToolsReport {
    /// What it covers.
    #[serde(flatten)]
    pub scope: Scope,
    /// How far counts and sizes can be trusted.
    pub provenance: Provenance,
    /// Each, most used first.
    pub rows: Vec<ToolFigures>,
    /// All of them.
    pub total: UseSum,
    /// MCP servers, where they were asked for.
    #[serde(skip_serializing_if = "Vec::is_empty", default)]
    pub servers: Vec<ServerRow>,
}

/// A sum of uses.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct UseSum {
    /// All uses.
    pub uses: u64,
    /// Those whose outcome is known.
    pub ended: u64,
    /// Those that failed.
    pub failures: u64,
    /// `failures ÷ uses whose outcome is known`.
    #[serde(rename = "failures_ratio")]
    pub failures_bp: Share,
}

impl UseSum {
    /// Makes one of how many uses there are, how many of them ended, and how many of those failed.
    #[must_use]
    pub fn new(uses: u64, ended: u64, failures: u64) -> Self {
        Self { uses, ended, failures, failures_bp: Share::of(failures, ended) }
    }
}

impl ToolsReport {
    /// Makes one of what it cannot be without; the rest is none yet.
    #[must_use]
    pub fn new(scope: Scope, provenance: Provenance) -> Self {
        Self { scope, provenance, rows: Vec::new(), total: UseSum::default(), servers: Vec::new() }
    }
}

/// One MCP server: the sum of its tools.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct ServerRow {
    /// Its name.
    pub server: String,
    /// How many of its tools were used.
    pub tools: u64,
    /// How often.
    pub uses: u64,
    /// Its share of all MCP uses.
    #[serde(rename = "uses_ratio")]
    pub uses_bp: Share,
    /// How often they failed.
    pub failures: u64,
    /// The sizes of inputs and results, in bytes.
    pub bytes: u64,
}

impl ServerRow {
    /// Makes one of all it holds, in the order of its fields.
    #[must_use]
    pub fn new(server: String, tools: u64, uses: u64, uses_bp: Share, failures: u64, bytes: u64) -> Self {
        Self { server, tools, uses, uses_bp, failures, bytes }
    }
}
