//! What makes two sightings the same thing in Copilot's logs.

use scopeon_core::id::{CallId, FactId, Identity, SessionId, ToolId, TurnId};
use scopeon_core::time::Timestamp;

use crate::kit::id_factory::IdFactory;

/// Makes identities, under the agent's id.
pub(super) const IDS: IdFactory = IdFactory::new("copilot-cli");

pub(super) fn session(id: &str) -> SessionId {
    IDS.of("session").text(id).finish().into()
}

/// A sub-agent's run; its id is unique inside its session.
pub(super) fn run(main: SessionId, agent: &str) -> SessionId {
    IDS.of("session").identity(main.0).text(agent).finish().into()
}

/// A request's row. Rows are numbered again in a new store, so what the row says takes part.
pub(super) fn row(session: SessionId, number: u64, at: i64, model: &str, tokens: [u64; 2]) -> CallId {
    let id = IDS.of("call").text("row").identity(session.0).number(number).number(at.unsigned_abs());
    id.text(model).number(tokens[0]).number(tokens[1]).finish().into()
}

/// A request in the OTEL file, by its span and the id of its response, which an endpoint may give to all.
pub(super) fn span(span: Option<&str>, response: Option<&str>) -> CallId {
    IDS.of("call")
        .text("span")
        .text(span.unwrap_or_default())
        .text(response.unwrap_or_default())
        .finish()
        .into()
}

/// A response in an event log, by its id and by the line that first tells of it: a fork copies both.
pub(super) fn message(id: &str, line: &str, at: Timestamp) -> CallId {
    let id = IDS.of("call").text("message").text(id).text(line);
    id.bytes(&at.millis().to_be_bytes()).finish().into()
}

/// What a roll-up or a compaction took besides, by the line that tells of it: a fork copies it.
pub(super) fn rest(event: &str, at: Timestamp, model: &str) -> CallId {
    let id = IDS.of("call").text("rest").text(event).text(model);
    id.bytes(&at.millis().to_be_bytes()).finish().into()
}

/// The name of a response inside a session.
pub(super) fn name(session: SessionId, id: &str) -> Identity {
    IDS.of("name").identity(session.0).text(id).finish()
}

/// A prompt by its number in its session, from 0: the store numbers them as well.
pub(super) fn turn(session: SessionId, number: u64) -> TurnId {
    IDS.of("turn").identity(session.0).number(number).finish().into()
}

/// What a session says of its use of a model.
pub(super) fn witness(session: SessionId, model: &str) -> FactId {
    IDS.of("witness").identity(session.0).text(model).finish().into()
}

pub(super) fn tool(session: SessionId, id: &str) -> ToolId {
    IDS.of("tool").identity(session.0).text(id).finish().into()
}

/// Any other fact, by its own id or its line's.
pub(super) fn fact(kind: &str, session: SessionId, id: &str) -> FactId {
    IDS.of(kind).identity(session.0).text(id).finish().into()
}
