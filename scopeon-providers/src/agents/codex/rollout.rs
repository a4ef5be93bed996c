//! Reads one rollout line by line: tells the types of records apart and gives what they hold to the sink.

use std::borrow::Cow;
use std::path::Path;

use scopeon_core::event::{Attribution, Origin, SessionKind};
use scopeon_core::id::SessionId;
use scopeon_core::label::Label;
use scopeon_core::provider::{IssueKind, ReadError, ReaderState};
use scopeon_core::time::Timestamp;

use super::descent::{Says, Whose};
use super::state::State;
use super::{item, key, message, meta, turn, usage};
use crate::kit::json::Raw;
use crate::kit::record_reader::{Emitter, RecordReader};
use crate::kit::session_builder::SessionBuilder;
use crate::kit::uuid::is_uuid;

/// Records that hold nothing but content, or what others state too.
const SILENT: [&str; 7] = [
    "world_state",
    "inter_agent_communication",
    "inter_agent_communication_metadata",
    "retained_context",
    "security_risk_score",
    "realtime_item",
    "ghost_snapshot",
];

/// Events that name the thread they belong to.
const NAMED: [&str; 3] = ["thread_settings_applied", "item_completed", "item_started"];

/// One rollout being read.
pub(super) struct Rollout {
    pub(super) state: State,
    /// The thread's id as the file's name states it.
    name: Option<Label>,
    /// The file's name says that it goes on with a thread.
    pub(super) is_page: bool,
    /// A total was stated that no witness tells of yet.
    pub(super) has_statement: bool,
    builder: Option<SessionBuilder>,
}

/// One record.
#[derive(Clone)]
pub(super) struct Record<'a> {
    /// What it is: the type of the event where it is one.
    pub(super) kind: Cow<'a, str>,
    pub(super) payload: Raw<'a>,
    /// When it was written, if it says so, else that of the one before.
    pub(super) at: Option<Timestamp>,
    /// When the one before was written.
    pub(super) before: Option<Timestamp>,
    /// Its place in a thread that is written in pages.
    pub(super) ordinal: Option<i64>,
    /// Whether it is the parent's, written again.
    pub(super) is_copy: bool,
    /// The whole line, for what has no other name.
    pub(super) line: &'a [u8],
}

impl Rollout {
    pub(super) fn new(path: &Path, carry: &ReaderState) -> Self {
        let (name, is_page) = thread_named(path);
        Self { state: State::load(carry), name, is_page, has_statement: false, builder: None }
    }

    /// The thread's session; none for a file that neither says nor is named what thread it holds.
    pub(super) fn builder(&mut self) -> Option<&mut SessionBuilder> {
        if self.builder.is_none() {
            let thread = self.state.thread.get_or_insert(self.name.clone()?).clone();
            let kind = if self.state.flags.is_sub_agent { SessionKind::SubAgent } else { SessionKind::Main };
            self.builder = Some(SessionBuilder::new(key::session(thread.as_str()), thread, kind));
        }
        self.builder.as_mut()
    }

    pub(super) fn session(&mut self) -> Option<SessionId> {
        self.builder().map(|builder| builder.id())
    }

    /// The thread under whose name things are known: its own, or its parent's while it is open whose they are.
    pub(super) fn namesake(&mut self) -> Option<SessionId> {
        match (self.state.descent.whose, &self.state.descent.origin) {
            (Whose::Own, _) | (_, None) => self.session(),
            (_, Some(origin)) => Some(key::session(origin.as_str())),
        }
    }

    /// Who makes what the thread makes now.
    pub(super) fn owner(&self, session: SessionId) -> Attribution {
        let mut owner = Attribution::new(session);
        if self.state.descent.whose != Whose::Own {
            owner.origin = Origin::Fork;
        }
        owner.turn = self.state.turn;
        owner.project.clone_from(&self.state.project);
        owner.branch.clone_from(&self.state.branch);
        owner
    }

