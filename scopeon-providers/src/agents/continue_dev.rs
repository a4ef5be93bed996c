//! Continue: the events of generated tokens among its development data, and the sessions of its command line. Other
//! events hold what was said and are not named.

#![cfg(feature = "continue")]

mod discover;
mod events;
mod key;
mod session;

use scopeon_core::provider::{
    Coverage, FactKind, Fidelity, Input, Provider, ProviderInfo, ReadError, ReaderState, SearchRoots, Sink,
    Source,
};

use crate::kit::record_reader;
use key::IDS;

/// Reads Continue's token events, which its editors' extension writes, and the sessions of its command line, which writes
/// no such events. The same event is written under every version of its schema; only the highest is read.
#[derive(Clone, Copy, Debug, Default)]
pub struct ContinueDev;

const ABOUT: ProviderInfo = ProviderInfo::new(IDS.provider(), "Continue", Coverage::Partial)
    .revision(5)
    .variables(&["CONTINUE_GLOBAL_DIR"])
    .capabilities(&[
        // Exact in the command line's sessions. In events what a cache served is part of it, and where a service states
        // no usage Continue counts itself.
        (FactKind::Input, Fidelity::Estimated),
        (FactKind::Output, Fidelity::Estimated),
        // Of the command line alone.
        (FactKind::Reasoning, Fidelity::Estimated),
        (FactKind::CacheRead, Fidelity::Estimated),
        (FactKind::CacheWrite, Fidelity::Estimated),
        (FactKind::ReportedCost, Fidelity::Estimated),
        (FactKind::Turns, Fidelity::Estimated),
        (FactKind::Context, Fidelity::Estimated),
        (FactKind::Project, Fidelity::Estimated),
    ])
    .note(
        "A session of the command line does not say when its answers were: all of them are counted on the day it began. \
         What a fork copied is its original's, and is not counted where that was deleted before it was read.",
    );

impl Provider for ContinueDev {
    fn info(&self) -> &ProviderInfo {
        &ABOUT
    }

    fn discover(&self, roots: &SearchRoots<'_>, found: &mut dyn FnMut(Source)) {
        discover::sources(roots, found);
    }

    fn read(&self, input: Input<'_>, carry: &mut ReaderState, out: &mut dyn Sink) -> Result<(), ReadError> {
        match input {
            Input::Lines(lines) => {
                let mut events = events::Events::new(lines.source(), carry);
                record_reader::read(&mut events, lines, carry, out)
            }
            Input::Document(source, document) => {
                let bytes = record_reader::document(document)?;
                record_reader::whole(&mut session::Session::of(source), &bytes, carry, out)
            }
            _ => Ok(()),
        }
    }
}
