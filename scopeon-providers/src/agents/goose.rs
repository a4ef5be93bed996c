//! Goose: its database of sessions, with a ledger of calls since schema 15. Opening files and copies are the
//! engine's matter.

mod discover;
mod ledger;
mod session;
mod tool;

use std::ops::ControlFlow;

use scopeon_core::id::{CallId, FactId, Identity, IdentityBuilder, SessionId, ToolId};
use scopeon_core::provider::{
    Column, Coverage, FactKind, Fidelity, Input, Position, Provider, ProviderInfo, ReadError, ReaderState,
    Rows, SearchRoots, Select, Sink, Source,
};

use crate::kit::schema::{self, Table};

/// Reads Goose's database.
///
/// Since schema 15 each call is a row of a ledger, and what a session's totals hold besides is one call more.
/// Before that a session's totals are one call that grows.
#[derive(Clone, Copy, Debug, Default)]
pub struct Goose;

const PROVIDER: &str = "goose";

const ABOUT: ProviderInfo = ProviderInfo::new(PROVIDER, "Goose", Coverage::PerCall)
    .revision(3)
    .variables(&["GOOSE_PATH_ROOT", "XDG_DATA_HOME", "APPDATA"])
    .capabilities(&[
        // For each call since schema 15, for each session before.
        (FactKind::Input, Fidelity::Exact),
        (FactKind::Output, Fidelity::Exact),
        // What a total holds besides its parts.
        (FactKind::Reasoning, Fidelity::Estimated),
        (FactKind::CacheRead, Fidelity::Exact),
        (FactKind::CacheWrite, Fidelity::Exact),
        // Some providers state it, else it is of Goose's own price list.
        (FactKind::ReportedCost, Fidelity::Estimated),
        (FactKind::Tools, Fidelity::Exact),
        (FactKind::Mcp, Fidelity::Exact),
        (FactKind::SubAgents, Fidelity::Exact),
        (FactKind::Compactions, Fidelity::Exact),
        (FactKind::Context, Fidelity::Exact),
        // Where the user set it.
        (FactKind::ContextWindow, Fidelity::Estimated),
        (FactKind::Project, Fidelity::Exact),
    ]);

/// The ledger, which came with a schema.
const LEDGER: Table = Table::optional(
    "usage_ledger",
    &[
        "id",
        "session_id",
        "created_timestamp",
        "model",
        "total_tokens",
        "input_tokens",
        "output_tokens",
        "cost",
    ],
)
.together(&["cache_read_tokens", "cache_write_tokens"]);
const LEDGER_SINCE: i64 = 15;

const TABLES: [Table; 3] = [
    Table::needed(
        "sessions",
        &[
            "id",
            "created_at",
            "accumulated_total_tokens",
            "accumulated_input_tokens",
            "accumulated_output_tokens",
        ],
    ),
    LEDGER,
    Table::optional("messages", &["id", "session_id", "created_timestamp", "content_json"]),
];

impl Provider for Goose {
    fn info(&self) -> &ProviderInfo {
        &ABOUT
    }

    fn discover(&self, roots: &SearchRoots<'_>, found: &mut dyn FnMut(Source)) {
        discover::sources(roots, found);
    }

    fn read(&self, input: Input<'_>, carry: &mut ReaderState, out: &mut dyn Sink) -> Result<(), ReadError> {
        let Input::Database(rows) = input else { return Ok(()) };
        schema::check(&TABLES, rows, out)?;
        if schema_version(rows)? >= LEDGER_SINCE {
            schema::check_any(&[LEDGER], rows, out)?;
        }
        let mut sessions = session::read(rows)?;
        ledger::read(rows, &mut sessions, out)?;
        session::give(&sessions, out)?;
        tool::read(rows, &sessions, carry, out)?;
        if out.checkpoint(Position::default(), carry).is_break() { Err(ReadError::Stopped) } else { Ok(()) }
    }
}

/// The version that the database says it has.
fn schema_version(rows: &mut dyn Rows) -> Result<i64, ReadError> {
    let mut version = 0;
    rows.select(&Select::all("schema_version", &[Column::Plain("version")]), &mut |row| {
        version = version.max(row.integer(0).unwrap_or(0));
        ControlFlow::Continue(())
    })?;
    Ok(version)
}

fn of(kind: &str) -> IdentityBuilder {
    Identity::builder(kind).text(PROVIDER)
}

/// A session. Its id is a date and a number, which other machines' sessions have too: the time it was made
/// takes part.
fn session_id(id: &str, began: i64) -> SessionId {
    of("session").text(id).number(began.unsigned_abs()).finish().into()
}

/// A row of the ledger. Rows are numbered anew in a new database, so what the row says takes part.
fn row_id(session: SessionId, row: u64, at: i64, tokens: [u64; 2]) -> CallId {
    let id = of("call").identity(session.0).number(row).number(at.unsigned_abs());
    id.number(tokens[0]).number(tokens[1]).finish().into()
}

/// What a session's totals hold that no row does.
fn rest_id(session: SessionId) -> CallId {
    of("call").identity(session.0).text("rest").finish().into()
}

/// What a session says of itself.
fn witness_id(session: SessionId) -> FactId {
    of("witness").identity(session.0).finish().into()
}

fn tool_id(session: SessionId, id: &str) -> ToolId {
    of("tool").identity(session.0).text(id).finish().into()
}
