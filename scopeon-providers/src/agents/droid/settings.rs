//! `<id>.settings.json`: the totals of a session, rewritten as they grow.

use scopeon_core::event::{Attribution, Call, SessionKind, UsageSample};
use scopeon_core::label::Label;
use scopeon_core::provider::{IssueKind, ReadError, ReaderState, Source};
use scopeon_core::time::Timestamp;
use scopeon_core::usage::Usage;

use super::key::IDS;
use crate::kit::id_factory::UNKNOWN_MODEL;
use crate::kit::json::Raw;
use crate::kit::paths::names;
use crate::kit::record_reader::{Emitter, RecordReader};
use crate::kit::session_builder::SessionBuilder;

/// One session's settings being read.
pub(super) struct Settings {
    key: Label,
    /// When the document was made, where it does not say since when it counts.
    birth: Option<Timestamp>,
}

impl Settings {
    pub(super) fn of(source: &Source) -> Option<Self> {
        let parts = names(&source.path);
        let key = parts.last()?.strip_suffix(".settings.json").and_then(Label::new)?;
        Some(Self { key, birth: source.birth })
    }
}

impl RecordReader for Settings {
    fn line(&mut self, document: &[u8], out: &mut Emitter<'_>) -> Result<(), ReadError> {
        let names = ["model", "providerLockTimestamp", "tokenUsage", "reasoningEffort"];
        let Some([model, since, counts, effort]) = Raw::record(document, names) else {
            out.issue(IssueKind::Malformed);
            return Ok(());
        };
        let usage = usage(counts);
        if usage.is_empty() {
            return Ok(());
        }
        let Some(at) = since.instant().or(self.birth) else {
            out.missing("providerLockTimestamp");
            return Ok(());
        };
        let mut builder =
            SessionBuilder::new(IDS.session(self.key.as_str()), self.key.clone(), SessionKind::Main);
        builder.see(at);
        let Some(model) = model.label().or_else(|| Label::new(UNKNOWN_MODEL)) else { return Ok(()) };
        let mut reading = UsageSample::new(model, usage);
        // A sum over the session says nothing of what was in the context at once.
        reading.context = 0;
        let mut call =
            Call::new(IDS.call_in(builder.id(), "total"), at, reading, Attribution::new(builder.id()));
        call.effort = effort.identifier();
        out.give(call)?;
        builder.take().map_or(Ok(()), |facts| out.session(facts))
    }

    fn rest(&mut self, _: &mut ReaderState, _: &mut Emitter<'_>) -> Result<(), ReadError> {
        Ok(())
    }
}

/// Input is what no cache served or stored. Reasoning is taken for a part of output: adding it would count
/// it twice if it is.
fn usage(counts: Raw<'_>) -> Usage {
    let names = ["inputTokens", "outputTokens", "cacheReadTokens", "cacheCreationTokens", "thinkingTokens"];
    let [input, output, cache_read, cache_write_5m, reasoning] = counts.members(names).map(Raw::sum);
    let reasoning = reasoning.min(output);
    Usage { input, output, reasoning, cache_read, cache_write_5m, ..Usage::default() }
}
