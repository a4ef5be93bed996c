//! What makes two sightings the same thing in Codex's rollouts.

use scopeon_core::id::{CallId, FactId, Identity, IdentityBuilder, SessionId, ToolId, TurnId};

use super::tokens::Vector;
use crate::uuid::is_uuid;

/// The provider's id, part of every identity.
pub(super) const PROVIDER: &str = "codex";

fn of(kind: &str) -> IdentityBuilder {
    Identity::builder(kind).text(PROVIDER)
}

/// A thread: an archived or packed copy of its rollout states the same id.
pub(super) fn session(thread: &str) -> SessionId {
    of("session").text(thread).finish().into()
}

/// A turn. A UUID is unique in the world; any other id only inside its thread.
pub(super) fn turn(id: &str, thread: SessionId) -> TurnId {
    let key = of("turn").text(id);
    if is_uuid(id) { key.finish().into() } else { key.identity(thread.0).finish().into() }
}

/// A turn without an id, by when it was asked.
pub(super) fn turn_at(millis: i64, thread: SessionId) -> TurnId {
    of("turn").text("at").bytes(&millis.to_be_bytes()).identity(thread.0).finish().into()
}

/// A response. OpenAI's own ids are unique in the world; another endpoint's only inside a thread.
pub(super) fn call(response: &str, thread: SessionId) -> CallId {
    let key = of("call").text(response);
    if response.starts_with("resp_") { key.finish().into() } else { key.identity(thread.0).finish().into() }
}

/// A response that is known only by what the thread had used once it was done. Two threads may have used
/// the same, so their name takes part: the turn's where it is unique in the world, which a replay that was
/// not told for one repeats, else the thread's.
pub(super) fn call_of_total(turn: Option<&str>, thread: SessionId, epoch: i64, total: &Vector) -> CallId {
    let key = of("call").text("total");
    let scoped = match turn.filter(|turn| is_uuid(turn)) {
        Some(turn) => key.text(turn),
        None => key.identity(thread.0).bytes(&epoch.to_be_bytes()),
    };
    total.0.iter().fold(scoped, |key, count| key.number(*count)).finish().into()
}

/// A use of a tool, by the id its request and its result share inside a thread.
pub(super) fn tool(id: &str, thread: SessionId) -> ToolId {
    of("tool").text(id).identity(thread.0).finish().into()
}

/// Any other fact of a thread, by a name that is unique there.
pub(super) fn fact(kind: &str, name: &[u8], thread: SessionId) -> FactId {
    of(kind).bytes(name).identity(thread.0).finish().into()
}
