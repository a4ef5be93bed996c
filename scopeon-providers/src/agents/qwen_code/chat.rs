//! Reads one chat line by line: tells the types of records apart and gathers what they say of sessions.

use scopeon_core::event::SessionKind;
use scopeon_core::provider::{IssueKind, ReadError, ReaderState};
use scopeon_core::time::Timestamp;

use super::line_context::LineContext;
use super::record;
use super::state::Chat;
use crate::kit::json::Raw;
use crate::kit::record_reader::{Emitter, RecordReader};

impl Chat {
    /// Takes what a record says of its session; a copy's time and place are its original's.
    fn see(&mut self, context: &LineContext, window: Option<u64>) {
        let main = self.builder(&context.main, SessionKind::Main);
        if let Some(original) = context.forked_from {
            main.facts().forked_from = main.facts().forked_from.max(Some(original));
            return;
        }
        main.see(context.at);
        let builder = match &context.run {
            Some(run) => {
                let builder = self.builder(run, SessionKind::SubAgent);
                builder.facts().parent = Some(context.main.0);
                builder.see(context.at);
                builder
            }
            None => main,
        };
        if let Some(project) = context.project.clone() {
            builder.work_in(context.at, project);
        }
        if let Some(branch) = context.branch.clone() {
            builder.work_on(context.at, branch);
        }
        if let Some(version) = context.version.clone() {
            builder.written_by(context.at, version);
        }
        builder.facts().window = builder.facts().window.max(window);
    }
}

impl RecordReader for Chat {
    fn line(&mut self, line: &[u8], out: &mut Emitter<'_>) -> Result<(), ReadError> {
        let Some(record) = Raw::whole(line) else {
            out.issue(IssueKind::Malformed);
            return Ok(());
        };
        let [kind, timestamp, window] = record.members(["type", "timestamp", "contextWindowSize"]);
        let Some(kind) = kind.text() else {
            out.missing("type");
            return Ok(());
        };
        if !matches!(&*kind, "user" | "assistant" | "tool_result" | "system") {
            out.named_issue(IssueKind::UnknownType, record.member("type").identifier());
            return Ok(());
        }
        let Some(at) = timestamp.text().and_then(|text| Timestamp::parse(&text)) else {
            out.missing("timestamp");
            return Ok(());
        };
        let Some(context) = LineContext::of(record, at, self.agent.as_ref()) else {
            out.missing("sessionId");
            return Ok(());
        };
        self.see(&context, window.count());
        match &*kind {
            "user" => record::asked(self, record, &context, out),
            "assistant" => record::answered(self, record, &context, out),
            "tool_result" => record::tool_ended(self, record, &context, out),
            _ => record::system(self, record, &context, out),
        }
    }

    fn rest(&mut self, carry: &mut ReaderState, out: &mut Emitter<'_>) -> Result<(), ReadError> {
        self.save(carry);
        self.builders
            .drain(..)
            .filter_map(|mut builder| builder.take())
            .try_for_each(|facts| out.session(facts))
    }
}
