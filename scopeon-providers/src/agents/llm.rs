//! `llm`: the table of responses in its database. Prompts and responses stand in the same rows, in columns
//! that are never named.

#![cfg(feature = "llm")]

mod database;
mod discover;
mod key;

use key::IDS;
use scopeon_core::provider::{
    About, Capability, Carry, Fact, Input, Level, Provider, ReadError, Roots, Sink, Source,
};

/// Reads `llm`'s database. A response that stands in both the old and the new table is one.
#[derive(Clone, Copy, Debug, Default)]
pub struct Llm;

const ABOUT: About = About::new(IDS.provider(), "llm", Level::A)
    .revision(2)
    .variables(&["LLM_USER_PATH", "XDG_CONFIG_HOME", "APPDATA"])
    .capabilities(&[
        (Fact::Input, Capability::Exact),
        (Fact::Output, Capability::Exact),
        // Where the service states them and the plugin passes them on.
        (Fact::Reasoning, Capability::Estimated),
        (Fact::CacheRead, Capability::Estimated),
        (Fact::CacheWrite, Capability::Estimated),
        (Fact::Turns, Capability::Exact),
        (Fact::Tools, Capability::Exact),
        (Fact::Repeats, Capability::Exact),
        (Fact::Context, Capability::Exact),
    ])
    .untraced("Prompts that are run with logging switched off are not in the database.");

impl Provider for Llm {
    fn about(&self) -> &About {
        &ABOUT
    }

    fn discover(&self, roots: &Roots<'_>, found: &mut dyn FnMut(Source)) {
        discover::sources(roots, found);
    }

    fn read(&self, input: Input<'_>, _: &mut Carry, out: &mut dyn Sink) -> Result<(), ReadError> {
        match input {
            Input::Database(rows) => database::read(rows, out),
            // This agent keeps nothing in any other shape.
            _ => Ok(()),
        }
    }
}
