//! Cline's own sessions: a document that says what a session is, and one with its messages. The totals in the
//! first are the sums of the second.

use scopeon_core::event::{Call, Event, Owner, Reading, SessionKind, ToolCall};
use scopeon_core::label::Label;
use scopeon_core::money::PicoUsd;
use scopeon_core::provider::{Carry, IssueKind, ReadError};
use scopeon_core::usage::Usage;

use crate::json::Raw;
use crate::keys::{Keys, UNKNOWN_MODEL};
use crate::reading::{Log, Outlet};
use crate::sheet::Sheet;

/// One document being read.
pub(super) struct Session {
    keys: Keys,
}

impl Session {
    pub(super) const fn new(keys: Keys) -> Self {
        Self { keys }
    }

    fn about(&self, id: Raw<'_>, cwd: Raw<'_>, started: Raw<'_>, ended: Raw<'_>) -> Option<Sheet> {
        let key = id.label()?;
        let mut sheet = Sheet::new(self.keys.session(key.as_str()), key, SessionKind::Main);
        let started = started.instant();
        [started, ended.instant()].into_iter().flatten().for_each(|at| sheet.see(at));
        if let (Some(at), Some(cwd)) = (started, cwd.label()) {
            sheet.work_in(at, cwd);
        }
        Some(sheet)
    }

    fn message(&self, message: Raw<'_>, sheet: &mut Sheet, out: &mut Outlet<'_>) -> Result<(), ReadError> {
        let [id, ts, model, metrics, content] =
            message.members(["id", "ts", "modelInfo", "metrics", "content"]);
        let (Some(id), Some(at)) = (id.text(), ts.instant()) else { return Ok(()) };
        sheet.see(at);
        let owner = Owner::new(sheet.id());
        let names = ["inputTokens", "outputTokens", "cacheReadTokens", "cacheWriteTokens", "cost"];
        let [input, output, read, written, cost] = metrics.members(names);
        let [input, output, cache_read, cache_write_5m] =
            [input, output, read, written].map(|count| count.count().unwrap_or(0));
        let usage = Usage { input, output, cache_read, cache_write_5m, ..Usage::default() };
        let key = self.keys.call_in(sheet.id(), &id);
        let model = model.member("id").label().or_else(|| Label::new(UNKNOWN_MODEL));
        if let Some(model) = model.filter(|_| !usage.is_empty()) {
            let mut call = Call::new(key, at, Reading::new(model, usage), owner.clone());
            call.reported =
                cost.number().and_then(PicoUsd::from_reported).filter(|cost| *cost > PicoUsd::ZERO);
            out.give(Event::Call(Box::new(call)))?;
        }
        for used in content.items().into_iter().filter(|part| part.member("type").says("tool_use")) {
            let [id, name, input] = used.members(["id", "name", "input"]);
            let Some(id) = id.text().filter(|id| !id.is_empty()) else { continue };
            let mut tool = ToolCall::new(self.keys.tool_in(sheet.id(), &id), owner.clone());
            tool.call = Some(key);
            tool.name = name.label();
            tool.started = Some(at);
            tool.input_bytes = input.size();
            tool.mark = input.mark(owner.session);
            out.give(Event::Tool(Box::new(tool)))?;
        }
        Ok(())
    }
}

impl Log for Session {
    fn line(&mut self, document: &[u8], out: &mut Outlet<'_>) -> Result<(), ReadError> {
        let names =
            ["session_id", "sessionId", "cwd", "workspace_root", "started_at", "ended_at", "messages"];
        let Some([id, other, cwd, workspace, started, ended, messages]) = Raw::record(document, names) else {
            out.issue(IssueKind::Malformed);
            return Ok(());
        };
        let Some(mut sheet) = self.about(id.or(other), cwd.or(workspace), started, ended) else {
            out.missing("session_id");
            return Ok(());
        };
        for message in messages.items() {
            self.message(message, &mut sheet, out)?;
        }
        sheet.take().map_or(Ok(()), |facts| out.session(facts))
    }

    fn rest(&mut self, _: &mut Carry, _: &mut Outlet<'_>) -> Result<(), ReadError> {
        Ok(())
    }
}
