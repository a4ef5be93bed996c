//! The database of Scopeon 0.x, an earlier program of the same name, read once when its user asks for it: its tags, and what
//! it kept of Claude Code's calls whose logs may be gone.
//!
//! It is read as every other program's database is: from a private copy, by named columns. Of other agents no calls are
//! taken: of Codex it kept the last one of each turn, of Gemini CLI it kept no session that logs name, and of Copilot CLI
//! tokens that it guessed.

#![cfg(feature = "claude-code")]

mod facts;
mod history;
mod rows;

use std::collections::HashMap;
use std::path::Path;
use std::sync::atomic::AtomicBool;
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use scopeon_core::id::SourceId;
use scopeon_core::provider::{
    Batch, Checkpoint, Coverage, EventStore, EventStoreError, Input, IssueKind, Provider, ProviderInfo,
    ReadError, ReaderState, SearchRoots, Sink, Source, SourceKind,
};

pub use history::{EarlierHistory, EarlierSession};

use crate::engine::observer::NoopObserver;
use crate::engine::scan::scan;
use crate::engine::search_paths::SearchPaths;
use crate::engine::settings::Settings;
use crate::engine::summary::ScanError;

/// What is known as the reader of 0.x's database; no fact has it.
const ID: &str = "scopeon-0.x";
const ABOUT: ProviderInfo = ProviderInfo::new(ID, "Scopeon 0.x", Coverage::PerCall);
/// It is read once, so it may take a while.
const DEADLINE: Duration = Duration::from_mins(2);

/// Why the database of Scopeon 0.x cannot be read.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum EarlierError {
    /// It cannot be read whole: it is damaged, too large, or not what it was taken for.
    #[error("{}", .0.meaning())]
    Unreadable(IssueKind),
    /// There is no file that can be read.
    #[error("there is no database there")]
    Missing,
    /// Reading failed.
    #[error(transparent)]
    Scan(#[from] ScanError),
}

/// Reads the database of Scopeon 0.x at `file`, until `stop` is set.
///
/// # Errors
///
/// [`EarlierError`] when not all of it can be read.
pub fn read_earlier(
    file: &Path,
    settings: &Settings,
    stop: &AtomicBool,
) -> Result<EarlierHistory, EarlierError> {
    let reader = Earlier::default();
    let places = SearchPaths::default().root(ID, file);
    let settings = Settings { database_deadline: DEADLINE, paced: false, ..settings.clone() };
    let mut issues = Issues::default();
    let summary = scan(&[&reader], &places, &settings, &mut issues, &NoopObserver, stop)?;
    if let Some(kind) = issues.first {
        return Err(EarlierError::Unreadable(kind));
    }
    let read = reader.read.into_inner().unwrap_or_else(PoisonError::into_inner);
    match read {
        Some(rows) if summary.issues == 0 => Ok(facts::history(&rows)),
        _ => Err(EarlierError::Missing),
    }
}

/// Reads the rows; what they mean is decided afterwards.
#[derive(Default)]
struct Earlier {
    read: Mutex<Option<rows::Read>>,
}

impl Provider for Earlier {
    fn info(&self) -> &ProviderInfo {
        &ABOUT
    }

    fn discover(&self, roots: &SearchRoots<'_>, found: &mut dyn FnMut(Source)) {
        for file in roots.explicit {
            crate::kit::paths::files(file, roots.tree, &|_| true, &mut |root, path| {
                found(Source::new(SourceKind::Database, root, path));
            });
        }
    }

    fn read(&self, input: Input<'_>, _: &mut ReaderState, out: &mut dyn Sink) -> Result<(), ReadError> {
        let Input::Database(rows) = input else { return Ok(()) };
        let read = rows::read(rows, out)?;
        *self.read.lock().unwrap_or_else(PoisonError::into_inner) = Some(read);
        Ok(())
    }
}

/// Keeps the first thing that could not be read.
#[derive(Default)]
struct Issues {
    first: Option<IssueKind>,
}

impl EventStore for Issues {
    fn checkpoints(&mut self, _: &str) -> Result<HashMap<SourceId, Checkpoint>, EventStoreError> {
        Ok(HashMap::new())
    }

    fn apply(&mut self, batch: Batch) -> Result<(), EventStoreError> {
        self.first = self.first.or_else(|| batch.issues.first().map(|issue| issue.kind));
        Ok(())
    }

    fn commit(&mut self) -> Result<(), EventStoreError> {
        Ok(())
    }
}
