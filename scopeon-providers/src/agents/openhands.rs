//! `OpenHands`: the state of its conversations. Of that document only counts, names and the directory are
//! looked at; its settings may hold keys, and its events hold what was said.

#![cfg(feature = "openhands")]

mod discover;
mod key;
mod state;

use scopeon_core::provider::{
    Coverage, FactKind, Fidelity, Input, Provider, ProviderInfo, ReadError, ReaderState, SearchRoots, Sink,
    Source,
};

use crate::kit::record_reader;
use key::IDS;

/// Reads `OpenHands`' conversations. Snapshots of the totals among the events repeat what the state holds and
/// are not read.
#[derive(Clone, Copy, Debug, Default)]
pub struct OpenHands;

const ABOUT: ProviderInfo = ProviderInfo::new(IDS.provider(), "OpenHands", Coverage::PerCall)
    .revision(2)
    .variables(&["OH_PERSISTENCE_DIR"])
    .capabilities(&[
        (FactKind::Input, Fidelity::Exact),
        (FactKind::Output, Fidelity::Exact),
        (FactKind::Reasoning, Fidelity::Exact),
        (FactKind::CacheRead, Fidelity::Exact),
        (FactKind::CacheWrite, Fidelity::Exact),
        // Of a response where as many costs as responses are stated, of the conversation always.
        (FactKind::ReportedCost, Fidelity::Exact),
        (FactKind::Context, Fidelity::Exact),
        (FactKind::ContextWindow, Fidelity::Exact),
        (FactKind::Project, Fidelity::Exact),
    ]);

impl Provider for OpenHands {
    fn info(&self) -> &ProviderInfo {
        &ABOUT
    }

    fn discover(&self, roots: &SearchRoots<'_>, found: &mut dyn FnMut(Source)) {
        discover::sources(roots, found);
    }

    fn read(&self, input: Input<'_>, carry: &mut ReaderState, out: &mut dyn Sink) -> Result<(), ReadError> {
        let Input::Document(source, document) = input else { return Ok(()) };
        let bytes = record_reader::document(document)?;
        record_reader::whole(&mut state::State::new(source), &bytes, carry, out)
    }
}
