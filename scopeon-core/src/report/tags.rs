//! Tags, the rules that give them and what they cost.

use serde::{Deserialize, Serialize};

use super::scope::Scope;
use super::usage::{Figures, UsageRow};
use crate::tags::{TagRule, TagSource};

/// Costs by tag.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
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

/// The tags of sessions.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct TagListReport {
    /// What it covers, and how fresh it is.
    #[serde(flatten)]
    pub scope: Scope,
    /// Each session that has a tag, or whose tags were set by hand.
    pub rows: Vec<SessionTags>,
}

/// The tags of one session.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct SessionTags {
    /// The session's id as its agent shows it.
    pub session: String,
    /// Its tags.
    pub tags: Vec<String>,
    /// Where they come from.
    pub source: TagSource,
}

/// The rules in use.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct TagRulesReport {
    /// What it covers, and how fresh it is.
    #[serde(flatten)]
    pub scope: Scope,
    /// Each rule, in the order it was written down.
    pub rows: Vec<TagRuleRow>,
}

/// One rule.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct TagRuleRow {
    /// The rule.
    pub rule: TagRule,
    /// How many sessions it gives its tag to.
    pub sessions: u64,
}
