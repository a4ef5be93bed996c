//! What makes two sightings the same thing in Codex's rollouts.

use scopeon_core::id::{CallId, FactId, IdentityBuilder, SessionId, ToolId, TurnId};

use super::tokens::Vector;
use crate::kit::id_factory::IdFactory;
use crate::kit::uuid::is_uuid;

/// Makes identities, under the agent's id.
pub(super) const IDS: IdFactory = IdFactory::new("codex");

/// A vendor's own ids of tool uses are at least this long.
const VENDORS_LENGTH: usize = 24;

/// A thread: an archived or packed copy of its rollout states the same id.
pub(super) fn session(thread: &str) -> SessionId {
    IDS.of("session").text(thread).finish().into()
}

/// A turn. A UUID is unique in the world; any other id only inside its thread.
pub(super) fn turn(id: &str, thread: SessionId) -> TurnId {
    let key = IDS.of("turn").text(id);
    if is_uuid(id) { key.finish().into() } else { key.identity(thread.0).finish().into() }
}

/// A turn without an id, by when it was asked.
pub(super) fn turn_at(millis: i64, thread: SessionId) -> TurnId {
    IDS.of("turn").text("at").bytes(&millis.to_be_bytes()).identity(thread.0).finish().into()
}

/// A response: by what its thread had used once it was done, what it used itself, and its turn. Its record states
/// all of these and so does its count, which alone is copied, so that a copy is one with its original.
///
/// The id that an endpoint gives a response is no part of it: gateways give all of them the same.
pub(super) fn call(turn: Option<&str>, thread: SessionId, total: &Vector, used: &Vector) -> CallId {
    match turn.filter(|turn| is_uuid(turn)) {
        Some(turn) => counts(IDS.of("call").text(turn), total, used),
        None => call_of_thread(turn, thread, total, used),
    }
}

/// A response whose turn has a name that only its thread vouches for.
pub(super) fn call_of_thread(turn: Option<&str>, thread: SessionId, total: &Vector, used: &Vector) -> CallId {
    counts(IDS.of("call").text(turn.unwrap_or_default()).identity(thread.0), total, used)
}

/// A response of a log without turns, which has a vendor's id.
pub(super) fn call_of_response(id: &str, total: &Vector, used: &Vector) -> CallId {
    counts(IDS.of("call").text("response").text(id), total, used)
}

fn counts(key: IdentityBuilder, total: &Vector, used: &Vector) -> CallId {
    let all = total.0.iter().chain(&used.0);
    all.fold(key, |key, count| key.number(*count)).finish().into()
}

/// A request whose usage the log does not state; a turn has at most one. A turn whose id is not unique in the world
/// is told from others by the total it ended with.
pub(super) fn request(turn: TurnId, name: Option<&str>, total: &Vector) -> CallId {
    let key = IDS.of("call").text("request").identity(turn.0);
    if name.is_some_and(is_uuid) { key.finish().into() } else { counts(key, total, &Vector::default()) }
}

/// A use of a tool, by the id its request and its result share: a vendor's is unique in the world, any other inside
/// a thread.
pub(super) fn tool(id: &str, thread: SessionId) -> ToolId {
    let key = IDS.of("tool").text(id);
    let is_vendors = id.len() >= VENDORS_LENGTH && id.starts_with("call_");
    if is_vendors { key.finish().into() } else { key.identity(thread.0).finish().into() }
}

/// Any other fact of a thread, by a name that is unique there.
pub(super) fn fact(kind: &str, name: &[u8], thread: SessionId) -> FactId {
    IDS.of(kind).bytes(name).identity(thread.0).finish().into()
}
