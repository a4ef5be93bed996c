//! What makes two sightings the same thing in Claude Code's logs.

use scopeon_core::id::{CallId, FactId, Identity, IdentityBuilder, SessionId, ToolId, TurnId};

/// The provider's id, part of every identity.
pub(super) const PROVIDER: &str = "claude-code";

fn of(kind: &str) -> IdentityBuilder {
    Identity::builder(kind).text(PROVIDER)
}

/// A session of its own.
pub(super) fn session(key: &str) -> SessionId {
    of("session").text(key).finish().into()
}

/// A sub-agent's run; its id is unique inside its main session.
pub(super) fn run(main: SessionId, agent: &str) -> SessionId {
    of("session").identity(main.0).text(agent).finish().into()
}

/// Below this many characters a gateway's id may be a counter that every session begins anew.
const SHORTEST_UNIQUE: usize = 16;

/// A response. Anthropic's own ids are unique in the world; a gateway's are with their model, unless they are as
/// short as a counter (`chatcmpl-0`): those are told apart by the prompt they answer, which a fork's copies keep.
/// The request id takes no part: gateways leave it out, and a side thread replays a response under a new one.
/// Neither does the session, which a fork's copies change.
pub(super) fn call(message: &str, model: &str, turn: Option<TurnId>) -> CallId {
    let id = of("call").text(message);
    if message.starts_with("msg_") {
        return id.finish().into();
    }
    let id = id.text(model);
    match turn.filter(|_| message.len() < SHORTEST_UNIQUE) {
        Some(turn) => id.identity(turn.0).finish().into(),
        None => id.finish().into(),
    }
}

/// A response without an id, by the request it answers: its lines share that, and nothing else.
pub(super) fn call_of_request(request: &str) -> CallId {
    of("call").text("request").text(request).finish().into()
}

/// A response without an id, by the line it stands on; forks copy a line's uuid.
pub(super) fn call_of_line(uuid: &str) -> CallId {
    of("call").text("line").text(uuid).finish().into()
}

/// A response on a line without any id: copies are equal byte by byte.
pub(super) fn call_of_bytes(line: &[u8]) -> CallId {
    of("call").text("bytes").bytes(line).finish().into()
}

/// One more response inside a response, which its usage leaves out.
pub(super) fn inner_call(outer: CallId, kind: &str, number: u64) -> CallId {
    of("call").identity(outer.0).text(kind).number(number).finish().into()
}

/// A prompt. A UUID is unique in the world; any other id only inside the session it was given in.
pub(super) fn turn(prompt: &str, origin: SessionId) -> TurnId {
    let id = of("turn").text(prompt);
    if is_uuid(prompt) { id.finish().into() } else { id.identity(origin.0).finish().into() }
}

/// A prompt without an id, by its line.
pub(super) fn turn_of_line(uuid: &str) -> TurnId {
    of("turn").text("line").text(uuid).finish().into()
}

/// A use of a tool. Anthropic's ids are unique in the world; a gateway's (`call_0`) only inside a session.
pub(super) fn tool(id: &str, origin: SessionId) -> ToolId {
    let key = of("tool").text(id);
    let unique = id.starts_with("toolu_") || id.starts_with("srvtoolu_");
    if unique { key.finish().into() } else { key.identity(origin.0).finish().into() }
}

/// Any other fact of a line, the `number`-th of its kind there.
pub(super) fn fact(kind: &str, uuid: &str, number: u64) -> FactId {
    of(kind).text(uuid).number(number).finish().into()
}

/// A fact of a line without a uuid: copies are equal byte by byte.
pub(super) fn fact_of_bytes(kind: &str, line: &[u8], number: u64) -> FactId {
    of(kind).bytes(line).number(number).finish().into()
}

/// A skill's use is its tool's.
pub(super) fn skill(tool: ToolId) -> FactId {
    of("skill").identity(tool.0).finish().into()
}

fn is_uuid(text: &str) -> bool {
    text.len() == 36
        && text.bytes().enumerate().all(|(place, byte)| match place {
            8 | 13 | 18 | 23 => byte == b'-',
            _ => byte.is_ascii_hexdigit(),
        })
}
