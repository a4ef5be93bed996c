//! What makes two sightings the same thing in chats as Gemini CLI keeps them.

use scopeon_core::id::{CallId, FactId, IdentityBuilder, SessionId, TurnId};

use crate::kit::id_factory::IdFactory;
use crate::kit::uuid::is_uuid;

/// The provider's id, part of every identity.
pub(super) const PROVIDER: &str = "gemini-cli";

/// A message's response.
pub(super) fn call(keys: IdFactory, message: &str, session: SessionId) -> CallId {
    of(keys, "call", message, session).finish().into()
}

/// A message's prompt.
pub(super) fn turn(keys: IdFactory, message: &str, session: SessionId) -> TurnId {
    of(keys, "turn", message, session).finish().into()
}

/// A message's error.
pub(super) fn error(keys: IdFactory, message: &str, session: SessionId) -> FactId {
    of(keys, "api-error", message, session).finish().into()
}

/// Messages' ids are random UUIDs, unique in the world; any other id only inside its session.
fn of(keys: IdFactory, kind: &str, message: &str, session: SessionId) -> IdentityBuilder {
    let key = keys.of(kind).text(message);
    if is_uuid(message) { key } else { key.identity(session.0) }
}
