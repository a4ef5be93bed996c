//! The seam between the engine, which reads, and the store, which keeps.

use std::collections::HashMap;

use super::issue::{Issue, Position};
use super::reader_state::ReaderState;
use crate::event::Event;
use crate::id::SourceId;
use crate::label::Label;

/// What tells one file from another at the same place, and whether it changed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Fingerprint {
    /// The device it lies on.
    pub device: u64,
    /// Its number there.
    pub inode: u64,
    /// Its size in bytes when it was last read.
    pub size: u64,
    /// When it was last changed, in nanoseconds since 1970.
    pub modified_ns: i64,
    /// A hash of its first bytes, at most [`Fingerprint::HEAD_BYTES`], up to the place read.
    pub head: u64,
    /// A hash of the last bytes before the place read, at most [`Fingerprint::TAIL_BYTES`].
    pub tail: u64,
}

impl Fingerprint {
    /// How many bytes of the start are hashed.
    pub const HEAD_BYTES: usize = 256;
    /// How many bytes before the place read are hashed.
    pub const TAIL_BYTES: usize = 64;
}

/// How far a source has been read.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Checkpoint {
    /// Everything before this is kept.
    pub position: Position,
    /// Which file it was.
    pub fingerprint: Fingerprint,
    /// What the provider remembers there.
    pub state: ReaderState,
    /// The provider's revision that read it.
    pub revision: u32,
}

impl Checkpoint {
    /// Forgets how far the source is read and what is remembered of it, but not that it was read: it is read from its
    /// start when it changes.
    pub fn rewind(&mut self) {
        self.state = ReaderState::default();
        // Only lines are gone on with from a place.
        if self.position.line > 0 {
            let nothing = xxhash_rust::xxh3::xxh3_64(&[]);
            self.position = Position { offset: 0, line: 1 };
            (self.fingerprint.head, self.fingerprint.tail) = (nothing, nothing);
        }
    }
}

/// What is kept together or not at all: facts, issues, and how far they reach.
#[derive(Clone, Debug)]
pub struct Batch {
    /// The source they come from.
    pub source: SourceId,
    /// The provider's id.
    pub provider: &'static str,
    /// The source's path, for people.
    pub path: Label,
    /// The facts, in the order of the source.
    pub events: Vec<Event>,
    /// What could not be read.
    pub issues: Vec<Issue>,
    /// How far the source is read once this batch is kept; none for issues that belong to no place read.
    pub checkpoint: Option<Checkpoint>,
    /// Whether the source is read from its start again, so that its earlier issues are void.
    pub restarted: bool,
}

/// What a ledger answers to whoever wants to hand it batches after a pause.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Resumed {
    /// Nobody else wrote meanwhile: the checkpoints that are known still hold.
    Unchanged,
    /// Others may have written: the checkpoints have to be asked for again.
    Changed,
    /// No batch is taken any more: the reading is to end.
    Closed,
}

/// Keeps facts. One process at a time writes; a batch is kept whole or not at all.
pub trait EventStore {
    /// Prepares for batches: asked before the first one and before the first one after each pause. While there is no
    /// pause to end, nothing happens.
    ///
    /// # Errors
    ///
    /// [`EventStoreError`] when the ledger cannot be written.
    fn resume(&mut self) -> Result<Resumed, EventStoreError> {
        Ok(Resumed::Unchanged)
    }

    /// Lets others write: everything is committed, and no batch comes before it is [resumed](EventStore::resume). A reading
    /// that goes on for hours pauses whenever nothing is to be read. While there is a pause already, nothing happens.
    ///
    /// # Errors
    ///
    /// [`EventStoreError`] when the ledger cannot be read.
    fn pause(&mut self) -> Result<(), EventStoreError> {
        Ok(())
    }

    /// Returns how far each source of a provider has been read.
    ///
    /// # Errors
    ///
    /// [`EventStoreError`] when the ledger cannot be read.
    fn checkpoints(&mut self, provider: &str) -> Result<HashMap<SourceId, Checkpoint>, EventStoreError>;

    /// Shows how far each source of a provider has been read, one after the other. A ledger that can should hold no more
    /// than one of them for it: there may be a hundred thousand.
    ///
    /// # Errors
    ///
    /// [`EventStoreError`] when the ledger cannot be read.
    fn each_checkpoint(
        &mut self,
        provider: &str,
        show: &mut dyn FnMut(SourceId, Checkpoint),
    ) -> Result<(), EventStoreError> {
        self.checkpoints(provider)?.into_iter().for_each(|(source, checkpoint)| show(source, checkpoint));
        Ok(())
    }

    /// Returns how far some sources of a provider have been read, of those that have been.
    ///
    /// # Errors
    ///
    /// [`EventStoreError`] when the ledger cannot be read.
    fn checkpoints_of(
        &mut self,
        provider: &str,
        sources: &[SourceId],
    ) -> Result<HashMap<SourceId, Checkpoint>, EventStoreError> {
        let mut all = self.checkpoints(provider)?;
        Ok(sources.iter().filter_map(|source| all.remove_entry(source)).collect())
    }

    /// Takes a batch. It may be buffered; it is safe after the next [`EventStore::commit`].
    ///
    /// # Errors
    ///
    /// [`EventStoreError`] when it cannot be kept; nothing since the last commit is then kept.
    fn apply(&mut self, batch: Batch) -> Result<(), EventStoreError>;

    /// Makes everything applied so far safe.
    ///
    /// # Errors
    ///
    /// [`EventStoreError`] when it cannot be kept; nothing since the last commit is then kept.
    fn commit(&mut self) -> Result<(), EventStoreError>;
}

/// Why a ledger could not keep or answer.
#[derive(Debug, thiserror::Error)]
#[error(transparent)]
pub struct EventStoreError(#[from] Box<dyn std::error::Error + Send + Sync>);

impl EventStoreError {
    /// Wraps the store's own error.
    #[must_use]
    pub fn new(source: impl std::error::Error + Send + Sync + 'static) -> Self {
        Self(Box::new(source))
    }

    /// Returns the store's own error.
    #[must_use]
    pub fn into_inner(self) -> Box<dyn std::error::Error + Send + Sync> {
        self.0
    }
}
