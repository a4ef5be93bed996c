//! Goose: its database of sessions, with a ledger of calls since schema 15. Opening files and copies are the
//! engine's matter.

#![cfg(feature = "goose")]

mod discover;
mod key;
mod ledger;
mod session;
mod tool;

use scopeon_core::provider::{
    Column, Coverage, FactKind, Fidelity, Input, Position, Provider, ProviderInfo, ReadError, ReaderState,
    Rows, SearchRoots, Select, Sink, Source,
};

use crate::kit::schema::{self, Table};
use key::IDS;

/// Reads Goose's database.
///
/// Since schema 15 each call is a row of a ledger, and what a session's totals hold besides is one call more.
/// Before that a session's totals are one call that grows.
#[derive(Clone, Copy, Debug, Default)]
pub struct Goose;

const ABOUT: ProviderInfo = ProviderInfo::new(IDS.provider(), "Goose", Coverage::PerCall)
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
        Ok(out.checkpoint(Position::default(), carry)?)
    }
}

/// The version that the database says it has.
fn schema_version(rows: &mut dyn Rows) -> Result<i64, ReadError> {
    let mut version = 0;
    rows.select(&Select::all("schema_version", &[Column::Plain("version")]), &mut |row| {
        version = version.max(row.integer(0).unwrap_or(0));
        Ok(())
    })?;
    Ok(version)
}
