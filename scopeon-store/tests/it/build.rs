//! Short ways to write facts down.

use std::path::Path;

use scopeon_core::event::{Attribution, Call, Event, SessionFacts, SessionKind, ToolCall, Turn, UsageSample};
use scopeon_core::id::{CallId, Identity, SessionId, SourceId, ToolId, TurnId};
use scopeon_core::label::Label;
use scopeon_core::provider::{Batch, Checkpoint, EventStore, Fingerprint, Position, ReaderState, StateValue};
use scopeon_core::time::Timestamp;
use scopeon_core::usage::Usage;
use scopeon_store::{OpenOptions, Reader, Store};

pub(crate) const AGENT: &str = "claude-code";
pub(crate) const OPUS: &str = "claude-opus-4-1-20250805";

pub(crate) fn label(text: &str) -> Label {
    Label::new(text).unwrap()
}

pub(crate) fn at(text: &str) -> Timestamp {
    Timestamp::parse(text).unwrap_or_else(|| panic!("{text} is no instant"))
}

pub(crate) fn identity<T: From<Identity>>(kind: &str, name: &str) -> T {
    T::from(Identity::builder(kind).text(name).finish())
}

pub(crate) fn session_id(name: &str) -> SessionId {
    identity("session", name)
}

pub(crate) fn call_id(name: &str) -> CallId {
    identity("call", name)
}

pub(crate) fn turn_id(name: &str) -> TurnId {
    identity("turn", name)
}

pub(crate) fn tool_id(name: &str) -> ToolId {
    identity("tool", name)
}

pub(crate) fn owner(session: &str) -> Attribution {
    Attribution::new(session_id(session))
}

pub(crate) fn usage(input: u64, output: u64) -> Usage {
    Usage { input, output, ..Usage::default() }
}

pub(crate) fn call(name: &str, when: &str, session: &str, usage: Usage) -> Call {
    Call::new(call_id(name), at(when), UsageSample::new(label(OPUS), usage), owner(session))
}

pub(crate) fn in_turn(mut call: Call, turn: &str) -> Event {
    call.attribution.turn = Some(turn_id(turn));
    call.into_event()
}

pub(crate) fn turn(name: &str, when: &str, session: &str) -> Event {
    let mut owner = owner(session);
    owner.turn = Some(turn_id(name));
    Event::Turn(Turn::new(turn_id(name), at(when), owner))
}

pub(crate) fn tool(name: &str, session: &str) -> ToolCall {
    ToolCall::new(tool_id(name), owner(session))
}

pub(crate) fn main_session(name: &str) -> SessionFacts {
    SessionFacts::new(session_id(name), label(name), SessionKind::Main)
}

pub(crate) fn sub_agent(name: &str, parent: &str) -> SessionFacts {
    let mut facts = SessionFacts::new(session_id(name), label(name), SessionKind::SubAgent);
    facts.parent = Some(session_id(parent));
    facts
}

pub(crate) trait IntoEvent {
    fn into_event(self) -> Event;
}

impl IntoEvent for Call {
    fn into_event(self) -> Event {
        Event::Call(Box::new(self))
    }
}

impl IntoEvent for ToolCall {
    fn into_event(self) -> Event {
        Event::Tool(Box::new(self))
    }
}

impl IntoEvent for SessionFacts {
    fn into_event(self) -> Event {
        Event::Session(Box::new(self))
    }
}

pub(crate) fn source_id(path: &str) -> SourceId {
    identity("source", path)
}

pub(crate) fn batch(path: &str, events: Vec<Event>) -> Batch {
    Batch {
        source: source_id(path),
        provider: AGENT,
        path: label(path),
        events,
        issues: Vec::new(),
        checkpoint: None,
        restarted: false,
    }
}

pub(crate) fn checkpoint(offset: u64) -> Checkpoint {
    let mut carry = ReaderState::default();
    carry.set(1, StateValue::Number(7));
    carry.set(2, StateValue::Label(label("main")));
    let fingerprint = Fingerprint {
        device: u64::MAX,
        inode: 12,
        size: offset,
        modified_ns: -5,
        head: u64::MAX - 1,
        tail: 1 << 63,
    };
    Checkpoint { position: Position { offset, line: 3 }, fingerprint, state: carry, revision: 2 }
}

pub(crate) fn open(path: &Path) -> Store {
    Store::open(path, OpenOptions::default()).unwrap()
}

/// Writes events as one batch and commits.
pub(crate) fn write(store: &mut Store, events: Vec<Event>) {
    store.apply(batch("/logs/a.jsonl", events)).unwrap();
    store.commit().unwrap();
}

pub(crate) fn read(path: &Path) -> Reader {
    Reader::open(path).unwrap()
}

/// After all that tests write.
pub(crate) fn now() -> Timestamp {
    at("2026-12-31T00:00:00Z")
}
