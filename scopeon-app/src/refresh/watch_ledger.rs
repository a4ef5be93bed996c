//! A ledger for a reading without an end: it is the writer while there is something to read, and others may be in
//! between.

use std::collections::HashMap;

use scopeon_core::id::SourceId;
use scopeon_core::provider::{Batch, Checkpoint, Ledger, LedgerError, Resumed};
use scopeon_store::{Lease, OpenOptions, Standing, Store, StoreError};

use super::writer_lock::wait_long;
use crate::app::App;
use crate::cancel::CancelToken;

/// Takes the lease for every turn. The database stays open meanwhile, and is opened anew after others wrote.
pub(super) struct WatchLedger<'a> {
    app: &'a App,
    cancel: &'a CancelToken,
    /// Before the lease: what is dropped first is closed first.
    store: Option<Store>,
    lease: Option<Lease>,
    /// How the database was left after the last turn.
    left: Option<Standing>,
}

impl<'a> WatchLedger<'a> {
    /// Prepares turns; the first of them opens the database.
    pub(super) fn new(app: &'a App, cancel: &'a CancelToken) -> Self {
        Self { app, cancel, store: None, lease: None, left: None }
    }

    /// Merges what is written into the database's file, unless another process is about to do so.
    ///
    /// # Errors
    ///
    /// When that fails; what was committed before is safe.
    pub(super) fn close(self) -> Result<(), StoreError> {
        let Some(store) = self.store else { return Ok(()) };
        let lease = Lease::try_acquire(&self.app.db());
        let is_last = matches!(lease, Ok(Some(_))) && store.standing().ok() == self.left;
        if is_last { store.close() } else { Ok(()) }
    }

    fn take(&mut self) -> Result<Resumed, StoreError> {
        if self.lease.is_some() {
            return Ok(Resumed::Same);
        }
        self.lease = wait_long(self.app, self.cancel)?;
        if self.lease.is_none() {
            return Ok(Resumed::Over);
        }
        if let (Some(store), Some(left)) = (&self.store, self.left.take())
            && store.standing()? == left
        {
            return Ok(Resumed::Same);
        }
        // What it remembers may be gone; and it is closed before the file is opened again.
        self.store = None;
        let options = OpenOptions { lean: true, ..self.app.open_options()? };
        self.store = Some(Store::open(&self.app.db(), options)?);
        Ok(Resumed::New)
    }

    /// Remembers how the database is left; whoever had no turn leaves nothing.
    fn give(&mut self) -> Result<(), StoreError> {
        let Some(_lease) = self.lease.take() else { return Ok(()) };
        self.left = self.store.as_ref().map(Store::standing).transpose()?;
        Ok(())
    }

    fn store(&mut self) -> Result<&mut Store, LedgerError> {
        let path = self.app.db();
        self.store.as_mut().ok_or_else(|| LedgerError::new(StoreError::Missing { path }))
    }
}

impl Ledger for WatchLedger<'_> {
    fn resume(&mut self) -> Result<Resumed, LedgerError> {
        self.take().map_err(LedgerError::new)
    }

    fn pause(&mut self) -> Result<(), LedgerError> {
        self.give().map_err(LedgerError::new)
    }

    fn checkpoints(&mut self, provider: &str) -> Result<HashMap<SourceId, Checkpoint>, LedgerError> {
        self.store()?.checkpoints(provider)
    }

    fn each_checkpoint(
        &mut self,
        provider: &str,
        show: &mut dyn FnMut(SourceId, Checkpoint),
    ) -> Result<(), LedgerError> {
        self.store()?.each_checkpoint(provider, show)
    }

    fn checkpoints_of(
        &mut self,
        provider: &str,
        sources: &[SourceId],
    ) -> Result<HashMap<SourceId, Checkpoint>, LedgerError> {
        self.store()?.checkpoints_of(provider, sources)
    }

    fn apply(&mut self, batch: Batch) -> Result<(), LedgerError> {
        self.store()?.apply(batch)
    }

    fn commit(&mut self) -> Result<(), LedgerError> {
        self.store()?.commit()
    }
}
