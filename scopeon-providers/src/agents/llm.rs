//! `llm`: the table of responses in its database. Prompts and responses stand in the same rows, in columns
//! that are never named.

#![cfg(feature = "llm")]

mod database;
mod discover;
mod key;

use key::IDS;
use scopeon_core::provider::{
    Coverage, FactKind, Fidelity, Input, Provider, ProviderInfo, ReadError, ReaderState, SearchRoots, Sink,
    Source,
};

/// Reads `llm`'s database. A response that stands in both the old and the new table is one.
#[derive(Clone, Copy, Debug, Default)]
pub struct Llm;

const ABOUT: ProviderInfo = ProviderInfo::new(IDS.provider(), "llm", Coverage::PerCall)
    .revision(2)
    .variables(&["LLM_USER_PATH", "XDG_CONFIG_HOME", "APPDATA"])
    .capabilities(&[
        (FactKind::Input, Fidelity::Exact),
        (FactKind::Output, Fidelity::Exact),
        // Where the service states them and the plugin passes them on.
        (FactKind::Reasoning, Fidelity::Estimated),
        (FactKind::CacheRead, Fidelity::Estimated),
        (FactKind::CacheWrite, Fidelity::Estimated),
        (FactKind::Turns, Fidelity::Exact),
        (FactKind::Tools, Fidelity::Exact),
        (FactKind::Repeats, Fidelity::Exact),
        (FactKind::Context, Fidelity::Exact),
    ])
    .untraced("Prompts that are run with logging switched off are not in the database.");

impl Provider for Llm {
    fn info(&self) -> &ProviderInfo {
        &ABOUT
    }

    fn discover(&self, roots: &SearchRoots<'_>, found: &mut dyn FnMut(Source)) {
        discover::sources(roots, found);
    }

    fn read(&self, input: Input<'_>, _: &mut ReaderState, out: &mut dyn Sink) -> Result<(), ReadError> {
        match input {
            Input::Database(rows) => database::read(rows, out),
            // This agent keeps nothing in any other shape.
            _ => Ok(()),
        }
    }
}
