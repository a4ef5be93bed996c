//! One message: a prompt, a response with its tokens and tools, or a tool's result. What it says is passed
//! over.

use scopeon_core::event::{ApiError, Call, Finish, ToolCall, Turn, UsageSample};
use scopeon_core::id::{CallId, IdentityBuilder, SessionId, ToolId};
use scopeon_core::label::Label;
use scopeon_core::money::PicoUsd;
use scopeon_core::provider::ReadError;
use scopeon_core::time::Timestamp;
use scopeon_core::usage::Usage;

use super::state::{Entries, Entry, Failure};
use crate::kit::id_factory::{IdFactory, UNKNOWN_MODEL};
use crate::kit::json::Raw;
use crate::kit::record_reader::Emitter;

/// A shorter id than this may be a counter of whoever made it.
const MIN_UNIQUE: usize = 16;

/// Reads a message.
pub(super) fn read(entries: &mut Entries, entry: &Entry<'_>, out: &mut Emitter<'_>) -> Result<(), ReadError> {
    let message = entry.raw.member("message");
    match message.member("role").text().as_deref() {
        Some("user") => asked(entries, entry, out),
        Some("assistant") => answered(entries, entry, message, out),
        Some("toolResult") => tool_ended(entries, entry, message, out),
        _ => Ok(()),
    }
}

fn asked(entries: &mut Entries, entry: &Entry<'_>, out: &mut Emitter<'_>) -> Result<(), ReadError> {
    // Copies keep their entry's id and time, so that they are their original's prompt.
    let id = format!("{}@{}", entry.id.text().unwrap_or_default(), entry.at.millis());
    let turn = entries.keys.of("turn").text(&id).finish().into();
    entries.turn = Some(turn);
    entries.failed = None;
    if entry.copied {
        return Ok(());
    }
    out.give(Turn::new(turn, entry.at, entries.owner(entry)))
}

/// What tells one response from another.
#[derive(Clone, Copy)]
pub(crate) struct Seen<'a> {
    /// The service's id of the response, if it gave one.
    pub(crate) response: Option<&'a str>,
    /// The entry's id, if it has one.
    pub(crate) entry: Option<&'a str>,
    pub(crate) at: Timestamp,
    pub(crate) usage: Usage,
    pub(crate) session: SessionId,
    pub(crate) place: u64,
}

/// The identity of a response: copies in forks and archives keep its entry's id, time and tokens. The service's own id
/// helps where the entry has none; a gateway may give the same one again and again.
pub(crate) fn call_key(keys: IdFactory, seen: &Seen<'_>) -> CallId {
    let key = keys.of("call");
    match (seen.entry, seen.response) {
        (Some(entry), _) => timed(key.text("entry").text(entry), seen),
        (None, Some(response)) => timed(key.text(response), seen),
        (None, None) => timed(key.text("place").identity(seen.session.0).number(seen.place), seen),
    }
}

fn timed(key: IdentityBuilder, seen: &Seen<'_>) -> CallId {
    let key = key.bytes(&seen.at.millis().to_be_bytes());
    key.number(seen.usage.prompt()).number(seen.usage.output).finish().into()
}

/// How a response ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum End {
    /// As the model meant it to.
    Whole,
    /// In the middle, by a failure or by the user.
    Cut,
    /// The request was refused: nothing came.
    Refused,
}

impl End {
    /// Tells how a response ended by the reason it states and by what there is of it.
    pub(crate) fn of(reason: Option<&str>, is_empty: bool) -> Self {
        match reason {
            Some("error") if is_empty => Self::Refused,
            Some("error" | "aborted") => Self::Cut,
            _ => Self::Whole,
        }
    }

    /// How sure a response's counters are; none where there was no response.
    pub(crate) fn finish(self, usage: &Usage) -> Option<Finish> {
        match self {
            Self::Refused if usage.is_empty() => None,
            _ if usage.is_empty() => Some(Finish::Unknown),
            Self::Whole => Some(Finish::Final),
            Self::Cut | Self::Refused => Some(Finish::Unfinished),
        }
    }
}

fn answered(
    entries: &mut Entries,
    entry: &Entry<'_>,
    message: Raw<'_>,
    out: &mut Emitter<'_>,
) -> Result<(), ReadError> {
    let names = ["usage", "model", "responseId", "stopReason", "content"];
    let [counts, model, response, stop, content] = message.members(names);
    let (usage, response, id) = (usage(counts), response.text(), entry.id.text());
    let seen = Seen {
        response: response.as_deref().filter(|id| !id.is_empty()),
        entry: id.as_deref().filter(|id| !id.is_empty()),
        at: entry.at,
        usage,
        session: entry.session,
        place: entry.place,
    };
    let key = call_key(entries.keys, &seen);
    let blocks = content.items();
    let end = End::of(stop.text().as_deref(), blocks.is_empty() && seen.response.is_none());
    let model = model.label().or_else(|| entries.model.clone()).or_else(|| Label::new(UNKNOWN_MODEL));
    if let Some((model, finish)) = model.zip(end.finish(&usage)) {
        let mut reading = UsageSample::new(model, usage);
        reading.finish = finish;
        let mut call = Call::new(key, entry.at, reading, entries.owner(entry));
        call.reported = cost(counts);
        call.effort.clone_from(&entries.effort);
        out.give(call)?;
    }
    if !entry.copied {
        tried_again(entries, entry.session, out)?;
        if stop.says("error") {
            fail(entries, key, entry, out)?;
        } else {
            entries.failed = None;
        }
    }
    // What a cut answer asked for was not run.
    let used = blocks.into_iter().filter(|block| end == End::Whole && block.member("type").says("toolCall"));
    for used in used {
        if let Some(tool) = tool_use(entries, entry, used, key) {
            out.give(tool)?;
        }
    }
    Ok(())
}

