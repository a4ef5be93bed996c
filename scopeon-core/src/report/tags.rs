//! Tags, the rules that give them and what they cost.

use serde::{Deserialize, Serialize};

use super::scope::Scope;
use super::usage::{Figures, UsageRow};
use crate::tags::{TagRule, TagSource};

/// Costs by tag.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct TagsReport {
    /// What it covers.
    #[serde(flatten)]
    pub scope: Scope,
    /// Each tag. A session with two tags counts in both, so the rows do not add up to the total.
    pub rows: Vec<UsageRow>,
    /// Sessions without a tag.
    pub untagged: Figures,
    /// All sessions, each once.
    pub total: Figures,
}

impl TagsReport {
    /// Makes one of all it holds, in the order of its fields.
    #[must_use]
    pub fn new(scope: Scope, rows: Vec<UsageRow>, untagged: Figures, total: Figures) -> Self {
        Self { scope, rows, untagged, total }
    }
}

/// The tags of sessions.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct TagListReport {
    /// What it covers, and how fresh it is.
    #[serde(flatten)]
    pub scope: Scope,
    /// Each session that has a tag, or whose tags were set by hand.
    pub rows: Vec<SessionTags>,
}

impl TagListReport {
    /// Makes one of all it holds, in the order of its fields.
    #[must_use]
    pub fn new(scope: Scope, rows: Vec<SessionTags>) -> Self {
        Self { scope, rows }
    }
}

/// The tags of one session.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct SessionTags {
    /// The session's id as its agent shows it.
    pub session: String,
    /// Its tags.
    pub tags: Vec<String>,
    /// Where they come from.
    pub source: TagSource,
}

impl SessionTags {
    /// Makes one of all it holds, in the order of its fields.
    #[must_use]
    pub fn new(session: String, tags: Vec<String>, source: TagSource) -> Self {
        Self { session, tags, source }
    }
}

/// The rules in use.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct TagRulesReport {
    /// What it covers, and how fresh it is.
    #[serde(flatten)]
    pub scope: Scope,
    /// Each rule, in the order it was written down.
    pub rows: Vec<TagRuleRow>,
}

impl TagRulesReport {
    /// Makes one of all it holds, in the order of its fields.
    #[must_use]
    pub fn new(scope: Scope, rows: Vec<TagRuleRow>) -> Self {
        Self { scope, rows }
    }
}

/// One rule.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct TagRuleRow {
    /// The rule.
    pub rule: TagRule,
    /// How many sessions it gives its tag to.
    pub sessions: u64,
}

impl TagRuleRow {
    /// Makes one of all it holds, in the order of its fields.
    #[must_use]
    pub fn new(rule: TagRule, sessions: u64) -> Self {
        Self { rule, sessions }
    }
}
