//! The store as what a reading writes to.

use std::collections::HashMap;

use scopeon_core::id::SourceId;
use scopeon_core::provider::{Batch, Checkpoint, EventStore, EventStoreError};

use super::{Store, source};
use crate::error::At;

impl EventStore for Store {
    fn checkpoints(&mut self, provider: &str) -> Result<HashMap<SourceId, Checkpoint>, EventStoreError> {
        let mut checkpoints = HashMap::new();
        let mut take = |source, checkpoint| drop(checkpoints.insert(source, checkpoint));
        self.each_checkpoint(provider, &mut take)?;
        Ok(checkpoints)
    }

    fn each_checkpoint(
        &mut self,
        provider: &str,
        show: &mut dyn FnMut(SourceId, Checkpoint),
    ) -> Result<(), EventStoreError> {
        let shown = source::each_checkpoint(&self.reader.conn, provider, show);
        shown.at(&self.reader.path).map_err(EventStoreError::new)
    }

    fn checkpoints_of(
        &mut self,
        provider: &str,
        sources: &[SourceId],
    ) -> Result<HashMap<SourceId, Checkpoint>, EventStoreError> {
        let found = source::checkpoints_of(&self.reader.conn, provider, sources);
        found.at(&self.reader.path).map_err(EventStoreError::new)
    }

    fn apply(&mut self, batch: Batch) -> Result<(), EventStoreError> {
        self.apply_batch(batch).map_err(EventStoreError::new)
    }

    fn commit(&mut self) -> Result<(), EventStoreError> {
        self.commit_open().map_err(EventStoreError::new)
    }
}
