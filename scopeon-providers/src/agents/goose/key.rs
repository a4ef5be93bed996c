//! Identities of this agent's facts.

use scopeon_core::id::{CallId, FactId, SessionId, ToolId};

use crate::kit::id_factory::IdFactory;

/// Makes them, under the agent's id.
pub(super) const IDS: IdFactory = IdFactory::new("goose");

/// A session. Its id is a date and a number, which other machines' sessions have too: the time it was made
/// takes part.
pub(super) fn session_id(id: &str, began: i64) -> SessionId {
    IDS.of("session").text(id).number(began.unsigned_abs()).finish().into()
}

/// A row of the ledger. Rows are numbered again in a new database, so what the row says takes part.
pub(super) fn row_id(session: SessionId, row: u64, at: i64, tokens: [u64; 2]) -> CallId {
    let id = IDS.of("call").identity(session.0).number(row).number(at.unsigned_abs());
    id.number(tokens[0]).number(tokens[1]).finish().into()
}

/// What a session's totals hold that no row does.
pub(super) fn rest_id(session: SessionId) -> CallId {
    IDS.of("call").identity(session.0).text("rest").finish().into()
}

/// What a session says of itself.
pub(super) fn witness_id(session: SessionId) -> FactId {
    IDS.of("witness").identity(session.0).finish().into()
}

pub(super) fn tool_id(session: SessionId, id: &str) -> ToolId {
    IDS.of("tool").identity(session.0).text(id).finish().into()
}
