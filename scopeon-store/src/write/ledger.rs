//! The store as what a reading writes to.

use std::collections::HashMap;

use scopeon_core::id::SourceId;
use scopeon_core::provider::{Batch, Checkpoint, Ledger, LedgerError};

use super::{Store, source};
use crate::error::At;

impl Ledger for Store {
    fn checkpoints(&mut self, provider: &str) -> Result<HashMap<SourceId, Checkpoint>, LedgerError> {
        let mut checkpoints = HashMap::new();
        let mut take = |source, checkpoint| drop(checkpoints.insert(source, checkpoint));
        self.each_checkpoint(provider, &mut take)?;
        Ok(checkpoints)
    }

    fn each_checkpoint(
        &mut self,
        provider: &str,
        show: &mut dyn FnMut(SourceId, Checkpoint),
    ) -> Result<(), LedgerError> {
        let shown = source::each_checkpoint(&self.reader.conn, provider, show);
        shown.at(&self.reader.path).map_err(LedgerError::new)
    }

    fn checkpoints_of(
        &mut self,
        provider: &str,
        sources: &[SourceId],
    ) -> Result<HashMap<SourceId, Checkpoint>, LedgerError> {
        let found = source::checkpoints_of(&self.reader.conn, provider, sources);
        found.at(&self.reader.path).map_err(LedgerError::new)
    }

    fn apply(&mut self, batch: Batch) -> Result<(), LedgerError> {
        self.apply_batch(batch).map_err(LedgerError::new)
    }

    fn commit(&mut self) -> Result<(), LedgerError> {
        self.commit_open().map_err(LedgerError::new)
    }
}
