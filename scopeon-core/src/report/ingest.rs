//! What one reading of the logs did.

use serde::{Deserialize, Serialize};

use super::scope::Scope;

/// What was found and read.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct IngestReport {
    /// What it covers, and how fresh it is.
    #[serde(flatten)]
    pub scope: Scope,
    /// Sources that are there.
    pub sources: u64,
    /// Sources that had something new.
    pub read: u64,
    /// Bytes read.
    pub bytes: u64,
    /// Sightings of calls; a call that is logged twice counts once in every report, but twice here.
    pub calls: u64,
    /// Things that could not be read and were not known before.
    pub issues: u64,
    /// Links, FIFOs, devices and sockets that were passed over.
    pub skipped: u64,
    /// Sources that are gone; their figures stay.
    pub vanished: u64,
    /// How long it took, in milliseconds.
    pub elapsed_ms: u64,
    /// Whether it was stopped before its end; what was read until then is kept.
    pub stopped: bool,
}

impl IngestReport {
    /// Makes one of what it cannot be without; the rest is none yet.
    #[must_use]
    pub fn new(scope: Scope) -> Self {
        Self {
            scope,
            sources: 0,
            read: 0,
            bytes: 0,
            calls: 0,
            issues: 0,
            skipped: 0,
            vanished: 0,
            elapsed_ms: 0,
            stopped: false,
        }
    }
}
