//! What makes two sightings the same thing in Copilot's logs.

use scopeon_core::id::{CallId, FactId, Identity, IdentityBuilder, SessionId, ToolId, TurnId};

/// The provider's id, part of every identity.
pub(super) const PROVIDER: &str = "copilot-cli";

fn of(kind: &str) -> IdentityBuilder {
    Identity::builder(kind).text(PROVIDER)
}

pub(super) fn session(id: &str) -> SessionId {
    of("session").text(id).finish().into()
}

/// A sub-agent's run; its id is unique inside its session.
pub(super) fn run(main: SessionId, agent: &str) -> SessionId {
    of("session").identity(main.0).text(agent).finish().into()
}

/// A request's row. Rows are numbered anew in a new store, so what the row says takes part.
pub(super) fn row(session: SessionId, number: u64, at: i64, model: &str, tokens: [u64; 2]) -> CallId {
    let id = of("call").text("row").identity(session.0).number(number).number(at.unsigned_abs());
    id.text(model).number(tokens[0]).number(tokens[1]).finish().into()
}

/// A request in the OTEL file, by the id of its response or else of its span.
pub(super) fn span(id: &str) -> CallId {
    of("call").text("span").text(id).finish().into()
}

/// A response in an event log.
pub(super) fn message(session: SessionId, id: &str) -> CallId {
    of("call").text("message").identity(session.0).text(id).finish().into()
}

/// What a roll-up or a compaction took besides, by the line that tells of it.
pub(super) fn rest(session: SessionId, event: &str, model: &str) -> CallId {
    of("call").text("rest").identity(session.0).text(event).text(model).finish().into()
}

pub(super) fn turn(session: SessionId, prompt: &str) -> TurnId {
    of("turn").identity(session.0).text(prompt).finish().into()
}

pub(super) fn tool(session: SessionId, id: &str) -> ToolId {
    of("tool").identity(session.0).text(id).finish().into()
}

/// Any other fact, by its own id or its line's.
pub(super) fn fact(kind: &str, session: SessionId, id: &str) -> FactId {
    of(kind).identity(session.0).text(id).finish().into()
}
