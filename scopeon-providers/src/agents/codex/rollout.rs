//! Reads one rollout line by line: tells the types of records apart and gives what they hold to the sink.

use scopeon_core::label::Label;
use scopeon_core::provider::{IssueKind, ReadError, ReaderState};
use scopeon_core::time::Timestamp;

use super::descent::Says;
use super::thread::{Record, Rollout};
use super::{item, message, meta, turn, usage};
use crate::kit::json::Raw;
use crate::kit::record_reader::{Emitter, RecordReader};
use crate::kit::session_builder::SessionBuilder;

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

impl Rollout {
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
