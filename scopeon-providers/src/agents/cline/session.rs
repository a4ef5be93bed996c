//! Cline's own sessions: a document that says what a session is, and one with its messages. The totals in the
//! first are the sums of the second, which may not be there. Its input is the whole prompt.

use scopeon_core::event::{
    Attribution, Call, Event, Finish, SessionKind, ToolCall, Totals, UsageSample, Witness,
};
use scopeon_core::label::Label;
use scopeon_core::money::PicoUsd;
use scopeon_core::provider::{IssueKind, ReadError, ReaderState};
use scopeon_core::time::Timestamp;
use scopeon_core::usage::Usage;

use crate::kit::id_factory::{IdFactory, UNKNOWN_MODEL};
use crate::kit::json::Raw;
use crate::kit::record_reader::{Emitter, RecordReader};
use crate::kit::session_builder::SessionBuilder;
use crate::kit::token_split::Inclusive;

/// One document being read.
pub(super) struct Session {
    keys: IdFactory,
    /// Where it works, which its document of messages does not say.
    project: Option<Label>,
}

impl Session {
    pub(super) const fn new(keys: IdFactory, project: Option<Label>) -> Self {
        Self { keys, project }
    }

    fn owner(&self, builder: &SessionBuilder) -> Attribution {
        let mut owner = Attribution::new(builder.id());
        owner.project.clone_from(&self.project);
        owner
    }

    fn about(&self, id: Raw<'_>, cwd: Raw<'_>, started: Raw<'_>, ended: Raw<'_>) -> Option<SessionBuilder> {
        let key = id.label()?;
        // A sub-agent is called after the session that started it.
        let parent = key.as_str().split_once("__agent_").map(|(parent, _)| self.keys.session(parent));
        let kind = if parent.is_some() { SessionKind::SubAgent } else { SessionKind::Main };
        let mut builder = SessionBuilder::new(self.keys.session(key.as_str()), key, kind);
        builder.facts().parent = parent;
        let started = started.instant();
        [started, ended.instant()].into_iter().flatten().for_each(|at| builder.see(at));
        if let (Some(at), Some(cwd)) = (started, cwd.label()) {
            builder.work_in(at, cwd);
        }
        Some(builder)
    }

    /// What the session says of itself: it counts as far as no message tells of it, and is a witness besides.
    fn total(
        &self,
        stated: Raw<'_>,
        model: Raw<'_>,
        at: Timestamp,
        builder: &SessionBuilder,
        out: &mut Emitter<'_>,
    ) -> Result<(), ReadError> {
        let usage = usage(stated);
        let Some(model) = model.label().or_else(|| Label::new(UNKNOWN_MODEL)).filter(|_| !usage.is_empty())
        else {
            return Ok(());
        };
        let mut reading = UsageSample::new(model, usage);
        reading.context = 0;
        let key = |kind: &str| self.keys.of(kind).text("total").identity(builder.id().0).finish();
        let mut rest = Call::new(key("call").into(), at, reading, self.owner(builder));
        let cost = stated.member("totalCost").number().and_then(PicoUsd::from_reported);
        rest.reported = cost.filter(|cost| *cost > PicoUsd::ZERO);
        out.give(Event::Residual(Box::new(rest)))?;
        let mut totals = Totals::default();
        (totals.prompt, totals.output) = (Some(usage.prompt()), Some(usage.output));
        (totals.cache_read, totals.cache_write) = (Some(usage.cache_read), Some(usage.cache_write_5m));
        let witness = Witness::new(key("witness").into(), at, builder.id(), totals);
        out.give(witness)
    }

    fn message(
        &self,
        message: Raw<'_>,
        builder: &mut SessionBuilder,
        out: &mut Emitter<'_>,
    ) -> Result<(), ReadError> {
        let [id, ts, model, metrics, content, role] =
            message.members(["id", "ts", "modelInfo", "metrics", "content", "role"]);
        let (Some(id), Some(at)) = (id.text(), ts.instant()) else { return Ok(()) };
        builder.see(at);
        let owner = self.owner(builder);
        let (usage, cost) = (usage(metrics), metrics.member("cost"));
        let key = self.keys.call_in(builder.id(), &id);
        let model = model.member("id").label().or_else(|| Label::new(UNKNOWN_MODEL));
        // Older versions state totals alone.
        let is_response = !usage.is_empty() || (role.says("assistant") && metrics.is_object());
        if let Some(model) = model.filter(|_| is_response) {
            let mut reading = UsageSample::new(model, usage);
            if usage.is_empty() {
                reading.finish = Finish::Unknown;
            }
            let mut call = Call::new(key, at, reading, owner.clone());
            call.reported =
                cost.number().and_then(PicoUsd::from_reported).filter(|cost| *cost > PicoUsd::ZERO);
            out.give(call)?;
        }
        for used in content.items().into_iter().filter(|part| part.member("type").says("tool_use")) {
            let [id, name, input] = used.members(["id", "name", "input"]);
            let Some(id) = id.text().filter(|id| !id.is_empty()) else { continue };
            let mut tool = ToolCall::new(self.keys.tool_in(builder.id(), &id), owner.clone());
            tool.call = Some(key);
            tool.name = name.label();
            tool.started = Some(at);
            tool.input_bytes = input.size();
            tool.input_fingerprint = input.mark(owner.session);
            out.give(tool)?;
        }
        Ok(())
    }
}

fn usage(counts: Raw<'_>) -> Usage {
    let names = ["inputTokens", "outputTokens", "cacheReadTokens", "cacheWriteTokens"];
    let [input, output, cached, written] = counts.members(names).map(Raw::sum);
    Inclusive { input, cached, written, output, reasoning: 0 }.usage()
}

impl RecordReader for Session {
    fn line(&mut self, document: &[u8], out: &mut Emitter<'_>) -> Result<(), ReadError> {
        let names = [
            "session_id",
            "sessionId",
            "cwd",
            "workspace_root",
            "started_at",
            "ended_at",
            "messages",
            "model",
            "metadata",
        ];
        let Some([id, other, cwd, workspace, started, ended, messages, model, metadata]) =
            Raw::record(document, names)
        else {
            out.issue(IssueKind::Malformed);
            return Ok(());
        };
        let Some(mut builder) = self.about(id.or(other), cwd.or(workspace), started, ended) else {
            out.missing("session_id");
            return Ok(());
        };
        if let Some(at) = ended.instant().or(started.instant()) {
            self.total(metadata.member("usage"), model, at, &builder, out)?;
        }
        for message in messages.items() {
            self.message(message, &mut builder, out)?;
        }
        builder.take().map_or(Ok(()), |facts| out.session(facts))
    }

    fn rest(&mut self, _: &mut ReaderState, _: &mut Emitter<'_>) -> Result<(), ReadError> {
        Ok(())
    }
}
