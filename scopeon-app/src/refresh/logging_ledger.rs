//! What `-v` and `SCOPEON_LOG` say of a reading: numbers and names by source, never anything that stands in it.

use std::collections::{BTreeMap, HashMap};

use scopeon_core::event::Event;
use scopeon_core::id::SourceId;
use scopeon_core::label::Label;
use scopeon_core::privacy::Redactor;
use scopeon_core::provider::{Batch, Checkpoint, EventStore, EventStoreError, Resumed};
use scopeon_providers::Summary;
use tracing::Level;

/// Hands everything on to a ledger and logs it.
pub(super) struct LoggingLedger<'a> {
    ledger: &'a mut dyn EventStore,
    /// What is shown of paths is what is kept of them.
    redactor: Redactor,
    is_heard: bool,
    shares: BTreeMap<(&'static str, Label), Share>,
}

/// What came of one source.
#[derive(Default)]
struct Share {
    facts: usize,
    calls: usize,
    issues: usize,
}

impl<'a> LoggingLedger<'a> {
    /// Listens to what is handed to `ledger`, if anybody wants to hear of it.
    pub(super) fn new(ledger: &'a mut dyn EventStore, redactor: Redactor) -> Self {
        Self { ledger, redactor, is_heard: tracing::enabled!(Level::INFO), shares: BTreeMap::new() }
    }

    /// Logs what came of each source since it last did.
    pub(super) fn log(&mut self) {
        for ((provider, source), Share { facts, calls, issues }) in std::mem::take(&mut self.shares) {
            tracing::info!(provider, %source, facts, calls, issues, "read");
        }
    }

    fn hear(&mut self, batch: &Batch) {
        let source = self.redactor.path(&batch.path);
        let (facts, issues) = (batch.events.len(), batch.issues.len());
        let place = batch.checkpoint.as_ref().map(|checkpoint| checkpoint.position);
        let (line, offset) = place.map_or((0, 0), |place| (place.line, place.offset));
        let (provider, again) = (batch.provider, batch.restarted);
        tracing::debug!(provider, %source, facts, issues, line, offset, again, "a batch is kept");
        let share = self.shares.entry((provider, source)).or_default();
        share.facts += facts;
        share.issues += issues;
        share.calls += batch.events.iter().filter(|event| matches!(event, Event::Call(_))).count();
    }
}

/// Logs what a reading came to.
pub(super) fn log_sum(summary: &Summary) {
    tracing::info!(
        sources = summary.sources,
        read = summary.read,
        bytes = summary.bytes,
        calls = summary.calls,
        issues = summary.issues,
        "logs are read"
    );
}

impl EventStore for LoggingLedger<'_> {
    fn resume(&mut self) -> Result<Resumed, EventStoreError> {
        let resumed = self.ledger.resume()?;
        tracing::debug!(?resumed, "the right to write is asked for");
        Ok(resumed)
    }

    fn pause(&mut self) -> Result<(), EventStoreError> {
        self.log();
        self.ledger.pause()
    }

    fn checkpoints(&mut self, provider: &str) -> Result<HashMap<SourceId, Checkpoint>, EventStoreError> {
        let known = self.ledger.checkpoints(provider)?;
        tracing::debug!(provider, sources = known.len(), "known so far");
        Ok(known)
    }

    fn each_checkpoint(
        &mut self,
        provider: &str,
        show: &mut dyn FnMut(SourceId, Checkpoint),
    ) -> Result<(), EventStoreError> {
        let mut sources = 0_usize;
        self.ledger.each_checkpoint(provider, &mut |source, checkpoint| {
            sources += 1;
            show(source, checkpoint);
        })?;
        tracing::debug!(provider, sources, "known so far");
        Ok(())
    }

    fn checkpoints_of(
        &mut self,
        provider: &str,
        sources: &[SourceId],
    ) -> Result<HashMap<SourceId, Checkpoint>, EventStoreError> {
        self.ledger.checkpoints_of(provider, sources)
    }

    fn apply(&mut self, batch: Batch) -> Result<(), EventStoreError> {
        if self.is_heard {
            self.hear(&batch);
        }
        self.ledger.apply(batch)
    }

    fn commit(&mut self) -> Result<(), EventStoreError> {
        self.ledger.commit()?;
        tracing::debug!("committed");
        Ok(())
    }
}
