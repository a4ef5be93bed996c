//! Grok: the updates of its sessions. What was said lies beside them and is not named.

#![cfg(feature = "grok")]

mod discover;
mod key;
mod updates;

use scopeon_core::provider::{
    Coverage, FactKind, Fidelity, Input, Provider, ProviderInfo, ReadError, ReaderState, SearchRoots, Sink,
    Source,
};

use crate::kit::record_reader;
use key::IDS;

/// Reads Grok's sessions. Each turn states what it used of each model; a replay states it again.
#[derive(Clone, Copy, Debug, Default)]
pub struct Grok;

const ABOUT: ProviderInfo = ProviderInfo::new(IDS.provider(), "Grok", Coverage::PerCall)
    .revision(3)
    .variables(&["GROK_HOME"])
    .capabilities(&[
        // A turn's sum of each model; how many responses it was is not told apart.
        (FactKind::Input, Fidelity::Exact),
        (FactKind::Output, Fidelity::Exact),
        (FactKind::Reasoning, Fidelity::Exact),
        (FactKind::CacheRead, Fidelity::Exact),
        (FactKind::CacheWrite, Fidelity::Exact),
        (FactKind::ReportedCost, Fidelity::Exact),
        (FactKind::Turns, Fidelity::Exact),
        (FactKind::Project, Fidelity::Exact),
    ]);

impl Provider for Grok {
    fn info(&self) -> &ProviderInfo {
        &ABOUT
    }

    fn discover(&self, roots: &SearchRoots<'_>, found: &mut dyn FnMut(Source)) {
        discover::sources(roots, found);
    }

    fn read(&self, input: Input<'_>, carry: &mut ReaderState, out: &mut dyn Sink) -> Result<(), ReadError> {
        let Input::Lines(lines) = input else { return Ok(()) };
        match updates::Updates::of(&lines.source().path, carry) {
            Some(mut updates) => record_reader::read(&mut updates, lines, carry, out),
            None => Ok(()),
        }
    }
}
