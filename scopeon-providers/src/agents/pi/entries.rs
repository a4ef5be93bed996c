//! Reads one session's entries line by line: what it is, and the messages in it.

use std::path::Path;

use scopeon_core::event::{Compaction, Trigger};
use scopeon_core::provider::{IssueKind, ReadError, ReaderState};
use scopeon_core::time::Timestamp;

use super::discover::session_named;
use super::message;
use super::state::{Entries, Entry};
use crate::kit::json::Raw;
use crate::kit::record_reader::{Emitter, RecordReader};
use crate::kit::session_builder::SessionBuilder;

/// Entries that say nothing that is counted.
const SILENT: [&str; 4] = ["custom", "custom_message", "label", "session_info"];

impl Entries {
    /// The first line: what the session is and what it was made from.
    fn begin(&mut self, raw: Raw<'_>, at: Option<Timestamp>) {
        let [id, cwd, parent] = raw.members(["id", "cwd", "parentSession"]);
        // What was read so far is of a session already: another line that begins one does not part the log in two.
        if self.session.is_none() {
            self.session = id.label();
        }
        self.project = cwd.label();
        let parent = parent.text();
        let original = parent.as_deref().and_then(|path| {
            // A path of the agent's own making, with either kind of separator.
            let file = path.rsplit(['/', '\\']).next()?;
            session_named(Path::new(file)).map(|id| self.keys.session(id))
        });
        self.forked_at = at.filter(|_| original.is_some());
        let project = self.project.clone();
        let Some(builder) = self.builder() else { return };
        if original.is_some() {
            builder.facts().forked_from = original;
        }
        let Some(at) = at else { return };
        builder.see(at);
        if let Some(project) = project {
            builder.work_in(at, project);
        }
    }

    fn compacted(&self, entry: &Entry<'_>, out: &mut Emitter<'_>) -> Result<(), ReadError> {
        if entry.copied {
            return Ok(());
        }
        let id = entry.id.text().unwrap_or_default();
        let key = format!("{id}@{}", entry.at.millis());
        let id = self.keys.fact_in("compaction", entry.session, &key);
        // Whether the user asked for it is not said.
        let mut compaction = Compaction::new(id, entry.at, entry.session, Trigger::Unknown);
        compaction.before = entry.raw.member("tokensBefore").count();
        out.give(compaction)
    }
}

impl RecordReader for Entries {
    fn line(&mut self, line: &[u8], out: &mut Emitter<'_>) -> Result<(), ReadError> {
        let Some(raw) = Raw::whole(line) else {
            out.issue(IssueKind::Malformed);
            return Ok(());
        };
        let [kind, id, timestamp] = raw.members(["type", "id", "timestamp"]);
        let at = timestamp.text().and_then(|text| Timestamp::parse(&text));
        let Some(kind) = kind.text() else {
            out.missing("type");
            return Ok(());
        };
        if &*kind == "session" {
            self.begin(raw, at);
            return Ok(());
        }
        let Some(at) = at else {
            out.missing("timestamp");
            return Ok(());
        };
        let copied = self.forked_at.is_some_and(|fork| at < fork);
        let Some(builder) = self.builder() else { return Ok(()) };
        if !copied {
            builder.see(at);
        }
        let entry = Entry { raw, id, at, session: builder.id(), copied, place: self.order.next(at) };
        match &*kind {
            "message" => message::read(self, &entry, out),
            "compaction" => {
                message::summarised(self, &entry, out)?;
                self.compacted(&entry, out)
            }
            "branch_summary" => message::summarised(self, &entry, out),
            "model_change" => {
                self.model = raw.member("modelId").label().or_else(|| self.model.take());
                Ok(())
            }
            "thinking_level_change" => {
                self.effort = raw.member("thinkingLevel").identifier().or_else(|| self.effort.take());
                Ok(())
            }
            kind if SILENT.contains(&kind) => Ok(()),
            _ => {
                out.named_issue(IssueKind::UnknownType, raw.member("type").identifier());
                Ok(())
            }
        }
    }

    fn rest(&mut self, carry: &mut ReaderState, out: &mut Emitter<'_>) -> Result<(), ReadError> {
        self.save(carry);
        match self.builder.as_mut().and_then(SessionBuilder::take) {
            Some(facts) => out.session(facts),
            None => Ok(()),
        }
    }
}
