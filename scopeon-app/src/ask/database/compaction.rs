//! Giving unused space back, and forgetting what is old.

use std::path::{Path, PathBuf};

use scopeon_core::report::{DbCompactReport, Forgotten};
use scopeon_core::time::{Range, Timestamp};
use scopeon_store::{Retention, Store};

use super::{Backup, readable, size};
use crate::app::App;
use crate::cancel::CancelToken;
use crate::error::AppError;
use crate::own_files::beside;

/// What is to be done to the database.
#[derive(Clone, Debug, Default)]
pub struct Compaction {
    /// What would be forgotten; none where everything is kept.
    pub forgotten: Option<Forgotten>,
    /// Whether no copy is made before something is forgotten.
    pub no_backup: bool,
}

/// Why space could not be given back.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum CompactError {
    /// As of any question.
    #[error(transparent)]
    App(#[from] AppError),
    /// The copy that is made first.
    #[error(transparent)]
    Backup(#[from] Backup),
}

impl App {
    /// Finds out what would be forgotten: everything before `when`, a date as questions take it, but nothing that is yet to
    /// come. Sums are kept by quarters of an hour, so forgetting ends at one.
    ///
    /// # Errors
    ///
    /// When `when` is not understood or yet to come, the database cannot be used, or `cancel` stops it.
    pub fn forgettable(&self, when: &str, cancel: &CancelToken) -> Result<Forgotten, AppError> {
        let (zone, now) = (self.zone(), self.now());
        let range = Range::parse(Some(when), None, zone, now).map_err(|error| {
            AppError::input("delete-before", format_args!("is not understood: {when}")).with_hint(error)
        })?;
        let before = range.since.unwrap_or_default();
        if before > now {
            return Err(AppError::input("delete-before", format_args!("is yet to come: {when}"))
                .with_hint("only what is past is forgotten; nothing was changed"));
        }
        let before: Timestamp = before.quarter().start();
        let (reader, book) = (self.reader()?, self.price_book()?);
        let in_logs = readable::calls(self, cancel)?;
        Ok(reader.forgettable(before, zone, &book, |call| in_logs.contains(&call))?)
    }

    /// Gives unused space back, and forgets what [`App::forgettable`] found, after a copy was made of it.
    ///
    /// # Errors
    ///
    /// When another process is the writer, the copy cannot be made, or the database cannot be used.
    pub fn compact(
        &self,
        compaction: Compaction,
        cancel: &CancelToken,
    ) -> Result<DbCompactReport, CompactError> {
        let (db, Compaction { forgotten, no_backup }) = (self.db(), compaction);
        let bytes_before = size(&db);
        let _lock = self.lock(cancel)?;
        let copied = forgotten.as_ref().filter(|gone| !gone.is_nothing() && !no_backup);
        let copy = copied.map(|gone| self.copy_before(gone.before)).transpose()?;
        let mut store =
            Store::open(&db, self.open_options().map_err(AppError::from)?).map_err(AppError::from)?;
        let before = forgotten.as_ref().map(|gone| gone.before);
        store.compact(before.map_or(Retention::KeepAll, Retention::DeleteBefore)).map_err(AppError::from)?;
        store.close().map_err(AppError::from)?;
        Ok(DbCompactReport::new(
            self.scope(),
            db.display().to_string(),
            bytes_before,
            size(&db),
            forgotten,
            copy.map(|copy| copy.display().to_string()),
        ))
    }

    /// Copies the database beside itself, under a name that says what for.
    fn copy_before(&self, before: Timestamp) -> Result<PathBuf, Backup> {
        let (db, day) = (self.db(), self.zone().date(before).to_string());
        let name = |attempt: u32| match attempt {
            0 => beside(&db, &format!(".before-{day}.bak")),
            _ => beside(&db, &format!(".before-{day}-{attempt}.bak")),
        };
        let is_free = |name: &PathBuf| !is_there(name);
        let copy = (0..u32::MAX).map(name).find(is_free).unwrap_or_else(|| name(u32::MAX));
        self.backup(&copy)?;
        Ok(copy)
    }
}

fn is_there(path: &Path) -> bool {
    path.symlink_metadata().is_ok()
}
