//! Hermes Agent: its databases of sessions. Opening files and copies are the engine's matter.

#![cfg(feature = "hermes")]

mod discover;
mod key;
mod session;
mod spent;
mod usage;

use scopeon_core::provider::{
    Coverage, FactKind, Fidelity, Input, Position, Provider, ProviderInfo, ReadError, ReaderState,
    SearchRoots, Sink, Source,
};

use crate::kit::schema::{self, Table};
use key::IDS;

/// Reads Hermes' databases.
///
/// Totals grow in place, by session and model where a version splits them: each is one call that grows. What
/// a session's own totals hold besides is one call more.
#[derive(Clone, Copy, Debug, Default)]
pub struct Hermes;

const ABOUT: ProviderInfo =
    ProviderInfo::new(IDS.provider(), "Hermes Agent", Coverage::PerSession).variables(&["HERMES_HOME"]).capabilities(&[
        // For a session and a model.
        (FactKind::Input, Fidelity::Exact),
        (FactKind::Output, Fidelity::Exact),
        (FactKind::Reasoning, Fidelity::Exact),
        (FactKind::CacheRead, Fidelity::Exact),
        (FactKind::CacheWrite, Fidelity::Exact),
        // What was billed where that is known, else its own estimate.
        (FactKind::ReportedCost, Fidelity::Estimated),
        (FactKind::SubAgents, Fidelity::Estimated),
        (FactKind::Project, Fidelity::Exact),
        (FactKind::Branch, Fidelity::Exact),
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
    fn info(&self) -> &ProviderInfo {
        &ABOUT
    }

    fn discover(&self, roots: &SearchRoots<'_>, found: &mut dyn FnMut(Source)) {
        discover::sources(roots, found);
    }

    fn read(&self, input: Input<'_>, carry: &mut ReaderState, out: &mut dyn Sink) -> Result<(), ReadError> {
        let Input::Database(rows) = input else { return Ok(()) };
        schema::check(&TABLES, rows, out)?;
        let mut sessions = session::read(rows)?;
        usage::read(rows, &mut sessions, out)?;
        session::give(&sessions, out)?;
        Ok(out.checkpoint(Position::default(), carry)?)
    }
}
