//! Goose: its database of sessions, with a ledger of calls since schema 15. Opening files and copies are the
//! engine's matter.

mod discover;
mod ledger;
mod session;
mod tool;

use scopeon_core::id::{CallId, FactId, Identity, IdentityBuilder, SessionId, ToolId};
use scopeon_core::provider::{
    About, Capability, Carry, Fact, Input, Level, Place, Provider, ReadError, Roots, Sink, Source,
};

/// Reads Goose's database.
///
/// Since schema 15 each call is a row of a ledger, and what a session's totals hold besides is one call more.
/// Before that a session's totals are one call that grows.
#[derive(Clone, Copy, Debug, Default)]
pub struct Goose;

const PROVIDER: &str = "goose";

const ABOUT: About = About::new(PROVIDER, "Goose", Level::A)
    .revision(3)
    .variables(&["GOOSE_PATH_ROOT", "XDG_DATA_HOME", "APPDATA"])
    .capabilities(&[
        // For each call since schema 15, for each session before.
        (Fact::Input, Capability::Exact),
        (Fact::Output, Capability::Exact),
        // What a total holds besides its parts.
        (Fact::Reasoning, Capability::Estimated),
        (Fact::CacheRead, Capability::Exact),
        (Fact::CacheWrite, Capability::Exact),
        // Some providers state it, else it is of Goose's own price list.
        (Fact::ReportedCost, Capability::Estimated),
        (Fact::Tools, Capability::Exact),
        (Fact::Mcp, Capability::Exact),
        (Fact::SubAgents, Capability::Exact),
        (Fact::Compactions, Capability::Exact),
        (Fact::Context, Capability::Exact),
        // Where the user set it.
        (Fact::ContextWindow, Capability::Estimated),
        (Fact::Project, Capability::Exact),
    ]);

impl Provider for Goose {
    fn about(&self) -> &About {
        &ABOUT
    }

    fn discover(&self, roots: &Roots<'_>, found: &mut dyn FnMut(Source)) {
        discover::sources(roots, found);
    }

    fn read(&self, input: Input<'_>, carry: &mut Carry, out: &mut dyn Sink) -> Result<(), ReadError> {
        let Input::Database(rows) = input else { return Ok(()) };
        let mut sessions = session::read(rows)?;
        ledger::read(rows, &mut sessions, out)?;
        session::give(&sessions, out)?;
        tool::read(rows, &sessions, carry, out)?;
        if out.mark(Place::default(), carry).is_break() { Err(ReadError::Stopped) } else { Ok(()) }
    }
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
