//! Crush: each project's database, found by the registry of projects. Opening files and copies are the
//! engine's matter.

#![cfg(feature = "crush")]

mod discover;
mod key;
mod message;
mod session;

use scopeon_core::provider::{
    Coverage, FactKind, Fidelity, Input, Position, Provider, ProviderInfo, ReadError, ReaderState,
    SearchRoots, Sink, Source,
};

use crate::kit::schema::{self, Table};
use key::IDS;

/// Reads Crush's databases.
///
/// Only costs add up there: a session's token counts are its last request's, so they tell how full the
/// context was and are never counted. A sub-agent's cost is in its parent's.
#[derive(Clone, Copy, Debug, Default)]
pub struct Crush;

const ABOUT: ProviderInfo = ProviderInfo::new(IDS.provider(), "Crush", Coverage::Partial)
    .revision(2)
    .variables(&["CRUSH_GLOBAL_DATA", "XDG_DATA_HOME", "LOCALAPPDATA"])
    .capabilities(&[
        // Of whole sessions; subscriptions with a flat rate add nothing.
        (FactKind::ReportedCost, Fidelity::Exact),
        (FactKind::Tools, Fidelity::Exact),
        (FactKind::Repeats, Fidelity::Exact),
        // Servers' names may hold the sign that ends them.
        (FactKind::Mcp, Fidelity::Estimated),
        (FactKind::SubAgents, Fidelity::Exact),
        (FactKind::Compactions, Fidelity::Exact),
        (FactKind::Context, Fidelity::Exact),
        (FactKind::Project, Fidelity::Exact),
    ])
    .note(
        "A session keeps what it cost so far and no tokens, so it is one call without tokens, dated when the session \
         began: what it costs on later days is reported on its first day. Its cost is never computed: `–` stands there, \
         and what Crush says stands beside it.",
    );

const TABLES: [Table; 2] = [
    Table::needed(
        "sessions",
        &["id", "parent_session_id", "prompt_tokens", "cost", "created_at", "updated_at"],
    ),
    Table::needed("messages", &["id", "session_id", "role", "parts", "model", "created_at"]),
];

impl Provider for Crush {
    fn info(&self) -> &ProviderInfo {
        &ABOUT
    }

    fn discover(&self, roots: &SearchRoots<'_>, found: &mut dyn FnMut(Source)) {
        discover::sources(roots, found);
    }

    fn read(&self, input: Input<'_>, carry: &mut ReaderState, out: &mut dyn Sink) -> Result<(), ReadError> {
        let Input::Database(rows) = input else { return Ok(()) };
        schema::check(&TABLES, rows, out)?;
        let project = discover::project(rows.source());
        let models = message::read(rows, project.as_ref(), out)?;
        session::read(rows, project.as_ref(), &models, out)?;
        Ok(out.checkpoint(Position::default(), carry)?)
    }
}
