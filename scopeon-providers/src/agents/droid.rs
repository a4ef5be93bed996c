//! Droid: the settings of its sessions, which hold their totals, and of its transcripts names and times.

#![cfg(feature = "droid")]

mod discover;
mod key;
mod settings;
mod transcript;

use scopeon_core::provider::{
    Coverage, FactKind, Fidelity, Input, Provider, ProviderInfo, ReadError, ReaderState, SearchRoots, Sink,
    Source,
};

use crate::kit::record_reader;
use key::IDS;

/// Reads Droid's sessions. Only a session's totals are kept, so that a session is one call that grows.
#[derive(Clone, Copy, Debug, Default)]
pub struct Droid;

const ABOUT: ProviderInfo = ProviderInfo::new(IDS.provider(), "Droid", Coverage::PerSession).revision(2).variables(&["FACTORY_DIR"]).capabilities(&[
    (FactKind::Input, Fidelity::Exact),
    // Whether it holds the reasoning is not known.
    (FactKind::Output, Fidelity::Estimated),
    (FactKind::Reasoning, Fidelity::Estimated),
    (FactKind::CacheRead, Fidelity::Exact),
    (FactKind::CacheWrite, Fidelity::Exact),
    (FactKind::Tools, Fidelity::Exact),
    (FactKind::Repeats, Fidelity::Exact),
    (FactKind::Project, Fidelity::Exact),
])
.note("A session keeps one total that grows, so it is one call: what it uses on later days is counted on its first day.");

impl Provider for Droid {
    fn info(&self) -> &ProviderInfo {
        &ABOUT
    }

    fn discover(&self, roots: &SearchRoots<'_>, found: &mut dyn FnMut(Source)) {
        discover::sources(roots, found);
    }

    fn read(&self, input: Input<'_>, carry: &mut ReaderState, out: &mut dyn Sink) -> Result<(), ReadError> {
        match input {
            Input::Lines(lines) => match transcript::Transcript::of(&lines.source().path) {
                Some(mut transcript) => record_reader::read(&mut transcript, lines, carry, out),
                None => Ok(()),
            },
            Input::Document(source, document) => {
                let Some(mut settings) = settings::Settings::of(source) else { return Ok(()) };
                let bytes = record_reader::document(document)?;
                record_reader::whole(&mut settings, &bytes, carry, out)
            }
            // This agent keeps nothing in any other shape.
            _ => Ok(()),
        }
    }
}
