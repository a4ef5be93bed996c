//! What can go wrong with the file. No text of a log is ever part of an error.

use std::io;
use std::path::{Path, PathBuf};

use rusqlite::{ErrorCode, ffi};

use crate::limit::Limit;
use crate::patience;

/// Why the store could not open, keep or answer. Every message names the file; what to do about it depends on the program and
/// is not said here.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum StoreError {
    /// A later release made the file.
    #[error("{path}: made by a newer Scopeon (schema {found}, this one knows {known})")]
    NewerSchema {
        /// The file.
        path: PathBuf,
        /// Its schema.
        found: u32,
        /// The newest schema this version knows.
        known: u32,
    },
    /// An earlier release made the file and it was only opened to read.
    #[error("{path}: made by an older Scopeon (schema {found}, this one needs {known})")]
    OlderSchema {
        /// The file.
        path: PathBuf,
        /// Its schema.
        found: u32,
        /// The schema this version needs.
        known: u32,
    },
    /// The file belongs to another program.
    #[error("{path}: not a Scopeon database")]
    NotScopeon {
        /// The file.
        path: PathBuf,
    },
    /// The file is damaged.
    #[error("{path}: the database is damaged")]
    Corrupt {
        /// The file.
        path: PathBuf,
    },
    /// The disk has no room.
    #[error("{path}: the disk is full")]
    Full {
        /// The file.
        path: PathBuf,
    },
    /// A limit of this process is reached.
    #[error("{path}: {limit}")]
    Limit {
        /// The file that was worked on.
        path: PathBuf,
        /// Which one.
        limit: Limit,
    },
    /// The file or its directory may not be read or written by this user.
    #[error("{path}: permission denied")]
    Permission {
        /// The file.
        path: PathBuf,
    },
    /// The file, its directory or the disk cannot be written.
    #[error("{path}: read-only")]
    ReadOnly {
        /// The file.
        path: PathBuf,
    },
    /// A read-only directory holds a log or a journal that cannot be merged there.
    #[error("{path}: the directory is read-only and a -wal or -journal file beside it is part of it")]
    PendingLog {
        /// The file.
        path: PathBuf,
    },
    /// Another process holds the file.
    #[error("{path}: busy")]
    Busy {
        /// The file.
        path: PathBuf,
    },
    /// The file or its directory belongs to another user, or is not a regular file.
    #[error("{path}: {reason}")]
    NotPrivate {
        /// The file or directory.
        path: PathBuf,
        /// What is wrong with it.
        reason: &'static str,
    },
    /// A file to be made is already there.
    #[error("{path}: already exists and is not overwritten")]
    Exists {
        /// The file.
        path: PathBuf,
    },
    /// There is no database yet.
    #[error("{path}: no database there yet")]
    Missing {
        /// The file.
        path: PathBuf,
    },
    /// The SQLite in use has a known bug that damages databases.
    #[error("SQLite {version} can damage a database that two processes use (fixed in 3.51.3)")]
    Library {
        /// Its version.
        version: &'static str,
    },
    /// No session has that id.
    #[error("no session starts with that id")]
    UnknownSession {
        /// The ids nearest to it, if any.
        near: Vec<String>,
    },
    /// Several sessions' ids start so.
    #[error("several sessions start with that id: {}", candidates.join(", "))]
    AmbiguousSession {
        /// Their ids, at most ten.
        candidates: Vec<String>,
    },
    /// Nothing of that kind has that name.
    #[error("no {kind} is called {name}")]
    UnknownName {
        /// What was looked for: `branch`, `project`, `tag` and so on.
        kind: &'static str,
        /// The name that was asked for.
        name: String,
        /// The names nearest to it, if any.
        near: Vec<String>,
    },
    /// The file system failed.
    #[error("{path}: {doing} failed: {source}")]
    Io {
        /// The file.
        path: PathBuf,
        /// What was tried.
        doing: &'static str,
        /// What the system says.
        source: io::Error,
    },
    /// SQLite failed in a way that has no name here.
    #[error("{path}: the database failed: {source}")]
    Database {
        /// The file.
        path: PathBuf,
        /// What SQLite says; it holds no value of a row.
        source: Box<dyn std::error::Error + Send + Sync>,
    },
}

impl StoreError {
    /// Says what failed with which file: a limit of the shell, a full disk, a permission, or else what was being done.
    #[must_use]
    pub fn io(path: &Path, doing: &'static str, source: io::Error) -> Self {
        let path = path.to_owned();
        if let Some(limit) = Limit::of(&source) {
            return Self::Limit { path, limit };
        }
        match source.kind() {
            io::ErrorKind::PermissionDenied => Self::Permission { path },
            io::ErrorKind::ReadOnlyFilesystem => Self::ReadOnly { path },
            io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded => Self::Full { path },
            io::ErrorKind::AlreadyExists => Self::Exists { path },
            _ => Self::Io { path, doing, source },
        }
    }

    pub(crate) fn sqlite(path: &Path, error: rusqlite::Error) -> Self {
        let path = path.to_owned();
        match error.sqlite_error_code() {
            Some(
                ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked | ErrorCode::FileLockingProtocolFailed,
            ) => {
                patience::has_waited();
                Self::Busy { path }
            }
            Some(ErrorCode::DiskFull) => Self::Full { path },
            // The index of the write-ahead log has no room; every other write that has none is a full disk to SQLite.
            Some(ErrorCode::SystemIoFailure) if extended_code(&error) == ffi::SQLITE_IOERR_SHMSIZE => {
                Self::Full { path }
            }
            // SQLite tells neither of them from what else may have happened.
            Some(ErrorCode::CannotOpen) if Limit::is_out_of_files() => {
                Self::Limit { path, limit: Limit::OpenFiles }
            }
            Some(ErrorCode::SystemIoFailure) if is_write(&error) && Limit::FileSize.value().is_some() => {
                Self::Limit { path, limit: Limit::FileSize }
            }
            Some(ErrorCode::OutOfMemory) => Self::Limit { path, limit: Limit::Memory },
            Some(ErrorCode::ReadOnly) => Self::ReadOnly { path },
            Some(ErrorCode::PermissionDenied | ErrorCode::CannotOpen) => Self::Permission { path },
            Some(ErrorCode::DatabaseCorrupt | ErrorCode::NotADatabase) => Self::Corrupt { path },
            // A column that does not hold what the schema says was changed from outside.
            None if is_misread(&error) => Self::Corrupt { path },
            _ => Self::Database { path, source: Box::new(error) },
        }
    }
}

fn is_write(error: &rusqlite::Error) -> bool {
    [ffi::SQLITE_IOERR_WRITE, ffi::SQLITE_IOERR_TRUNCATE, ffi::SQLITE_IOERR_SHMSIZE]
        .contains(&extended_code(error))
}

fn extended_code(error: &rusqlite::Error) -> i32 {
    error.sqlite_error().map_or(0, |error| error.extended_code)
}

fn is_misread(error: &rusqlite::Error) -> bool {
    matches!(
        error,
        rusqlite::Error::FromSqlConversionFailure(..)
            | rusqlite::Error::IntegralValueOutOfRange(..)
            | rusqlite::Error::InvalidColumnType(..)
            | rusqlite::Error::QueryReturnedNoRows
            | rusqlite::Error::Utf8Error(..)
    )
}

/// Names the file in an error of SQLite's.
pub(crate) trait At<T> {
    fn at(self, path: &Path) -> Result<T, StoreError>;
}

impl<T> At<T> for rusqlite::Result<T> {
    fn at(self, path: &Path) -> Result<T, StoreError> {
        self.map_err(|error| StoreError::sqlite(path, error))
    }
}
