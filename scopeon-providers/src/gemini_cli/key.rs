//! What makes two sightings the same thing in Gemini CLI's chats.

use scopeon_core::id::{CallId, FactId, Identity, IdentityBuilder, SessionId, ToolId, TurnId};

use crate::uuid::is_uuid;

/// The provider's id, part of every identity.
pub(super) const PROVIDER: &str = "gemini-cli";

/// A session: its twins in other directories and other shapes state the same id.
pub(super) fn session(id: &str) -> SessionId {
    Identity::builder("session").text(PROVIDER).text(id).finish().into()
}

/// A message's response.
pub(super) fn call(message: &str, session: SessionId) -> CallId {
    of("call", message, session).finish().into()
}

/// A message's prompt.
pub(super) fn turn(message: &str, session: SessionId) -> TurnId {
    of("turn", message, session).finish().into()
}

/// A message's tool use; the ids of tool uses are unique only in a session.
pub(super) fn tool(id: &str, session: SessionId) -> ToolId {
    Identity::builder("tool").text(PROVIDER).text(id).identity(session.0).finish().into()
}

/// A message's error.
pub(super) fn error(message: &str, session: SessionId) -> FactId {
    of("api-error", message, session).finish().into()
}

/// Messages' ids are random UUIDs, unique in the world; any other id only inside its session.
fn of(kind: &str, message: &str, session: SessionId) -> IdentityBuilder {
    let key = Identity::builder(kind).text(PROVIDER).text(message);
    if is_uuid(message) { key } else { key.identity(session.0) }
}
