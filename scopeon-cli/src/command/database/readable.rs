//! Which calls the logs still hold: found out by reading all of them once, and keeping nothing.

use std::collections::{HashMap, HashSet};

use scopeon_core::event::Event;
use scopeon_core::id::{CallId, SourceId};
use scopeon_core::provider::{Batch, Checkpoint, Ledger, LedgerError};
use scopeon_providers::scan;

use crate::context::Context;
use crate::error::CliError;
use crate::ingest;
use crate::progress::Progress;
use crate::signals::Stop;

/// Reads every log from its start and returns the calls in them.
///
/// # Errors
///
/// When a signal stops it.
pub(super) fn calls(context: &Context, stop: &Stop) -> Result<HashSet<CallId>, CliError> {
    let mut found = Found::default();
    let progress = Progress::new(context.console.shows_progress());
    let (providers, places, settings) = (context.providers(), &context.places.places, context.settings());
    let scanned = scan(&providers, places, &settings, &mut found, &progress, stop.flag());
    progress.finish();
    scanned.map_err(|error| ingest::store_error(error, context))?;
    stop.signal().map_or(Ok(found.calls), |signal| Err(ingest::stopped(signal)))
}

/// A ledger of nothing but identities.
#[derive(Default)]
struct Found {
    calls: HashSet<CallId>,
}

impl Ledger for Found {
    fn checkpoints(&mut self, _provider: &str) -> Result<HashMap<SourceId, Checkpoint>, LedgerError> {
        Ok(HashMap::new())
    }

    fn apply(&mut self, batch: Batch) -> Result<(), LedgerError> {
        self.calls.extend(batch.events.iter().filter_map(|event| match event {
            Event::Call(call) | Event::Rest(call) => Some(call.id),
            _ => None,
        }));
        Ok(())
    }

    fn commit(&mut self) -> Result<(), LedgerError> {
        Ok(())
    }
}
