//! Which calls the logs still hold: found out by reading all of them once, and keeping nothing.

use std::collections::{HashMap, HashSet};

use scopeon_core::event::Event;
use scopeon_core::id::{CallId, SourceId};
use scopeon_core::provider::{Batch, Checkpoint, EventStore, EventStoreError};
use scopeon_providers::scan;

use crate::app::App;
use crate::cancel::CancelToken;
use crate::error::AppError;
use crate::refresh::store_error;

/// Reads every log from its start and returns the calls in them.
///
/// # Errors
///
/// When `cancel` stops it.
pub(super) fn calls(app: &App, cancel: &CancelToken) -> Result<HashSet<CallId>, AppError> {
    let mut found = Found::default();
    let observer = app.frontend.observer();
    let (providers, places, settings) = (app.providers(), &app.paths().places, app.settings());
    let scanned = scan(&providers, places, &settings, &mut found, observer.as_ref(), cancel.flag());
    drop(observer);
    scanned.map_err(|error| store_error(error, app))?;
    if cancel.is_requested() { Err(AppError::Cancelled) } else { Ok(found.calls) }
}

/// A ledger of nothing but identities.
#[derive(Default)]
struct Found {
    calls: HashSet<CallId>,
}

impl EventStore for Found {
    fn checkpoints(&mut self, _provider: &str) -> Result<HashMap<SourceId, Checkpoint>, EventStoreError> {
        Ok(HashMap::new())
    }

    fn apply(&mut self, batch: Batch) -> Result<(), EventStoreError> {
        self.calls.extend(batch.events.iter().filter_map(|event| match event {
            Event::Call(call) | Event::Residual(call) => Some(call.id),
            _ => None,
        }));
        Ok(())
    }

    fn commit(&mut self) -> Result<(), EventStoreError> {
        Ok(())
    }
}
