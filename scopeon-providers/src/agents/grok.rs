//! Grok: the updates of its sessions. What was said lies beside them and is not named.

#![cfg(feature = "grok")]

mod discover;
mod key;
mod updates;

use scopeon_core::provider::{
    About, Capability, Carry, Fact, Input, Level, Provider, ReadError, Roots, Sink, Source,
};

use crate::kit::record_reader;
use key::IDS;

/// Reads Grok's sessions. Each turn states what it used of each model; a replay states it again.
#[derive(Clone, Copy, Debug, Default)]
pub struct Grok;

const ABOUT: About =
    About::new(IDS.provider(), "Grok", Level::A).revision(3).variables(&["GROK_HOME"]).capabilities(&[
        // A turn's sum of each model; how many responses it was is not told apart.
        (Fact::Input, Capability::Exact),
        (Fact::Output, Capability::Exact),
        (Fact::Reasoning, Capability::Exact),
        (Fact::CacheRead, Capability::Exact),
        (Fact::CacheWrite, Capability::Exact),
        (Fact::ReportedCost, Capability::Exact),
        (Fact::Turns, Capability::Exact),
        (Fact::Project, Capability::Exact),
    ]);

impl Provider for Grok {
    fn about(&self) -> &About {
        &ABOUT
    }

    fn discover(&self, roots: &Roots<'_>, found: &mut dyn FnMut(Source)) {
        discover::sources(roots, found);
    }

    fn read(&self, input: Input<'_>, carry: &mut Carry, out: &mut dyn Sink) -> Result<(), ReadError> {
        let Input::Lines(lines) = input else { return Ok(()) };
        match updates::Updates::of(&lines.source().path, carry) {
            Some(mut updates) => record_reader::read(&mut updates, lines, carry, out),
            None => Ok(()),
        }
    }
}
