//! Zed's own agent: its database of threads. Opening files and copies are the engine's matter.

#![cfg(feature = "zed")]

mod discover;
mod key;
mod thread;

use key::IDS;
use scopeon_core::provider::{
    About, Capability, Carry, Fact, Input, Level, Provider, ReadError, Roots, Sink, Source,
};

/// Reads Zed's threads.
///
/// A thread keeps one total that grows, and the last request of each prompt: the total is one call, the
/// requests tell how full the context was. Agents that run inside Zed write logs of their own.
#[derive(Clone, Copy, Debug, Default)]
pub struct Zed;

const ABOUT: About = About::new(IDS.provider(), "Zed", Level::B)
    .variables(&["FLATPAK_XDG_DATA_HOME", "XDG_DATA_HOME", "LOCALAPPDATA"])
    .capabilities(&[
        // For a thread.
        (Fact::Input, Capability::Exact),
        (Fact::Output, Capability::Exact),
        (Fact::CacheRead, Capability::Exact),
        (Fact::CacheWrite, Capability::Exact),
        // Whether a parent's total holds its sub-agents' is not known; it is taken that it does not.
        (Fact::SubAgents, Capability::Estimated),
        (Fact::Context, Capability::Exact),
        (Fact::Project, Capability::Exact),
    ])
    .note(
        "A thread keeps one total that grows, so it is one call, dated when the thread began: what a thread uses on \
         later days is counted on its first day.",
    );

impl Provider for Zed {
    fn about(&self) -> &About {
        &ABOUT
    }

    fn discover(&self, roots: &Roots<'_>, found: &mut dyn FnMut(Source)) {
        discover::sources(roots, found);
    }

    fn read(&self, input: Input<'_>, carry: &mut Carry, out: &mut dyn Sink) -> Result<(), ReadError> {
        let Input::Database(rows) = input else { return Ok(()) };
        thread::read(rows, carry, out)
    }
}
