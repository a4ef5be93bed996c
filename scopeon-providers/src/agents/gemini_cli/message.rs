//! One message: a prompt, a response with its tokens and tools, or an error. What it says is passed over.

use scopeon_core::event::{
    ApiError, Call, Finish, McpName, SessionFacts, SessionKind, ToolCall, Turn, UsageSample,
};
use scopeon_core::id::{CallId, SessionId};
use scopeon_core::label::Label;
use scopeon_core::provider::{IssueKind, ReadError};
use scopeon_core::time::Timestamp;

use super::key;
use super::state::Chat;
use crate::kit::id_factory::UNKNOWN_MODEL;
use crate::kit::json::Raw;
use crate::kit::record_reader::Emitter;
use crate::kit::token_split::Gemini;

/// Where a message stands.
#[derive(Clone, Copy)]
struct MessageContext<'a> {
    id: &'a str,
    at: Timestamp,
    session: SessionId,
}

/// The members of a message that are asked for, all at once: messages are long.
#[derive(Clone, Copy)]
pub(super) struct Message<'a> {
    kind: Raw<'a>,
    id: Raw<'a>,
    at: Raw<'a>,
    content: Raw<'a>,
    tokens: Raw<'a>,
    model: Raw<'a>,
    tools: Raw<'a>,
}

impl<'a> Message<'a> {
    pub(super) const NAMES: [&'static str; 7] =
        ["type", "id", "timestamp", "content", "tokens", "model", "toolCalls"];

    /// Takes the members by these names.
    pub(super) const fn new([kind, id, at, content, tokens, model, tools]: [Raw<'a>; 7]) -> Self {
        Self { kind, id, at, content, tokens, model, tools }
    }
}

/// Reads a message.
pub(super) fn read(chat: &mut Chat, message: Message<'_>, out: &mut Emitter<'_>) -> Result<(), ReadError> {
    let (Some(kind), Some(id)) = (message.kind.text(), message.id.text()) else {
        out.missing("id");
        return Ok(());
    };
    let Some(at) = message.at.text().and_then(|text| Timestamp::parse(&text)) else {
        out.missing("timestamp");
        return Ok(());
    };
    let Some(builder) = chat.builder() else { return Ok(()) };
    builder.see(at);
    let place = MessageContext { id: &id, at, session: builder.id() };
    match &*kind {
        "user" => asked(chat, message, place, out),
        "gemini" => answered(chat, message, place, out),
        "error" => {
            let error = ApiError::new(key::error(chat.keys, place.id, place.session), at, place.session);
            out.give(error)
        }
        "info" | "warning" => Ok(()),
        kind => {
            let shaped =
                kind.len() <= 64 && kind.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_');
            out.named_issue(IssueKind::UnknownType, Label::new(kind).filter(|_| shaped));
            Ok(())
        }
    }
}

/// A prompt of the user. Tools' results come as `user` messages too, and a sub-agent's prompts are its
/// parent's.
fn asked(
    chat: &mut Chat,
    message: Message<'_>,
    place: MessageContext<'_>,
    out: &mut Emitter<'_>,
) -> Result<(), ReadError> {
    let parts = message.content.items();
    let answers = parts.iter().any(|part| !part.member("functionResponse").is_missing());
    if answers || chat.is_sub_agent() || is_history(place.id) {
        return Ok(());
    }
    let id = key::turn(chat.keys, place.id, place.session);
    chat.turn = Some(id);
    out.give(Turn::new(id, place.at, chat.owner(place.session)))
}

/// What the agent hands the model by itself, such as the surroundings it works in, it names by a hash.
fn is_history(id: &str) -> bool {
    id.len() == 32 && id.bytes().all(|byte| byte.is_ascii_hexdigit())
}

/// A response. It is written before its tokens are known and again with every tool that is done; its tokens
/// are stated once, so of two sightings the larger is the later one. Where they never come its stream was cut.
fn answered(
    chat: &mut Chat,
    message: Message<'_>,
    place: MessageContext<'_>,
    out: &mut Emitter<'_>,
) -> Result<(), ReadError> {
    let id = key::call(chat.keys, place.id, place.session);
    if let Some(mut reading) = reading(message.tokens, message.model) {
        reading.context = message.tokens.member("input").sum();
        let call = Call::new(id, place.at, reading, chat.owner(place.session));
        out.give(call)?;
    }
    for tool in message.tools.items() {
        if let Some(used) = tool_use(chat, tool, id, place) {
            if let Some(run) = started(chat, tool, &used, place) {
                out.session(run)?;
            }
            out.give(used)?;
        }
    }
    Ok(())
}

fn reading(tokens: Raw<'_>, model: Raw<'_>) -> Option<UsageSample> {
    let [input, output, cached, thoughts, tools] =
        tokens.members(["input", "output", "cached", "thoughts", "tool"]).map(Raw::sum);
    let usage = Gemini { input, cached, tools, output, thoughts }.usage();
    let model = model.label().or_else(|| Label::new(UNKNOWN_MODEL))?;
    let mut reading = UsageSample::new(model, usage);
    if usage.is_empty() {
        reading.finish = Finish::Unknown;
    }
    Some(reading)
}

/// The run of a sub-agent that a tool's use started: its own chat does not say what it is.
fn started(chat: &Chat, tool: Raw<'_>, used: &ToolCall, place: MessageContext<'_>) -> Option<SessionFacts> {
    let [agent, shown, asked] = tool.members(["agentId", "resultDisplay", "args"]);
    let key = agent.label()?;
    let mut run = SessionFacts::new(chat.keys.session(key.as_str()), key, SessionKind::SubAgent);
    run.parent = Some(place.session);
    run.spawned_by = Some(used.id);
    run.agent_type = shown.member("agentName").or(asked.member("agent_name")).identifier();
    Some(run)
}

fn tool_use(chat: &Chat, tool: Raw<'_>, call: CallId, place: MessageContext<'_>) -> Option<ToolCall> {
    let [id, name, status, ended, args, result] =
        tool.members(["id", "name", "status", "timestamp", "args", "result"]);
    let id = id.text().filter(|id| !id.is_empty())?;
    let mut used = ToolCall::new(chat.keys.tool_in(place.session, &id), chat.owner(place.session));
    used.call = Some(call);
    used.name = name.label();
    used.mcp = used.name.as_ref().and_then(|name| mcp(name.as_str()));
    used.started = Some(place.at);
    used.input_bytes = args.size();
    used.input_fingerprint = args.mark(place.session);
    used.output_bytes = result.size();
    used.ok = match status.text().as_deref() {
        Some("success") => Some(true),
        Some("error" | "cancelled") => Some(false),
        // It still runs, and its time is not its end.
        _ => return Some(used),
    };
    used.ended = ended.text().and_then(|text| Timestamp::parse(&text));
    Some(used)
}

/// `mcp_<server>_<tool>`, before about 0.3x `<server>__<tool>`.
fn mcp(name: &str) -> Option<McpName> {
    let (server, tool) = match name.strip_prefix("mcp_") {
        Some(rest) => rest.split_once('_')?,
        None => name.split_once("__")?,
    };
    Some(McpName { server: Label::new(server)?, tool: Label::new(tool)? })
}
