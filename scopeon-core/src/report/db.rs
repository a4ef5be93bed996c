//! The database itself.

mod wire;

use serde::{Deserialize, Serialize};

use super::scope::Scope;
use crate::money::PicoUsd;
use crate::time::Timestamp;

/// Where the database is.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct DbPathReport {
    /// What it covers, and how fresh it is.
    #[serde(flatten)]
    pub scope: Scope,
    /// The file.
    pub path: String,
    /// Whether it is there.
    pub exists: bool,
}

impl DbPathReport {
    /// Makes one of all it holds, in the order of its fields.
    #[must_use]
    pub fn new(scope: Scope, path: String, exists: bool) -> Self {
        Self { scope, path, exists }
    }
}

/// Whether the database is whole.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct DbVerifyReport {
    /// What it covers, and how fresh it is.
    #[serde(flatten)]
    pub scope: Scope,
    /// The file.
    pub path: String,
    /// Calls that were counted again.
    pub calls: u64,
    /// Sums that were computed again from them.
    pub sums: u64,
    /// Digests that were computed again from calls and uses of tools.
    pub digests: u64,
    /// What is wrong; empty when nothing is.
    pub problems: Vec<String>,
}

impl DbVerifyReport {
    /// Makes one of all it holds, in the order of its fields.
    #[must_use]
    pub fn new(
        scope: Scope,
        path: String,
        calls: u64,
        sums: u64,
        digests: u64,
        problems: Vec<String>,
    ) -> Self {
        Self { scope, path, calls, sums, digests, problems }
    }
}

/// What a copy or a clean-up did.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct DbSizeReport {
    /// What it covers, and how fresh it is.
    #[serde(flatten)]
    pub scope: Scope,
    /// The file that was written.
    pub path: String,
    /// The size before, in bytes.
    pub bytes_before: u64,
    /// The size of the file that was written, in bytes.
    pub bytes: u64,
}

impl DbSizeReport {
    /// Makes one of all it holds, in the order of its fields.
    #[must_use]
    pub fn new(scope: Scope, path: String, bytes_before: u64, bytes: u64) -> Self {
        Self { scope, path, bytes_before, bytes }
    }
}

/// What a clean-up did.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct DbCompactReport {
    /// What it covers, and how fresh it is.
    #[serde(flatten)]
    pub scope: Scope,
    /// The file that was written.
    pub path: String,
    /// The size before, in bytes.
    pub bytes_before: u64,
    /// The size of the file that was written, in bytes.
    pub bytes: u64,
    /// What was forgotten; none where nothing was to be.
    pub forgotten: Option<Forgotten>,
    /// The copy from before; none where none was made.
    pub backup: Option<String>,
}

impl DbCompactReport {
    /// Makes one of all it holds, in the order of its fields.
    #[must_use]
    pub fn new(
        scope: Scope,
        path: String,
        bytes_before: u64,
        bytes: u64,
        forgotten: Option<Forgotten>,
        backup: Option<String>,
    ) -> Self {
        Self { scope, path, bytes_before, bytes, forgotten, backup }
    }
}

/// What goes when everything before an instant is forgotten.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(from = "wire::Forgotten", into = "wire::Forgotten")]
#[cfg_attr(feature = "schema", schemars(!from, !into))]
#[non_exhaustive]
pub struct Forgotten {
    /// The first instant that is kept.
    pub before: Timestamp,
    /// Calls.
    pub calls: u64,
    /// Local days with one of them.
    pub days: u64,
    /// Sessions with one of them; sub-agents belong to the session that started them.
    pub sessions: u64,
    /// What they cost at list prices of their day, in dollars. On the wire it is `null` where none of them has a price.
    #[cfg_attr(feature = "schema", schemars(with = "Option<PicoUsd>"))]
    pub cost_usd: PicoUsd,
    /// Those of the calls whose price is not known.
    pub unpriced_calls: u64,
    /// Those of the calls that are in no log any more, so that nothing brings them back.
    pub gone_calls: u64,
    /// Readings of limits that a status line handed over: no log ever held them.
    pub readings: u64,
}

impl Forgotten {
    /// Makes one of what it cannot be without; the rest is none yet.
    #[must_use]
    pub fn new(before: Timestamp) -> Self {
        Self {
            before,
            calls: 0,
            days: 0,
            sessions: 0,
            cost_usd: PicoUsd::default(),
            unpriced_calls: 0,
            gone_calls: 0,
            readings: 0,
        }
    }

    /// Returns `true` if nothing would go.
    #[must_use]
    pub const fn is_nothing(&self) -> bool {
        self.calls == 0 && self.readings == 0
    }
}
