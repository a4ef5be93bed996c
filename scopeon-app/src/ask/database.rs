//! Looking after the database: whether it is whole, a copy of it, giving space back and forgetting.

mod compaction;
mod readable;

use std::fs;
use std::path::{Path, PathBuf};

use scopeon_core::report::{DbPathReport, DbSizeReport, DbVerifyReport};
use scopeon_store::{StoreError, backup, verify};

use crate::app::App;
use crate::error::AppError;
pub use compaction::{CompactError, Compaction};

/// A copy that could not be made, or is of no use.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Backup {
    /// The database cannot be copied.
    #[error(transparent)]
    Database(StoreError),
    /// The copy cannot be written, which says nothing about the database.
    #[error(transparent)]
    Copy(StoreError),
    /// The database is damaged, and so is the copy, which is kept.
    #[error("{}: the database is damaged, and so is the copy; it is kept as {}", db.display(), copy.display())]
    Damaged {
        /// The database.
        db: PathBuf,
        /// The copy.
        copy: PathBuf,
    },
}

impl App {
    /// Says where the database is.
    #[must_use]
    pub fn db_path(&self) -> DbPathReport {
        let db = self.db();
        DbPathReport::new(self.scope(), db.display().to_string(), db.exists())
    }

    /// Computes every sum again and says what differs.
    ///
    /// # Errors
    ///
    /// When the database cannot be used.
    pub fn verify(&self) -> Result<DbVerifyReport, AppError> {
        let db = self.db();
        let found = verify(&db)?;
        Ok(DbVerifyReport::new(
            self.scope(),
            db.display().to_string(),
            found.calls,
            found.sums,
            found.digests,
            found.problems,
        ))
    }

    /// Copies the database to a file that is not there yet, and looks the copy through.
    ///
    /// # Errors
    ///
    /// When it cannot be copied, or the copy is damaged as the database is.
    pub fn backup(&self, file: &Path) -> Result<DbSizeReport, Backup> {
        backup(&self.db(), file).map_err(|error| Backup::of(error, file))?;
        self.check_copy(file)?;
        let (path, bytes) = (file.display().to_string(), size(file));
        Ok(DbSizeReport::new(self.scope(), path, size(&self.db()), bytes))
    }

    /// SQLite copies damaged pages as they are, so only a copy that was looked through is one to rely on.
    fn check_copy(&self, file: &Path) -> Result<(), Backup> {
        match verify(file) {
            Ok(found) if found.problems.is_empty() => Ok(()),
            Ok(_) | Err(StoreError::Corrupt { .. }) => {
                Err(Backup::Damaged { db: self.db(), copy: file.to_owned() })
            }
            Err(error) => {
                // Nobody can use it; that it cannot be removed changes nothing about the failure.
                let _ = fs::remove_file(file);
                Err(Backup::of(error, file))
            }
        }
    }
}

impl Backup {
    fn of(error: StoreError, copy: &Path) -> Self {
        let is_of_copy = matches!(
            &error,
            StoreError::Permission { path } | StoreError::ReadOnly { path } | StoreError::Full { path } if path == copy
        );
        if is_of_copy { Self::Copy(error) } else { Self::Database(error) }
    }
}

fn size(path: &Path) -> u64 {
    fs::metadata(path).map_or(0, |about| about.len())
}
