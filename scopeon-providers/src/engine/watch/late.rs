//! Databases that changed and may not be copied yet: the watch comes back to them.

use std::collections::{HashMap, HashSet};
use std::path::PathBuf;
use std::time::{Duration, Instant};

use scopeon_core::id::SourceId;
use scopeon_core::provider::SourceKind;

use crate::engine::database::{Pace, beside};
use crate::engine::discover::Shelf;
use crate::engine::scan::Task;

/// Nothing is waited for longer than a look at everything is away.
const LONG: Duration = Duration::from_hours(1);

/// What is waited for.
#[derive(Debug, Default)]
pub(super) struct Late {
    files: HashMap<PathBuf, Instant>,
}

/// Names the databases among what is to be read, with the files that belong to each.
pub(super) fn databases(shelves: &[Shelf], tasks: &[Task]) -> Vec<(SourceId, Vec<PathBuf>)> {
    let database = |task: &Task| {
        let shelf = shelves.get(task.provider as usize)?;
        let is_database = shelf.shape(task.place) == Some(SourceKind::Database);
        let found = is_database.then(|| shelf.get(task.place)).flatten()?;
        Some((found.id, beside::files(&found.source).collect()))
    };
    tasks.iter().filter_map(database).collect()
}

impl Late {
    /// Notes which of the databases were too early and which were not.
    pub(super) fn note(&mut self, databases: Vec<(SourceId, Vec<PathBuf>)>, pace: &Pace) {
        let now = Instant::now();
        for (source, files) in databases {
            let early = pace.early_by(source);
            for file in files {
                match early {
                    Some(wait) => self.files.insert(file, now + wait.min(LONG)),
                    None => self.files.remove(&file),
                };
            }
        }
    }

    /// Returns `true` if a file's time has not come.
    pub(super) fn waits(&self, file: &PathBuf, now: Instant) -> bool {
        self.files.get(file).is_some_and(|due| *due > now)
    }

    /// Returns when the next one's time comes.
    pub(super) fn next(&self) -> Instant {
        self.files.values().copied().min().unwrap_or_else(|| Instant::now() + LONG)
    }

    /// Returns the files whose time has come, once.
    pub(super) fn due(&mut self, now: Instant) -> HashSet<PathBuf> {
        self.files.extract_if(|_, due| *due <= now).map(|(file, _)| file).collect()
    }
}
