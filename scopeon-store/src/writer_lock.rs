//! The right to ingest: one process a machine holds it, and it frees itself however that process ends.

use std::fs::{File, TryLockError};
use std::path::Path;
use std::time::{Duration, Instant};

use crate::connect;
use crate::error::StoreError;
use crate::owner::{self, Owners};
use crate::private::{self, beside};

/// How often a waiting process looks again.
const INTERVAL: Duration = Duration::from_millis(20);

/// The right to write to one database, held until it is dropped. It is a lock on the file `<db>.lock`, which
/// stays there and is empty.
#[derive(Debug)]
pub struct WriterLock {
    _file: File,
}

impl WriterLock {
    /// Takes the writer lock if no other process has it.
    ///
    /// # Errors
    ///
    /// [`StoreError`] when the lock file cannot be made or locked.
    pub fn try_acquire(db: &Path) -> Result<Option<Self>, StoreError> {
        private::prepare_parent(db)?;
        // No lock is made beside what is not ours.
        connect::check_own(db)?;
        // A link to a database is the same database, and has the same lock.
        let real = db.canonicalize();
        let path = beside(real.as_deref().unwrap_or(db), ".lock");
        let failed = |error| StoreError::io(&path, "locking it", error);
        // Another user could hold it for ever.
        owner::check(&path, Owners::User)?;
        let file = private::open_or_create(&path).map_err(failed)?;
        match file.try_lock() {
            Ok(()) => Ok(Some(Self { _file: file })),
            Err(TryLockError::WouldBlock) => Ok(None),
            Err(TryLockError::Error(error)) => Err(failed(error)),
        }
    }

    /// Waits for the writer lock at most that long; `None` when another process still has it.
    ///
    /// # Errors
    ///
    /// [`StoreError`] when the lock file cannot be made or locked.
    pub fn wait(db: &Path, timeout: Duration) -> Result<Option<Self>, StoreError> {
        let deadline = Instant::now() + timeout;
        loop {
            let lock = Self::try_acquire(db)?;
            if lock.is_some() || Instant::now() >= deadline {
                return Ok(lock);
            }
            std::thread::sleep(INTERVAL.min(deadline.saturating_duration_since(Instant::now())));
        }
    }
}
