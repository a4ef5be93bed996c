//! A ledger for a reading without an end: it is the writer while there is something to read, and others may be in
//! between.

use std::collections::HashMap;

use scopeon_core::id::SourceId;
use scopeon_core::provider::{Batch, Checkpoint, EventStore, EventStoreError, Resumed};
use scopeon_store::{DbVersion, OpenOptions, Store, StoreError, WriterLock};

use super::writer_lock::wait_long;
use crate::app::App;
use crate::cancel::CancelToken;

/// Takes the writer lock for every turn. The database stays open meanwhile, and is opened again after others wrote.
pub(super) struct WatchLedger<'a> {
    app: &'a App,
    cancel: &'a CancelToken,
    /// Before the writer lock: what is dropped first is closed first.
    store: Option<Store>,
    lock: Option<WriterLock>,
    /// How the database was left after the last turn.
    left: Option<DbVersion>,
}

impl<'a> WatchLedger<'a> {
    /// Prepares turns; the first of them opens the database.
    pub(super) fn new(app: &'a App, cancel: &'a CancelToken) -> Self {
        Self { app, cancel, store: None, lock: None, left: None }
    }

    /// Merges what is written into the database's file, unless another process is about to do so.
    ///
    /// # Errors
    ///
    /// When that fails; what was committed before is safe.
    pub(super) fn close(self) -> Result<(), StoreError> {
        let Some(store) = self.store else { return Ok(()) };
        let lock = WriterLock::try_acquire(&self.app.db());
        let is_last = matches!(lock, Ok(Some(_))) && store.db_version().ok() == self.left;
        if is_last { store.close() } else { Ok(()) }
    }

    fn take(&mut self) -> Result<Resumed, StoreError> {
        if self.lock.is_some() {
            return Ok(Resumed::Unchanged);
        }
        self.lock = wait_long(self.app, self.cancel)?;
        if self.lock.is_none() {
            return Ok(Resumed::Closed);
        }
        if let (Some(store), Some(left)) = (&self.store, self.left.take())
            && store.db_version()? == left
        {
            return Ok(Resumed::Unchanged);
        }
        // What it remembers may be gone; and it is closed before the file is opened again.
        self.store = None;
        let options = OpenOptions { lean: true, ..self.app.open_options()? };
        self.store = Some(Store::open(&self.app.db(), options)?);
        Ok(Resumed::Changed)
    }

    /// Remembers how the database is left; whoever had no turn leaves nothing.
    fn give(&mut self) -> Result<(), StoreError> {
        let Some(_lock) = self.lock.take() else { return Ok(()) };
        self.left = self.store.as_ref().map(Store::db_version).transpose()?;
        Ok(())
    }

    fn store(&mut self) -> Result<&mut Store, EventStoreError> {
        let path = self.app.db();
        self.store.as_mut().ok_or_else(|| EventStoreError::new(StoreError::Missing { path }))
    }
}

impl EventStore for WatchLedger<'_> {
    fn resume(&mut self) -> Result<Resumed, EventStoreError> {
        self.take().map_err(EventStoreError::new)
    }

    fn pause(&mut self) -> Result<(), EventStoreError> {
        self.give().map_err(EventStoreError::new)
    }

    fn checkpoints(&mut self, provider: &str) -> Result<HashMap<SourceId, Checkpoint>, EventStoreError> {
        self.store()?.checkpoints(provider)
    }

    fn each_checkpoint(
        &mut self,
        provider: &str,
        show: &mut dyn FnMut(SourceId, Checkpoint),
    ) -> Result<(), EventStoreError> {
        self.store()?.each_checkpoint(provider, show)
    }

    fn checkpoints_of(
        &mut self,
        provider: &str,
        sources: &[SourceId],
    ) -> Result<HashMap<SourceId, Checkpoint>, EventStoreError> {
        self.store()?.checkpoints_of(provider, sources)
    }

    fn apply(&mut self, batch: Batch) -> Result<(), EventStoreError> {
        self.store()?.apply(batch)
    }

    fn commit(&mut self) -> Result<(), EventStoreError> {
        self.store()?.commit()
    }
}
