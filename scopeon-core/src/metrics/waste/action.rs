//! What can be the matter and what can be done, with the words for it.

use serde::{Deserialize, Serialize};

/// What is the matter.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum Sign {
    /// Cached prefixes were lost while they were still alive.
    CacheBusts,
    /// Little of the prompts came from a cache.
    LowHitRate,
    /// Much was written to a cache and never read.
    UnreadWrites,
    /// Pauses of less than an hour outlasted a five-minute cache.
    ExpiredCache,
    /// Many calls were made in a nearly full window.
    CrowdedContext,
    /// Tools were asked the same again.
    RepeatedCalls,
    /// Tools failed often.
    FailingTools,
    /// Tools returned very long results.
    LargeResults,
    /// A costly model did small work.
    DearModel,
    /// No price is known for some calls.
    Unpriced,
}

/// One thing to do.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum Action {
    /// Leave the beginning of the prompt alone.
    KeepPrefixStable,
    /// Work in longer sessions.
    KeepSessionsTogether,
    /// Ask follow-ups while the cache lives.
    AskWithinLifetime,
    /// Use the hour's cache.
    UseHourCache,
    /// Compact earlier.
    CompactEarlier,
    /// Write down what is asked again and again.
    WriteItDown,
    /// Repair a tool, or the permission for it.
    FixTool,
    /// Ask for less.
    NarrowResults,
    /// Use a smaller model for small work.
    UseSmallerModel,
    /// Add a price.
    AddPrice,
}

impl Action {
    /// Returns what to do, in one sentence.
    #[must_use]
    pub const fn words(self) -> &'static str {
        match self {
            Self::KeepPrefixStable => {
                "Do not change the model, tools, MCP servers or instruction files in the middle of a session; start a new one for that."
            }
            Self::KeepSessionsTogether => {
                "Go on in a session for related work: a new one starts with an empty cache."
            }
            Self::AskWithinLifetime => {
                "Ask follow-ups before the cache runs out; a session that ends after one prompt gains nothing from a cache."
            }
            Self::UseHourCache => {
                "Switch to the one-hour cache if the agent offers it: the pauses are longer than five minutes."
            }
            Self::CompactEarlier => {
                "Compact, or start afresh, when the window is half full and a task is done."
            }
            Self::WriteItDown => {
                "Write what is looked up again and again into the project's instruction file."
            }
            Self::FixTool => "Repair this tool or its permissions, or tell the agent not to use it.",
            Self::NarrowResults => {
                "Have this tool return less: limit lines, filter, or read a part of a file."
            }
            Self::UseSmallerModel => "Use the smaller model for short questions and small edits.",
            Self::AddPrice => "Add a price for this model to the configuration, so that its calls count.",
        }
    }
}
