//! Amp: its threads, each a document that is rewritten. Credentials lie elsewhere and are not named.

#![cfg(feature = "amp")]

mod discover;
mod key;
mod thread;

use scopeon_core::provider::{
    Coverage, FactKind, Fidelity, Input, Provider, ProviderInfo, ReadError, ReaderState, SearchRoots, Sink,
    Source,
};

use crate::kit::record_reader;
use key::IDS;

/// Reads Amp's threads.
///
/// Older threads keep a ledger of what was spent, newer ones the tokens beside each message. Where there is a
/// ledger it alone counts. What sub-agents and the oracle use is nowhere on disk.
#[derive(Clone, Copy, Debug, Default)]
pub struct Amp;

const ABOUT: ProviderInfo = ProviderInfo::new(IDS.provider(), "Amp", Coverage::PerCall)
    .revision(2)
    .variables(&["AMP_DATA_DIR", "XDG_DATA_HOME"])
    .untraced("What sub-agents, the oracle and the librarian use is nowhere on disk.")
    .capabilities(&[
        (FactKind::Input, Fidelity::Exact),
        (FactKind::Output, Fidelity::Exact),
        (FactKind::CacheRead, Fidelity::Exact),
        (FactKind::CacheWrite, Fidelity::Exact),
        (FactKind::Turns, Fidelity::Exact),
        (FactKind::Tools, Fidelity::Exact),
        (FactKind::Repeats, Fidelity::Exact),
        (FactKind::Context, Fidelity::Exact),
        (FactKind::ContextWindow, Fidelity::Exact),
        (FactKind::Project, Fidelity::Exact),
        // As it was when the thread started.
        (FactKind::Branch, Fidelity::Estimated),
    ]);

impl Provider for Amp {
    fn info(&self) -> &ProviderInfo {
        &ABOUT
    }

    fn discover(&self, roots: &SearchRoots<'_>, found: &mut dyn FnMut(Source)) {
        discover::sources(roots, found);
    }

    fn read(&self, input: Input<'_>, carry: &mut ReaderState, out: &mut dyn Sink) -> Result<(), ReadError> {
        let Input::Document(_, document) = input else { return Ok(()) };
        let bytes = record_reader::document(document)?;
        record_reader::whole(&mut thread::Threads, &bytes, carry, out)
    }
}
