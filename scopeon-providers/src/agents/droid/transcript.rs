//! `<id>.jsonl`: where a session works, how long it lasts, and the tools it asks for. What is said is passed
//! over.

use std::path::Path;

use scopeon_core::event::{Attribution, SessionKind, ToolCall};
use scopeon_core::label::Label;
use scopeon_core::provider::{IssueKind, ReadError, ReaderState};
use scopeon_core::time::Timestamp;

use super::key::IDS;
use crate::kit::json::Raw;
use crate::kit::paths::names;
use crate::kit::record_reader::{Emitter, RecordReader, has_members};
use crate::kit::session_builder::SessionBuilder;

/// One transcript being read.
pub(super) struct Transcript {
    builder: SessionBuilder,
}

impl Transcript {
    pub(super) fn of(path: &Path) -> Option<Self> {
        let parts = names(path);
        let key = parts.last()?.strip_suffix(".jsonl").and_then(Label::new)?;
        Some(Self { builder: SessionBuilder::new(IDS.session(key.as_str()), key, SessionKind::Main) })
    }
}

impl RecordReader for Transcript {
    fn line(&mut self, line: &[u8], out: &mut Emitter<'_>) -> Result<(), ReadError> {
        let Some([kind, cwd, timestamp, message]) =
            Raw::record(line, ["type", "cwd", "timestamp", "message"])
        else {
            out.issue(IssueKind::Malformed);
            return Ok(());
        };
        if kind.says("session_start") {
            // The start does not say when it was; a session does not change its directory.
            if let Some(project) = cwd.label() {
                self.builder.work_in(Timestamp::default(), project);
            }
            return Ok(());
        }
        let Some(at) = timestamp.instant() else { return Ok(()) };
        self.builder.see(at);
        let content = message.member("content").items();
        for used in content.into_iter().filter(|part| part.member("type").says("tool_use")) {
            let [id, name, input] = used.members(["id", "name", "input"]);
            let Some(id) = id.text().filter(|id| !id.is_empty()) else { continue };
            let session = self.builder.id();
            let mut tool = ToolCall::new(IDS.tool_in(session, &id), Attribution::new(session));
            tool.name = name.label();
            tool.started = Some(at);
            tool.input_bytes = input.size();
            tool.input_fingerprint = input.mark(session);
            out.give(tool)?;
        }
        Ok(())
    }

    fn is_record(&self, object: Raw<'_>) -> bool {
        has_members(object, ["type", "timestamp"]) || object.member("type").says("session_start")
    }

    fn rest(&mut self, _: &mut ReaderState, out: &mut Emitter<'_>) -> Result<(), ReadError> {
        self.builder.take().map_or(Ok(()), |facts| out.session(facts))
    }
}
