//! How a writer knows after a pause whether it may go on with what it remembers, and who follows whether there is something
//! new.

use std::fs::Metadata;
use std::path::Path;

use crate::error::StoreError;
use crate::query::Reader;
use crate::write::Store;

/// One state of a database, as its writer left it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct DbVersion {
    /// Another number after any other connection has committed.
    version: i64,
    /// Which file it is: it may have been moved away.
    file: Option<(u64, u64)>,
}

impl Store {
    /// Returns the version of the database. As long as that is equal, nobody else has written, and the path still leads to
    /// the same file; afterwards the store has to be opened again, which remembers too much and may know the schema no
    /// longer.
    ///
    /// # Errors
    ///
    /// [`StoreError`] when the file cannot be read.
    pub fn db_version(&self) -> Result<DbVersion, StoreError> {
        let version = self.look(|conn| conn.pragma_query_value(None, "data_version", |row| row.get(0)))?;
        Ok(DbVersion { version, file: file_of(self.path()) })
    }
}

impl Reader {
    /// Returns the version of the database for this reader. As long as that is equal, nobody has written, and the path still
    /// leads to the same file.
    ///
    /// # Errors
    ///
    /// [`StoreError`] when the file cannot be read.
    pub fn db_version(&self) -> Result<DbVersion, StoreError> {
        Ok(DbVersion { version: self.data_version()?, file: file_of(self.path()) })
    }
}

impl DbVersion {
    /// Returns `true` if both are of one file.
    #[must_use]
    pub fn is_same_file(&self, other: &Self) -> bool {
        self.file == other.file
    }
}

fn file_of(path: &Path) -> Option<(u64, u64)> {
    std::fs::metadata(path).ok().map(|about| number(&about))
}

#[cfg(unix)]
fn number(about: &Metadata) -> (u64, u64) {
    use std::os::unix::fs::MetadataExt;
    (about.dev(), about.ino())
}

/// An open file cannot be moved away there.
#[cfg(not(unix))]
fn number(_about: &Metadata) -> (u64, u64) {
    (0, 0)
}
