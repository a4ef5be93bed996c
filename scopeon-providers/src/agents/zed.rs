//! Zed's own agent: its database of threads. Opening files and copies are the engine's matter.

#![cfg(feature = "zed")]

mod discover;
mod key;
mod thread;

use key::IDS;
use scopeon_core::provider::{
    Coverage, FactKind, Fidelity, Input, Provider, ProviderInfo, ReadError, ReaderState, SearchRoots, Sink,
    Source,
};

/// Reads Zed's threads.
///
/// A thread keeps one total that grows, and the last request of each prompt: the total is one call, the
/// requests tell how full the context was. Agents that run inside Zed write logs of their own.
#[derive(Clone, Copy, Debug, Default)]
pub struct Zed;

const ABOUT: ProviderInfo = ProviderInfo::new(IDS.provider(), "Zed", Coverage::PerSession)
    .variables(&["FLATPAK_XDG_DATA_HOME", "XDG_DATA_HOME", "LOCALAPPDATA"])
    .capabilities(&[
        // For a thread.
        (FactKind::Input, Fidelity::Exact),
        (FactKind::Output, Fidelity::Exact),
        (FactKind::CacheRead, Fidelity::Exact),
        (FactKind::CacheWrite, Fidelity::Exact),
        // Whether a parent's total holds its sub-agents' is not known; it is taken that it does not.
        (FactKind::SubAgents, Fidelity::Estimated),
        (FactKind::Context, Fidelity::Exact),
        (FactKind::Project, Fidelity::Exact),
    ])
    .note(
        "A thread keeps one total that grows, so it is one call, dated when the thread began: what a thread uses on \
         later days is counted on its first day.",
    );

impl Provider for Zed {
    fn info(&self) -> &ProviderInfo {
        &ABOUT
    }

    fn discover(&self, roots: &SearchRoots<'_>, found: &mut dyn FnMut(Source)) {
        discover::sources(roots, found);
    }

    fn read(&self, input: Input<'_>, carry: &mut ReaderState, out: &mut dyn Sink) -> Result<(), ReadError> {
        let Input::Database(rows) = input else { return Ok(()) };
        thread::read(rows, carry, out)
    }
}
