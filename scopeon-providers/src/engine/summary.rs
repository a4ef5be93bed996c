//! What a scan did, and why one could not be finished.

use std::collections::BTreeMap;

use scopeon_core::provider::EventStoreError;
use scopeon_core::time::Timestamp;

use crate::engine::database::Early;

/// What one scan found and read, over all providers.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Summary {
    /// Sources that are there.
    pub sources: u64,
    /// Sources that had something new.
    pub read: u64,
    /// Bytes read.
    pub bytes: u64,
    /// Facts seen, every sighting counted.
    pub events: u64,
    /// Sightings of calls among them.
    pub calls: u64,
    /// Things that could not be read and were not known before.
    pub issues: u64,
    /// Links, FIFOs, devices and sockets that lie in the trees and were passed over.
    pub skipped: u64,
    /// Sources that were read once and are not there any more; their facts stay.
    pub vanished: u64,
    /// Whether the scan was stopped before its end; what was read until then is kept.
    pub stopped: bool,
    /// What is left for later.
    pub behind: Option<Behind>,
    /// Each provider's share, by its id.
    pub providers: BTreeMap<&'static str, Tally>,
}

/// Databases that changed and were copied too short a while ago: what is known of them is of their last copy.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Behind {
    /// How many they are.
    pub sources: u64,
    /// When that was copied which was copied first.
    pub as_of: Timestamp,
    /// When the last of them may be copied again.
    pub due: Timestamp,
}

impl Behind {
    pub(crate) fn of(early: &[Early]) -> Option<Self> {
        let instant = Timestamp::from_millis;
        Some(Self {
            sources: early.len() as u64,
            as_of: early.iter().filter_map(|early| instant(early.last)).min()?,
            due: early.iter().filter_map(|early| instant(early.due)).max()?,
        })
    }
}

/// One provider's share of a [`Summary`]; the fields mean the same.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Tally {
    /// Sources that are there.
    pub sources: u64,
    /// Sources that had something new.
    pub read: u64,
    /// Bytes read.
    pub bytes: u64,
    /// Facts seen, every sighting counted.
    pub events: u64,
    /// Sightings of calls among them.
    pub calls: u64,
    /// Things that could not be read and were not known before.
    pub issues: u64,
    /// Links, FIFOs, devices and sockets that were passed over.
    pub skipped: u64,
    /// Sources that were read once and are not there any more.
    pub vanished: u64,
}

impl Tally {
    fn add(&mut self, other: Self) {
        self.sources += other.sources;
        self.read += other.read;
        self.bytes += other.bytes;
        self.events += other.events;
        self.calls += other.calls;
        self.issues += other.issues;
        self.skipped += other.skipped;
        self.vanished += other.vanished;
    }

    /// Leaves what was done and drops what merely was there.
    pub(crate) fn only_work(self) -> Self {
        Self { sources: 0, skipped: 0, vanished: 0, ..self }
    }
}

impl Summary {
    /// Adds to one provider's count and to the total.
    pub(crate) fn add(&mut self, provider: &'static str, tally: Tally) {
        self.providers.entry(provider).or_default().add(tally);
        self.sources += tally.sources;
        self.read += tally.read;
        self.bytes += tally.bytes;
        self.events += tally.events;
        self.calls += tally.calls;
        self.issues += tally.issues;
        self.skipped += tally.skipped;
        self.vanished += tally.vanished;
    }
}

/// Why a scan could not be finished. What cannot be read in a source is an issue, never an error.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum ScanError {
    /// The store cannot say how far sources are read.
    #[error("the store could not be read")]
    Resume(#[source] EventStoreError),
    /// The store cannot keep what was read.
    #[error("the store could not keep what was read")]
    Keep(#[source] EventStoreError),
}