    fn record<'a>(&mut self, line: &'a [u8], fields: [Raw<'a>; 4]) -> Option<Record<'a>> {
        let [kind, timestamp, payload, ordinal] = fields;
        let kind = kind.text()?;
        let before = self.state.clock;
        let stated = timestamp.text().and_then(|text| Timestamp::parse(&text));
        self.state.clock = stated.or(before);
        let ordinal = ordinal.count().and_then(|ordinal| ordinal.try_into().ok());
        Some(Record { kind, payload, at: self.state.clock, before, ordinal, is_copy: false, line })
    }

    /// Tells whose a record is. A turn is looked at first, since it decides for all that is in it.
    fn place(&mut self, record: &mut Record<'_>, out: &mut Emitter<'_>) -> Result<(), ReadError> {
        turn::begin(self, record, out)?;
        if !self.state.descent.is_child {
            return Ok(());
        }
        let names_thread = record.kind == "token_usage_record" || NAMED.contains(&&*record.kind);
        let thread = if names_thread { record.payload.member("thread_id").text() } else { None };
        let says = Says { at: record.at, ordinal: record.ordinal, thread: thread.as_deref() };
        let own = self.state.thread.as_ref().map(Label::as_str);
        record.is_copy = self.state.descent.line(own, says);
        Ok(())
    }
}

impl RecordReader for Rollout {
    fn line(&mut self, line: &[u8], out: &mut Emitter<'_>) -> Result<(), ReadError> {
        let Some(fields) = Raw::record(line, ["type", "timestamp", "payload", "ordinal"]) else {
            out.issue(IssueKind::Malformed);
            return Ok(());
        };
        // Until 2025-08 records had no envelope, and no usage.
        if !fields[2].is_object() {
            return Ok(());
        }
        let Some(mut record) = self.record(line, fields) else {
            out.missing("type");
            return Ok(());
        };
        if record.kind == "session_meta" {
            meta::read(self, &record);
            return Ok(());
        }
        // Every Code's events have an envelope of their own.
        if record.kind == "event" {
            (record.kind, record.payload) = ("event_msg".into(), record.payload.member("msg"));
        }
        let is_event = record.kind == "event_msg";
        if is_event {
            let Some(kind) = record.payload.member("type").text() else { return Ok(()) };
            record.kind = kind;
        }
        self.place(&mut record, out)?;
        if let (Some(builder), Some(at), false) = (self.builder(), record.at, record.is_copy) {
            builder.see(at);
        }
        if is_event {
            return message::read(self, &record, out);
        }
        match &*record.kind {
            "turn_context" => {
                message::turn_context(self, &record);
                Ok(())
            }
            "response_item" => item::read(self, &record, out),
            "token_usage_record" => usage::record(self, &record, out),
            "compacted" => message::compacted(self, &record, out),
            kind if SILENT.contains(&kind) => Ok(()),
            kind => {
                let shaped = kind.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_');
                let name = Label::new(kind).filter(|_| shaped && kind.len() <= 64);
                out.named_issue(IssueKind::UnknownType, name);
                Ok(())
            }
        }
    }

    fn rest(&mut self, carry: &mut ReaderState, out: &mut Emitter<'_>) -> Result<(), ReadError> {
        usage::testify(self, out)?;
        self.state.save(carry);
        match self.builder.as_mut().and_then(SessionBuilder::take) {
            Some(facts) => out.session(facts),
            None => Ok(()),
        }
    }
}

/// Reads a thread's id out of `rollout-2026-09-29T16-55-23-<uuid>.jsonl`, and whether the file is one of the thread's
/// later pages, which has an id of its own behind it.
fn thread_named(path: &Path) -> (Option<Label>, bool) {
    let name = path.file_name().and_then(|name| name.to_str()).unwrap_or_default();
    let Some(stem) = name.strip_suffix(".zst").unwrap_or(name).strip_suffix(".jsonl") else {
        return (None, false);
    };
    let (first, page) = match stem.rsplit_once('_') {
        Some((first, page)) if is_uuid(page) && id_of(first).is_some() => (first, true),
        _ => (stem, false),
    };
    (Label::new(id_of(first).unwrap_or(first)), page)
}

fn id_of(stem: &str) -> Option<&str> {
    stem.len().checked_sub(36).and_then(|cut| stem.get(cut..)).filter(|id| is_uuid(id))
}
