//! What the system told of changes, folded together until someone asks. Telling never waits.

use std::collections::HashSet;
use std::path::PathBuf;
use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};
use std::time::Instant;

use notify::event::{CreateKind, EventKind, ModifyKind, RemoveKind};

/// So many changed files are told apart; with more of them everything is looked at.
const FILES: usize = 4_096;

/// What to look at.
#[derive(Debug)]
pub(super) enum Hint {
    Nothing,
    Files(HashSet<PathBuf>),
    Everything,
}

impl Hint {
    /// Adds files that are to be looked at.
    pub(super) fn and(self, files: HashSet<PathBuf>) -> Self {
        match self {
            Self::Nothing if files.is_empty() => Self::Nothing,
            Self::Nothing => Self::Files(files),
            Self::Files(others) => Self::Files(others.into_iter().chain(files).collect()),
            Self::Everything => Self::Everything,
        }
    }
}

/// What was told since it was last asked for.
#[derive(Debug, Default)]
pub(super) struct Told {
    files: HashSet<PathBuf>,
    everything: bool,
    /// Directories came or went.
    pub(super) structure: bool,
}

impl Told {
    fn is_empty(&self) -> bool {
        self.files.is_empty() && !self.everything
    }

    pub(super) fn hint(self) -> Hint {
        match self {
            Self { everything: true, .. } => Hint::Everything,
            Self { files, .. } if files.is_empty() => Hint::Nothing,
            Self { files, .. } => Hint::Files(files),
        }
    }

    fn hear(&mut self, event: notify::Event) {
        if event.need_rescan() {
            self.everything = true;
            return;
        }
        match event.kind {
            // Our own reading learns of as well.
            EventKind::Access(_) => {}
            EventKind::Modify(ModifyKind::Data(_) | ModifyKind::Metadata(_) | ModifyKind::Any)
                if self.files.len() + event.paths.len() <= FILES =>
            {
                self.files.extend(event.paths);
            }
            EventKind::Create(CreateKind::File) | EventKind::Remove(RemoveKind::File) => {
                self.everything = true;
            }
            _ => {
                self.everything = true;
                self.structure = true;
            }
        }
    }
}

/// Where the system's thread and the watch meet.
#[derive(Debug, Default)]
pub(super) struct ChangeQueue {
    told: Mutex<Told>,
    heard: Condvar,
}

impl ChangeQueue {
    /// Takes what the system tells; an error means that something may have been missed.
    pub(super) fn tell(&self, event: notify::Result<notify::Event>) {
        let mut told = self.lock();
        match event {
            Ok(event) => told.hear(event),
            Err(_) => told.everything = true,
        }
        if !told.is_empty() {
            self.heard.notify_one();
        }
    }

    /// Sleeps until something was told; false when nothing was until then.
    pub(super) fn wait(&self, until: Instant) -> bool {
        let mut told = self.lock();
        while told.is_empty() {
            let left = until.saturating_duration_since(Instant::now());
            if left.is_zero() {
                return false;
            }
            told = self.heard.wait_timeout(told, left).unwrap_or_else(PoisonError::into_inner).0;
        }
        true
    }

    pub(super) fn take(&self) -> Told {
        std::mem::take(&mut *self.lock())
    }

    /// What is told is whole after every step, so a panic elsewhere spoils nothing.
    fn lock(&self) -> MutexGuard<'_, Told> {
        self.told.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
