//! Taking over what Scopeon 0.x kept: its settings into the configuration, its tags and its history into the database. Its own
//! files are read and nothing else.

mod config;
mod history;

use std::fs;
use std::path::{Path, PathBuf};

use scopeon_core::earlier::is_earlier;
use scopeon_core::report::ImportReport;
use scopeon_store::{DatabaseKind, Owners, check_owner, database_kind};

use crate::app::App;
use crate::cancel::CancelToken;
use crate::error::AppError;
use crate::own_files::EarlierFiles;
use crate::small_file;

/// What is to be taken over from Scopeon 0.x.
#[derive(Clone, Debug, Default)]
pub struct Import {
    /// Its directory, its configuration or its database; none for those in the directory of Scopeon's own files.
    pub from: Option<PathBuf>,
    /// Whether it is only said what would be taken over.
    pub dry_run: bool,
}

impl App {
    /// Takes over what Scopeon 0.x kept. What is here already stays as it is, so doing it again changes nothing.
    ///
    /// # Errors
    ///
    /// When there are no such files or they cannot be read, the configuration is not one or cannot be written, the database
    /// cannot be used, or `cancel` stops it. Where the database of 0.x cannot be read nothing is taken over.
    pub fn import(&self, question: &Import, cancel: &CancelToken) -> Result<ImportReport, AppError> {
        let files = find(question.from.as_deref().unwrap_or_else(|| self.files().home()))?;
        let history = files.database.as_deref().map(|file| history::read(file, self, cancel)).transpose()?;
        let config = files.config.as_deref().map(|file| config::merge(file, self)).transpose()?;
        let mut report = ImportReport::new(self.scope(), question.dry_run, None, None);
        if let Some((merged, told)) = config {
            if !question.dry_run && !told.added.is_empty() {
                config::write(&self.files().config, &merged)?;
            }
            report.config = Some(told);
        }
        if let Some(history) = history {
            report.history = Some(history.take_over(question.dry_run, self, cancel)?);
        }
        Ok(report)
    }
}

/// Finds the files of 0.x in a directory, or the one that is named.
fn find(place: &Path) -> Result<EarlierFiles, AppError> {
    let about = fs::metadata(place);
    let found = match about {
        Ok(about) if about.is_dir() => EarlierFiles {
            config: Some(place.join("config.toml")).filter(|file| is_config(file)),
            database: Some(place.join("scopeon.db")).filter(|file| is_database(file)),
        },
        Ok(_) => EarlierFiles {
            config: Some(place.to_owned()).filter(|file| is_config(file)),
            database: Some(place.to_owned()).filter(|file| is_database(file)),
        },
        Err(error) => return Err(AppError::file("the place to import from cannot be read", place, error)),
    };
    if found == EarlierFiles::default() {
        return Err(AppError::refused(format_args!(
            "there are no files of Scopeon 0.x: {}",
            place.display()
        ))
        .with_hint("name its directory, its config.toml or its scopeon.db: scopeon import ~/old/.scopeon"));
    }
    Ok(found)
}

fn is_config(file: &Path) -> bool {
    small_file::read_text(file, small_file::MAX_CONFIG).is_ok_and(|text| is_earlier(&text))
}

fn is_database(file: &Path) -> bool {
    check_owner(file, Owners::User).is_ok() && database_kind(file) == DatabaseKind::Earlier
}
