//! Closing the database while the answer is written: the disk is waited for meanwhile.

use std::panic::resume_unwind;
use std::sync::{Mutex, PoisonError};
use std::thread::JoinHandle;

use scopeon_store::{Store, StoreError, WriterLock};

/// A database that is being closed.
#[derive(Default)]
pub(crate) struct BackgroundClose(Mutex<Option<JoinHandle<Result<(), StoreError>>>>);

impl BackgroundClose {
    /// Begins to close a database; the writer lock is held until that is done.
    pub(crate) fn begin(&self, store: Store, lock: WriterLock) {
        let closing = std::thread::spawn(move || {
            let closed = store.close();
            drop(lock);
            closed
        });
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = Some(closing);
    }

    /// Waits until it is closed, if there is one.
    ///
    /// # Errors
    ///
    /// When that fails; what was committed before is safe.
    pub(crate) fn end(&self) -> Result<(), StoreError> {
        let closing = self.0.lock().unwrap_or_else(PoisonError::into_inner).take();
        closing.map_or(Ok(()), |closing| closing.join().unwrap_or_else(|panic| resume_unwind(panic)))
    }
}