/// The requests for a compaction's or a branch's summary, which newer versions state together in its entry.
pub(super) fn summarised(
    entries: &Entries,
    entry: &Entry<'_>,
    out: &mut Emitter<'_>,
) -> Result<(), ReadError> {
    let counts = entry.raw.member("usage");
    let (usage, id) = (usage(counts), entry.id.text());
    let model = entries.model.clone().or_else(|| Label::new(UNKNOWN_MODEL));
    let Some(model) = model.filter(|_| !usage.is_empty()) else { return Ok(()) };
    let seen = Seen {
        response: None,
        entry: id.as_deref().filter(|id| !id.is_empty()),
        at: entry.at,
        usage,
        session: entry.session,
        place: entry.place,
    };
    let mut reading = UsageSample::new(model, usage);
    // The prompts of many requests were never in the window at once.
    reading.context = 0;
    let key = call_key(entries.keys, &seen);
    let mut call = Call::new(key, entry.at, reading, entries.owner(entry));
    call.reported = cost(counts);
    out.give(call)
}

/// A failure after which the agent asked again was no final one.
fn tried_again(entries: &Entries, session: SessionId, out: &mut Emitter<'_>) -> Result<(), ReadError> {
    let Some(failed) = entries.failed else { return Ok(()) };
    let mut error = ApiError::new(failed.id, failed.at, session);
    error.retry = Some(failed.attempt);
    out.give(error)
}

fn fail(
    entries: &mut Entries,
    call: CallId,
    entry: &Entry<'_>,
    out: &mut Emitter<'_>,
) -> Result<(), ReadError> {
    let id = entries.keys.of("api-error").identity(call.0).finish().into();
    let attempt = entries.failed.map_or(1, |before| before.attempt.saturating_add(1));
    entries.failed = Some(Failure { id, at: entry.at, attempt });
    out.give(ApiError::new(id, entry.at, entry.session))
}

/// Input is what no cache served or stored; output holds the reasoning.
pub(crate) fn usage(counts: Raw<'_>) -> Usage {
    let names = ["input", "output", "cacheRead", "cacheWrite", "reasoning", "reasoningTokens"];
    let [input, output, cache_read, written, reasoning, newer] = counts.members(names).map(Raw::sum);
    let reasoning = reasoning.max(newer).min(output);
    Usage { input, output, reasoning, cache_read, cache_write_5m: written, ..Usage::default() }
}

/// Nothing is what a model costs whose price the agent does not know.
fn cost(counts: Raw<'_>) -> Option<PicoUsd> {
    let total = counts.member("cost").member("total").number();
    total.and_then(PicoUsd::from_reported).filter(|cost| *cost > PicoUsd::ZERO)
}

/// The identity of a tool's use; a short id may be unique only in its session.
pub(crate) fn tool_key(keys: IdFactory, session: SessionId, id: &str) -> ToolId {
    let key = keys.of("tool").text(id);
    if id.len() >= MIN_UNIQUE { key.finish().into() } else { key.identity(session.0).finish().into() }
}

fn tool_use(entries: &Entries, entry: &Entry<'_>, used: Raw<'_>, call: CallId) -> Option<ToolCall> {
    let [id, name, arguments] = used.members(["id", "name", "arguments"]);
    let id = id.text().filter(|id| !id.is_empty() && !entry.copied)?;
    let mut tool = ToolCall::new(tool_key(entries.keys, entry.session, &id), entries.owner(entry));
    tool.call = Some(call);
    tool.name = name.label();
    tool.started = Some(entry.at);
    tool.input_bytes = arguments.size();
    tool.input_fingerprint = arguments.mark(entry.session);
    Some(tool)
}

fn tool_ended(
    entries: &Entries,
    entry: &Entry<'_>,
    message: Raw<'_>,
    out: &mut Emitter<'_>,
) -> Result<(), ReadError> {
    let [id, name, failed, content] = message.members(["toolCallId", "toolName", "isError", "content"]);
    let Some(id) = id.text().filter(|id| !id.is_empty() && !entry.copied) else { return Ok(()) };
    let mut tool = ToolCall::new(tool_key(entries.keys, entry.session, &id), entries.owner(entry));
    tool.name = name.label();
    tool.ended = Some(entry.at);
    tool.output_bytes = content.size();
    tool.ok = Some(!failed.is_true());
    out.give(tool)
}
