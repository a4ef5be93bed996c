//! Amp: its threads, each a document that is rewritten. Credentials lie elsewhere and are not named.

#![cfg(feature = "amp")]

mod discover;
mod key;
mod thread;

use scopeon_core::provider::{
    About, Capability, Carry, Fact, Input, Level, Provider, ReadError, Roots, Sink, Source,
};

use crate::kit::record_reader;
use key::IDS;

/// Reads Amp's threads.
///
/// Older threads keep a ledger of what was spent, newer ones the tokens beside each message. Where there is a
/// ledger it alone counts. What sub-agents and the oracle use is nowhere on disk.
#[derive(Clone, Copy, Debug, Default)]
pub struct Amp;

const ABOUT: About = About::new(IDS.provider(), "Amp", Level::A)
    .revision(2)
    .variables(&["AMP_DATA_DIR", "XDG_DATA_HOME"])
    .untraced("What sub-agents, the oracle and the librarian use is nowhere on disk.")
    .capabilities(&[
        (Fact::Input, Capability::Exact),
        (Fact::Output, Capability::Exact),
        (Fact::CacheRead, Capability::Exact),
        (Fact::CacheWrite, Capability::Exact),
        (Fact::Turns, Capability::Exact),
        (Fact::Tools, Capability::Exact),
        (Fact::Repeats, Capability::Exact),
        (Fact::Context, Capability::Exact),
        (Fact::ContextWindow, Capability::Exact),
        (Fact::Project, Capability::Exact),
        // As it was when the thread started.
        (Fact::Branch, Capability::Estimated),
    ]);

impl Provider for Amp {
    fn about(&self) -> &About {
        &ABOUT
    }

    fn discover(&self, roots: &Roots<'_>, found: &mut dyn FnMut(Source)) {
        discover::sources(roots, found);
    }

    fn read(&self, input: Input<'_>, carry: &mut Carry, out: &mut dyn Sink) -> Result<(), ReadError> {
        let Input::Document(_, document) = input else { return Ok(()) };
        let bytes = record_reader::document(document)?;
        record_reader::whole(&mut thread::Threads, &bytes, carry, out)
    }
}
