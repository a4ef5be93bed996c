//! Hermes Agent: its databases of sessions. Opening files and copies are the engine's matter.

#![cfg(feature = "hermes")]

mod discover;
mod key;
mod session;
mod spent;
mod usage;

use scopeon_core::provider::{
    About, Capability, Carry, Fact, Input, Level, Place, Provider, ReadError, Roots, Sink, Source,
};

use crate::kit::schema::{self, Table};
use key::IDS;

/// Reads Hermes' databases.
///
/// Totals grow in place, by session and model where a version splits them: each is one call that grows. What
/// a session's own totals hold besides is one call more.
#[derive(Clone, Copy, Debug, Default)]
pub struct Hermes;

const ABOUT: About =
    About::new(IDS.provider(), "Hermes Agent", Level::B).variables(&["HERMES_HOME"]).capabilities(&[
        // For a session and a model.
        (Fact::Input, Capability::Exact),
        (Fact::Output, Capability::Exact),
        (Fact::Reasoning, Capability::Exact),
        (Fact::CacheRead, Capability::Exact),
        (Fact::CacheWrite, Capability::Exact),
        // What was billed where that is known, else its own estimate.
        (Fact::ReportedCost, Capability::Estimated),
        (Fact::SubAgents, Capability::Estimated),
        (Fact::Project, Capability::Exact),
        (Fact::Branch, Capability::Exact),
    ])
    .note(
        "A session keeps one total for each model, and each is one call: what it uses on later days is counted on its \
         first day.",
    );

/// Early versions do not split a session's totals.
const TABLES: [Table; 2] = [
    Table::needed(
        "sessions",
        &[
            "id",
            "parent_session_id",
            "model",
            "started_at",
            "input_tokens",
            "output_tokens",
            "cache_read_tokens",
            "cache_write_tokens",
            "reasoning_tokens",
        ],
    )
    .together(&COSTS),
    Table::optional(
        "session_model_usage",
        &[
            "session_id",
            "model",
            "task",
            "input_tokens",
            "output_tokens",
            "cache_read_tokens",
            "cache_write_tokens",
            "reasoning_tokens",
        ],
    )
    .together(&COSTS),
];

const COSTS: [&str; 2] = ["actual_cost_usd", "estimated_cost_usd"];

impl Provider for Hermes {
    fn about(&self) -> &About {
        &ABOUT
    }

    fn discover(&self, roots: &Roots<'_>, found: &mut dyn FnMut(Source)) {
        discover::sources(roots, found);
    }

    fn read(&self, input: Input<'_>, carry: &mut Carry, out: &mut dyn Sink) -> Result<(), ReadError> {
        let Input::Database(rows) = input else { return Ok(()) };
        schema::check(&TABLES, rows, out)?;
        let mut sessions = session::read(rows)?;
        usage::read(rows, &mut sessions, out)?;
        session::give(&sessions, out)?;
        if out.mark(Place::default(), carry).is_break() { Err(ReadError::Stopped) } else { Ok(()) }
    }
}
