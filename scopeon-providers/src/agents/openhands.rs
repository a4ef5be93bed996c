//! `OpenHands`: the state of its conversations. Of that document only counts, names and the directory are
//! looked at; its settings may hold keys, and its events hold what was said.

#![cfg(feature = "openhands")]

mod discover;
mod key;
mod state;

use scopeon_core::provider::{
    About, Capability, Carry, Fact, Input, Level, Provider, ReadError, Roots, Sink, Source,
};

use crate::kit::record_reader;
use key::IDS;

/// Reads `OpenHands`' conversations. Snapshots of the totals among the events repeat what the state holds and
/// are not read.
#[derive(Clone, Copy, Debug, Default)]
pub struct OpenHands;

const ABOUT: About = About::new(IDS.provider(), "OpenHands", Level::A)
    .revision(2)
    .variables(&["OH_PERSISTENCE_DIR"])
    .capabilities(&[
        (Fact::Input, Capability::Exact),
        (Fact::Output, Capability::Exact),
        (Fact::Reasoning, Capability::Exact),
        (Fact::CacheRead, Capability::Exact),
        (Fact::CacheWrite, Capability::Exact),
        // Of a response where as many costs as responses are stated, of the conversation always.
        (Fact::ReportedCost, Capability::Exact),
        (Fact::Context, Capability::Exact),
        (Fact::ContextWindow, Capability::Exact),
        (Fact::Project, Capability::Exact),
    ]);

impl Provider for OpenHands {
    fn about(&self) -> &About {
        &ABOUT
    }

    fn discover(&self, roots: &Roots<'_>, found: &mut dyn FnMut(Source)) {
        discover::sources(roots, found);
    }

    fn read(&self, input: Input<'_>, carry: &mut Carry, out: &mut dyn Sink) -> Result<(), ReadError> {
        let Input::Document(source, document) = input else { return Ok(()) };
        let bytes = record_reader::document(document)?;
        record_reader::whole(&mut state::State::new(source), &bytes, carry, out)
    }
}
