//! Readings that end in the middle.

use std::collections::HashMap;
use std::sync::atomic::{AtomicBool, Ordering};

use scopeon_core::id::SourceId;
use scopeon_core::provider::{Batch, Checkpoint, EventStore, EventStoreError};

use super::super::store::MemoryStore;
use super::super::workspace::Workspace;
use super::super::{Case, Law, Violation};
use super::verdict::same;

pub(super) fn killed_anywhere(case: &Case<'_>, workspace: &Workspace<'_>) -> Result<(), Violation> {
    let whole = workspace.read(1)?;
    let batches = whole.work().0;
    let step = batches.div_ceil(case.rounds.max(1) as u64).max(1);
    for kept in (0..batches).step_by(usize::try_from(step).unwrap_or(1)) {
        for end in [End::Kill, End::Stop] {
            let mut store = cut_off(case, workspace, end, kept)?;
            workspace.read_on(1, &mut store)?;
            same(Law::KilledAnywhere, &store, &whole)?;
        }
    }
    Ok(())
}

/// Reads until so many batches were kept.
fn cut_off(
    case: &Case<'_>,
    workspace: &Workspace<'_>,
    end: End,
    kept: u64,
) -> Result<MemoryStore, Violation> {
    let stop = AtomicBool::new(kept == 0);
    let mut mortal = Mortal { store: MemoryStore::default(), left: kept, end, stop: &stop };
    match workspace.scan((case.make)().as_ref(), 1, &mut mortal, &stop) {
        Ok(_) | Err(crate::ScanError::Keep(_)) => Ok(mortal.store),
        Err(error) => Err(error.into()),
    }
}

/// How a reading ends.
#[derive(Clone, Copy, PartialEq, Eq)]
enum End {
    /// Nothing more is kept.
    Kill,
    /// What is on its way is kept, and no more is read.
    Stop,
}

/// A store whose program ends after some batches.
struct Mortal<'a> {
    store: MemoryStore,
    left: u64,
    end: End,
    stop: &'a AtomicBool,
}

impl EventStore for Mortal<'_> {
    fn checkpoints(&mut self, provider: &str) -> Result<HashMap<SourceId, Checkpoint>, EventStoreError> {
        self.store.checkpoints(provider)
    }

    fn apply(&mut self, batch: Batch) -> Result<(), EventStoreError> {
        if self.left == 0 && self.end == End::Kill {
            return Err(EventStoreError::new(std::io::Error::other("it was killed")));
        }
        self.left = self.left.saturating_sub(1);
        if self.left == 0 && self.end == End::Stop {
            self.stop.store(true, Ordering::Relaxed);
        }
        self.store.apply(batch)
    }

    fn commit(&mut self) -> Result<(), EventStoreError> {
        self.store.commit()
    }
}
