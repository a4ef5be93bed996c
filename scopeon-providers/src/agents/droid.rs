//! Droid: the settings of its sessions, which hold their totals, and of its transcripts names and times.

#![cfg(feature = "droid")]

mod discover;
mod key;
mod settings;
mod transcript;

use scopeon_core::provider::{
    About, Capability, Carry, Fact, Input, Level, Provider, ReadError, Roots, Sink, Source,
};

use crate::kit::record_reader;
use key::IDS;

/// Reads Droid's sessions. Only a session's totals are kept, so that a session is one call that grows.
#[derive(Clone, Copy, Debug, Default)]
pub struct Droid;

const ABOUT: About = About::new(IDS.provider(), "Droid", Level::B).revision(2).variables(&["FACTORY_DIR"]).capabilities(&[
    (Fact::Input, Capability::Exact),
    // Whether it holds the reasoning is not known.
    (Fact::Output, Capability::Estimated),
    (Fact::Reasoning, Capability::Estimated),
    (Fact::CacheRead, Capability::Exact),
    (Fact::CacheWrite, Capability::Exact),
    (Fact::Tools, Capability::Exact),
    (Fact::Repeats, Capability::Exact),
    (Fact::Project, Capability::Exact),
])
.note("A session keeps one total that grows, so it is one call: what it uses on later days is counted on its first day.");

impl Provider for Droid {
    fn about(&self) -> &About {
        &ABOUT
    }

    fn discover(&self, roots: &Roots<'_>, found: &mut dyn FnMut(Source)) {
        discover::sources(roots, found);
    }

    fn read(&self, input: Input<'_>, carry: &mut Carry, out: &mut dyn Sink) -> Result<(), ReadError> {
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
