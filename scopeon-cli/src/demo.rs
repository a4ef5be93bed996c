//! Sample logs in a temporary directory, with a database of their own, removed when they are dropped.

mod sweep;

use std::fs::File;
use std::path::Path;

use scopeon_core::time::{Quarter, Timestamp};
use scopeon_providers::sample;
use tempfile::TempDir;

use crate::error::{CliError, Kind};

/// Removes what demos left in the temporary directory that were killed.
pub(crate) fn sweep() {
    sweep::others(&std::env::temp_dir());
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
    pub(crate) fn write(now: Timestamp) -> Result<Self, CliError> {
        let failed = |error: std::io::Error| {
            CliError::new(
                Kind::Io,
                format_args!("the sample logs cannot be written to the temporary directory: {error}"),
            )
            .hint("set TMPDIR to a directory that can be written to")
        };
        let directory = tempfile::Builder::new().prefix(sweep::PREFIX).tempdir().map_err(failed)?;
        let lock = sweep::lock(directory.path()).map_err(failed)?;
        sweep::beside(directory.path());
        let end = Quarter::start(now.quarter());
        sample::write_mixed_home(directory.path(), end).map_err(failed)?;
        Ok(Self { _lock: lock, directory })
    }

    /// Returns the home directory they lie below.
    pub(crate) fn home(&self) -> &Path {
        self.directory.path()
    }
}
