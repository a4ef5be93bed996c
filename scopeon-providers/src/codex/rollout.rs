//! Reads one rollout line by line: tells the types of records apart and gives what they hold to the sink.

use std::path::Path;

use scopeon_core::event::{Owner, SessionKind};
use scopeon_core::id::SessionId;
use scopeon_core::label::Label;
use scopeon_core::provider::{Carry, IssueKind, ReadError};
use scopeon_core::time::Timestamp;

use super::state::State;
use super::{item, key, message, meta};
use crate::json::Raw;
use crate::reading::{Log, Outlet};
use crate::sheet::Sheet;
use crate::uuid::is_uuid;

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

/// One rollout being read.
pub(super) struct Rollout {
    pub(super) state: State,
    /// The thread's id as the file's name states it.
    name: Option<Label>,
    sheet: Option<Sheet>,
}

/// One record.
#[derive(Clone, Copy)]
pub(super) struct Record<'a> {
    pub(super) payload: Raw<'a>,
    /// The record's own time, else that of the one before.
    pub(super) at: Option<Timestamp>,
    /// Whether it is the parent's, written again.
    pub(super) replayed: bool,
    /// The whole line, for what has no other name.
    pub(super) line: &'a [u8],
}

impl Rollout {
    pub(super) fn new(path: &Path, carry: &Carry) -> Self {
        Self { state: State::load(carry), name: thread_named(path), sheet: None }
    }

    /// The thread's sheet; none for a file that neither says nor is named what thread it holds.
    pub(super) fn sheet(&mut self) -> Option<&mut Sheet> {
        if self.sheet.is_none() {
            let thread = self.state.thread.get_or_insert(self.name.clone()?).clone();
            let kind = if self.state.flags.is_sub_agent { SessionKind::SubAgent } else { SessionKind::Main };
            self.sheet = Some(Sheet::new(key::session(thread.as_str()), thread, kind));
        }
        self.sheet.as_mut()
    }

    pub(super) fn session(&mut self) -> Option<SessionId> {
        self.sheet().map(|sheet| sheet.id())
    }

    /// Who makes what the thread makes now.
    pub(super) fn owner(&self, session: SessionId) -> Owner {
        let mut owner = Owner::new(session);
        owner.turn = self.state.turn;
        owner.project.clone_from(&self.state.project);
        owner.branch.clone_from(&self.state.branch);
        owner
    }

    fn record<'a>(&mut self, line: &'a [u8], timestamp: Raw<'_>, payload: Raw<'a>) -> Record<'a> {
        let stated = timestamp.text().and_then(|text| Timestamp::parse(&text));
        self.state.clock = stated.or(self.state.clock);
        let at = self.state.clock;
        let lasts = self.state.burst.as_mut().zip(at).is_some_and(|(burst, at)| burst.takes(at));
        self.state.burst = self.state.burst.filter(|_| lasts);
        Record { payload, at, replayed: lasts, line }
    }
}

impl Log for Rollout {
    fn line(&mut self, line: &[u8], out: &mut Outlet<'_>) -> Result<(), ReadError> {
        let Some([kind, timestamp, payload]) = Raw::record(line, ["type", "timestamp", "payload"]) else {
            out.issue(IssueKind::Malformed);
            return Ok(());
        };
        // Until 2025-08 records had no envelope, and no usage.
        if !payload.is_object() {
            return Ok(());
        }
        let Some(kind) = kind.text() else {
            out.missing("type");
            return Ok(());
        };
        let record = self.record(line, timestamp, payload);
        if &*kind == "session_meta" {
            meta::read(self, &record);
            return Ok(());
        }
        if let (Some(sheet), Some(at), false) = (self.sheet(), record.at, record.replayed) {
            sheet.see(at);
        }
        match &*kind {
            "turn_context" => message::turn_context(self, &record, out),
            "event_msg" => message::read(self, &record, out),
            "response_item" => item::read(self, &record, out),
            "token_usage_record" => message::usage_record(self, &record, out),
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

    fn rest(&mut self, carry: &mut Carry, out: &mut Outlet<'_>) -> Result<(), ReadError> {
        self.state.save(carry);
        match self.sheet.as_mut().and_then(Sheet::take) {
            Some(facts) => out.session(facts),
            None => Ok(()),
        }
    }
}

/// Reads a thread's id out of `rollout-2026-09-29T16-55-23-<uuid>.jsonl`.
fn thread_named(path: &Path) -> Option<Label> {
    let name = path.file_name()?.to_str()?;
    let stem = name.strip_suffix(".zst").unwrap_or(name).strip_suffix(".jsonl")?;
    let id = stem.len().checked_sub(36).and_then(|cut| stem.get(cut..)).filter(|id| is_uuid(id));
    Label::new(id.unwrap_or(stem))
}
