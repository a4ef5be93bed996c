//! How fresh an answer is, and what is to be said beside it.

use serde::{Deserialize, Serialize};

use crate::time::Timestamp;

/// How fresh an answer is.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct Fresh {
    /// Whether everything that is logged is in it.
    pub state: Freshness,
    /// The instant up to which everything that is logged is in it; null where that is not known.
    pub as_of: Option<Timestamp>,
    /// Why it is not current, for people; null where it is.
    pub why: Option<String>,
}

impl Fresh {
    /// An answer that is given right after everything was read.
    #[must_use]
    pub const fn current(as_of: Timestamp) -> Self {
        Self { state: Freshness::Current, as_of: Some(as_of), why: None }
    }

    /// An answer that is given while everything that is logged is read as it comes.
    #[must_use]
    pub const fn live(as_of: Timestamp) -> Self {
        Self { state: Freshness::Live, as_of: Some(as_of), why: None }
    }

    /// An answer from what was known before.
    #[must_use]
    pub fn stale(as_of: Option<Timestamp>, why: impl std::fmt::Display) -> Self {
        Self { state: Freshness::Stale, as_of, why: Some(why.to_string()) }
    }
}

/// Whether everything that is logged is in an answer.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "lowercase")]
#[non_exhaustive]
pub enum Freshness {
    /// It is, and what is logged from now on follows within moments.
    Live,
    /// It is.
    Current,
    /// It is what was known before; something may be missing.
    #[default]
    Stale,
}

/// A remark beside an answer.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct Notice {
    /// What it is about, for programs.
    pub code: NoticeCode,
    /// The same for people, in one line.
    pub text: String,
}

impl Notice {
    /// Makes a remark.
    #[must_use]
    pub fn new(code: NoticeCode, text: impl std::fmt::Display) -> Self {
        Self { code, text: text.to_string() }
    }
}

/// What a remark is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum NoticeCode {
    /// Nothing states a time zone, or `TZ` names none: days may begin elsewhere.
    Zone,
    /// Files of Scopeon 0.x have the names of this program's, which lie beside them now.
    Earlier,
    /// Another process is writing, so that this one waits.
    Waiting,
    /// What is new is not in the answer, because another process is writing.
    Stale,
    /// What is new is not in the answer, because it could not be read or kept.
    Failed,
    /// Other programs' databases are read later, because they were read a moment ago.
    Behind,
    /// There are sources that could not be read.
    Unread,
    /// Something of what was read just now is not as its format says.
    Issues,
    /// A place that the user named holds no logs.
    EmptyRoot,
    /// A filter names what nothing is called.
    UnknownFilter,
    /// The range holds nothing, while others do.
    EmptyRange,
    /// No logs are known at all.
    NoData,
    /// The range begins or ends within a quarter of an hour, which is counted whole.
    Widened,
}

impl NoticeCode {
    /// Returns `true` if the answer may lack something that should be looked after.
    #[must_use]
    pub const fn needs_attention(self) -> bool {
        matches!(self, Self::Failed | Self::Unread)
    }
}
