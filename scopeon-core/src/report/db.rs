//! The database itself.

use serde::{Deserialize, Serialize};

/// Where the database is.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DbPathReport {
    /// The version of the wire format.
    pub schema: u32,
    /// The file.
    pub path: String,
    /// Whether it is there.
    pub exists: bool,
}

/// Whether the database is whole.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DbVerifyReport {
    /// The version of the wire format.
    pub schema: u32,
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

/// What a copy or a clean-up did.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DbSizeReport {
    /// The version of the wire format.
    pub schema: u32,
    /// The file that was written.
    pub path: String,
    /// The size before, in bytes.
    pub bytes_before: u64,
    /// The size of the file that was written, in bytes.
    pub bytes: u64,
}
