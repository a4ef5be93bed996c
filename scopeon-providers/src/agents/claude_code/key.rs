//! What makes two sightings the same thing in Claude Code's logs.

use scopeon_core::id::{CallId, FactId, SessionId, ToolId, TurnId};
use scopeon_core::time::Timestamp;

use super::vendor::{is_cloud_message, is_message, is_uuid};
use crate::kit::id_factory::IdFactory;

/// Makes identities, under the agent's id.
pub(super) const IDS: IdFactory = IdFactory::new("claude-code");

/// A session of its own.
pub(crate) fn session(key: &str) -> SessionId {
    IDS.of("session").text(key).finish().into()
}

/// A sub-agent's run; its id is unique inside its main session.
pub(crate) fn run(main: SessionId, agent: &str) -> SessionId {
    IDS.of("session").identity(main.0).text(agent).finish().into()
}

/// A response by the name that the vendor itself gave it. The request id takes no part: it is left out at times, and a
/// side thread replays a response under a new one. Neither does the session, which a fork's copies change.
pub(super) fn call(message: &str) -> CallId {
    IDS.of("call").text(message).finish().into()
}

/// A response of which only its name is known; none where that is not the vendor's.
pub(crate) fn call_of_name(message: &str) -> Option<CallId> {
    (is_message(message) || is_cloud_message(message)).then(|| call(message))
}

/// A response by a number of somebody who stands in for the vendor and may begin again; the prompt's uncached tokens tell
/// two of one number apart, and a replay keeps them.
pub(super) fn call_of_number(message: &str, input: u64) -> CallId {
    IDS.of("call").text("number").text(message).number(input).finish().into()
}

/// A response by a count that begins again in every session: when it was made, and by which sub-agent, tells two of one
/// count apart.
pub(super) fn call_of_count(message: &str, input: u64, at: Timestamp, agent: &str) -> CallId {
    IDS.of("call")
        .text("count")
        .text(message)
        .text(agent)
        .number(input)
        .number(at.millis().cast_unsigned())
        .finish()
        .into()
}

/// A response by the request that the agent made for it and gave a UUID to.
pub(super) fn call_of_request(message: &str, reference: &str) -> CallId {
    IDS.of("call").text("request").text(message).text(reference).finish().into()
}

/// A response by the line it begins with; copies keep a line's uuid.
pub(super) fn call_of_line(message: &str, uuid: &str) -> CallId {
    IDS.of("call").text("line").text(message).text(uuid).finish().into()
}

/// A response whose lines have no uuid, by where and when it begins.
pub(super) fn call_of_time(message: &str, origin: SessionId, at: Timestamp) -> CallId {
    IDS.of("call")
        .text("time")
        .text(message)
        .identity(origin.0)
        .number(at.millis().cast_unsigned())
        .finish()
        .into()
}

/// A response on a line without any id: copies are equal byte by byte.
pub(super) fn call_of_bytes(line: &[u8]) -> CallId {
    IDS.of("call").text("bytes").bytes(line).finish().into()
}

/// One more response inside a response, which its usage leaves out.
pub(super) fn inner_call(outer: CallId, kind: &str, number: u64) -> CallId {
    IDS.of("call").identity(outer.0).text(kind).number(number).finish().into()
}

/// A prompt. A UUID is unique in the world; any other id only inside the session it was given in.
pub(super) fn turn(prompt: &str, origin: SessionId) -> TurnId {
    let id = IDS.of("turn").text(prompt);
    if is_uuid(prompt) { id.finish().into() } else { id.identity(origin.0).finish().into() }
}

/// A prompt without an id, by its line.
pub(super) fn turn_of_line(uuid: &str) -> TurnId {
    IDS.of("turn").text("line").text(uuid).finish().into()
}

/// A use of a tool. Anthropic's ids are unique in the world; a gateway's (`call_0`) only inside a session.
pub(super) fn tool(id: &str, origin: SessionId) -> ToolId {
    let key = IDS.of("tool").text(id);
    let unique = id.starts_with("toolu_") || id.starts_with("srvtoolu_");
    if unique { key.finish().into() } else { key.identity(origin.0).finish().into() }
}

/// Any other fact of a line, the `number`-th of its kind there.
pub(super) fn fact(kind: &str, uuid: &str, number: u64) -> FactId {
    IDS.of(kind).text(uuid).number(number).finish().into()
}

/// A fact of a line without a uuid: copies are equal byte by byte.
pub(super) fn fact_of_bytes(kind: &str, line: &[u8], number: u64) -> FactId {
    IDS.of(kind).bytes(line).number(number).finish().into()
}

/// A run of a hook among those at one end of a turn, by what it ran.
pub(super) fn hook(batch: FactId, command: &[u8], number: u64) -> FactId {
    IDS.of("hook").identity(batch.0).bytes(command).number(number).finish().into()
}

/// What the agent states of a session's use of a model.
pub(super) fn witness(session: SessionId, model: &str) -> FactId {
    IDS.of("witness").identity(session.0).text(model).finish().into()
}

/// A skill's use is its tool's.
pub(super) fn skill(tool: ToolId) -> FactId {
    IDS.of("skill").identity(tool.0).finish().into()
}
