//! Sample logs in a temporary directory, with a database of their own, removed when they are dropped.

mod sweep;

use std::fs::File;
use std::path::Path;

use scopeon_core::time::{TimeBucket, Timestamp};
use scopeon_providers::sample;
use tempfile::TempDir;

use crate::error::AppError;

/// Removes what demos left in the temporary directory that were killed.
pub(crate) fn sweep(temporary: &Path) {
    sweep::others(temporary);
}

/// Sample logs while they are there.
#[derive(Debug)]
pub(crate) struct Demo {
    /// Held as long as the logs are there. Before the directory: what is dropped first is closed first.
    _lock: File,
    directory: TempDir,
}

impl Demo {
    /// Writes logs that end just before `now`; within a quarter of an hour they are always the same.
    pub(crate) fn write(temporary: &Path, now: Timestamp) -> Result<Self, AppError> {
        let failed = |error: std::io::Error| {
            let hint = "set TMPDIR to a directory that can be written to";
            AppError::file("the sample logs cannot be written", temporary, error).with_hint(hint)
        };
        let directory =
            tempfile::Builder::new().prefix(sweep::PREFIX).tempdir_in(temporary).map_err(failed)?;
        let lock = sweep::lock(directory.path()).map_err(failed)?;
        sweep::beside(directory.path());
        let end = TimeBucket::start(now.quarter());
        sample::write_mixed_home(directory.path(), end).map_err(failed)?;
        Ok(Self { _lock: lock, directory })
    }

    /// Returns the home directory they lie below.
    pub(crate) fn home(&self) -> &Path {
        self.directory.path()
    }
}

impl Drop for Demo {
    fn drop(&mut self) {
        // The lock goes last, so that what an interrupted removal leaves is swept.
        sweep::empty(self.directory.path());
    }
}
