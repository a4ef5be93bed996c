//! One thread: its messages with their tokens, or its ledger.

use scopeon_core::event::{Attribution, Call, Finish, SessionKind, ToolCall, Turn, UsageSample};
use scopeon_core::id::CallId;
use scopeon_core::label::Label;
use scopeon_core::provider::{IssueKind, ReadError, ReaderState};
use scopeon_core::time::Timestamp;
use scopeon_core::usage::Usage;

use super::key::IDS;
use crate::kit::id_factory::UNKNOWN_MODEL;
use crate::kit::json::Raw;
use crate::kit::record_reader::{Emitter, RecordReader};
use crate::kit::session_builder::SessionBuilder;

/// Reads threads, one a document.
pub(super) struct Threads;

/// One thread being read.
struct Thread {
    builder: SessionBuilder,
    /// When the thread began, for what does not say when it was.
    created: Option<Timestamp>,
    owner: Attribution,
    /// Whether the ledger counts, and not the messages.
    has_ledger: bool,
}

impl RecordReader for Threads {
    fn line(&mut self, document: &[u8], out: &mut Emitter<'_>) -> Result<(), ReadError> {
        let Some([id, created, env, messages, ledger]) =
            Raw::record(document, ["id", "created", "env", "messages", "usageLedger"])
        else {
            out.issue(IssueKind::Malformed);
            return Ok(());
        };
        let Some(key) = id.label() else {
            out.missing("id");
            return Ok(());
        };
        let session = IDS.session(key.as_str());
        let ledger = ledger.member("events").items();
        let mut thread = Thread {
            builder: SessionBuilder::new(session, key, SessionKind::Main),
            created: created.instant(),
            owner: Attribution::new(session),
            has_ledger: !ledger.is_empty(),
        };
        thread.describe(env.member("initial"));
        for (number, message) in messages.items().into_iter().enumerate() {
            thread.message(message, number, out)?;
        }
        for (number, event) in ledger.into_iter().enumerate() {
            thread.ledger_event(event, number, out)?;
        }
        thread.builder.take().map_or(Ok(()), |facts| out.session(facts))
    }

    fn rest(&mut self, _: &mut ReaderState, _: &mut Emitter<'_>) -> Result<(), ReadError> {
        Ok(())
    }
}

impl Thread {
    fn describe(&mut self, initial: Raw<'_>) {
        let tree = initial.member("trees").items().first().copied().unwrap_or_default();
        let [uri, repository] = tree.members(["uri", "repository"]);
        self.owner.project = uri.text().and_then(|uri| Label::new(uri.strip_prefix("file://")?));
        let reference = repository.member("ref").text();
        self.owner.branch =
            reference.and_then(|name| Label::new(name.strip_prefix("refs/heads/").unwrap_or(&name)));
        let platform = initial.member("platform");
        self.builder.facts().entry_point = platform.member("client").identifier();
        let Some(at) = self.created else { return };
        self.builder.see(at);
        if let Some(project) = self.owner.project.clone() {
            self.builder.work_in(at, project);
        }
        if let Some(branch) = self.owner.branch.clone() {
            self.builder.work_on(at, branch);
        }
        if let Some(version) = platform.member("clientVersion").label() {
            self.builder.written_by(at, version);
        }
    }

    fn message(&mut self, message: Raw<'_>, number: usize, out: &mut Emitter<'_>) -> Result<(), ReadError> {
        let [role, id, usage, content, meta] =
            message.members(["role", "messageId", "usage", "content", "meta"]);
        let name = id.text().map_or_else(|| id.count().map(|id| id.to_string()), |id| Some(id.into_owned()));
        let name = name.unwrap_or_else(|| format!("#{number}"));
        match role.text().as_deref() {
            Some("user") => self.asked(&name, content, meta.member("sentAt").instant(), out),
            Some("assistant") => self.answered(&name, usage, content, out),
            _ => Ok(()),
        }
    }

    /// Tools' results come from the user too.
    fn asked(
        &mut self,
        name: &str,
        content: Raw<'_>,
        sent: Option<Timestamp>,
        out: &mut Emitter<'_>,
    ) -> Result<(), ReadError> {
        let results: Vec<_> =
            content.items().into_iter().filter(|part| part.member("type").says("tool_result")).collect();
        for result in &results {
            if let Some(tool) = self.tool_ended(*result) {
                out.give(tool)?;
            }
        }
        let (true, Some(at)) = (results.is_empty(), sent.or(self.created)) else { return Ok(()) };
        let turn = IDS.turn_in(self.owner.session, name);
        self.owner.turn = Some(turn);
        self.builder.see(at);
        out.give(Turn::new(turn, at, self.owner.clone()))
    }

    fn answered(
        &mut self,
        name: &str,
        usage: Raw<'_>,
        content: Raw<'_>,
        out: &mut Emitter<'_>,
    ) -> Result<(), ReadError> {
        let id = IDS.call_in(self.owner.session, name);
        let names = [
            "inputTokens",
            "outputTokens",
            "cacheReadInputTokens",
            "cacheCreationInputTokens",
            "model",
            "timestamp",
            "maxInputTokens",
        ];
        let [input, output, read, written, model, at, window] = usage.members(names);
        let at = at.instant().or(self.created);
        if !self.has_ledger {
            let tokens = tokens([input, output, read, written]);
            self.respond(id, tokens, model, at, window.count(), out)?;
        }
        for used in content.items().into_iter().filter(|part| part.member("type").says("tool_use")) {
            if let Some(mut tool) = self.tool_use(used, at) {
                tool.call = (!self.has_ledger).then_some(id);
                out.give(tool)?;
            }
        }
        Ok(())
    }

    fn ledger_event(
        &mut self,
        event: Raw<'_>,
        number: usize,
        out: &mut Emitter<'_>,
    ) -> Result<(), ReadError> {
        let [id, at, model, counts] = event.members(["id", "timestamp", "model", "tokens"]);
        let names = ["input", "output", "cacheReadInputTokens", "cacheCreationInputTokens"];
        let tokens = tokens(counts.members(names));
        let id = match id.text().filter(|id| !id.is_empty()) {
            Some(id) => IDS.call_in(self.owner.session, &format!("ledger {id}")),
            None => IDS.call_in(self.owner.session, &format!("ledger #{number}")),
        };
        let at = at.instant().or(self.created);
        // Which message an event belongs to is not always said.
        self.owner.turn = None;
        self.respond(id, tokens, model, at, None, out)
    }

    fn respond(
        &mut self,
        id: CallId,
        usage: Usage,
        model: Raw<'_>,
        at: Option<Timestamp>,
        window: Option<u64>,
        out: &mut Emitter<'_>,
    ) -> Result<(), ReadError> {
        let Some(at) = at else {
            out.missing("timestamp");
            return Ok(());
        };
        let Some(model) = model.label().or_else(|| Label::new(UNKNOWN_MODEL)) else { return Ok(()) };
        self.builder.see(at);
        let mut reading = UsageSample::new(model, usage);
        if usage.is_empty() {
            // It was interrupted, or only its credits are stated.
            reading.finish = Finish::Unknown;
        }
        let mut call = Call::new(id, at, reading, self.owner.clone());
        call.window = window.filter(|window| *window > 0);
        self.builder.facts().window = self.builder.facts().window.max(call.window);
        out.give(call)
    }

    fn tool_use(&self, used: Raw<'_>, at: Option<Timestamp>) -> Option<ToolCall> {
        let [id, name, input] = used.members(["id", "name", "input"]);
        let id = id.text().filter(|id| !id.is_empty())?;
        let mut tool = ToolCall::new(IDS.tool_in(self.owner.session, &id), self.owner.clone());
        tool.name = name.label();
        tool.started = at;
        tool.input_bytes = input.size();
        tool.input_fingerprint = input.mark(self.owner.session);
        Some(tool)
    }

    fn tool_ended(&self, result: Raw<'_>) -> Option<ToolCall> {
        let [id, run] = result.members(["toolUseID", "run"]);
        let id = id.text().filter(|id| !id.is_empty())?;
        let mut tool = ToolCall::new(IDS.tool_in(self.owner.session, &id), self.owner.clone());
        tool.ok = match run.member("status").text().as_deref() {
            Some("done") => Some(true),
            Some("error" | "cancelled" | "rejected-by-user") => Some(false),
            _ => None,
        };
        Some(tool)
    }
}

/// Input is what no cache served or stored.
fn tokens(counts: [Raw<'_>; 4]) -> Usage {
    let [input, output, cache_read, cache_write_5m] = counts.map(Raw::sum);
    Usage { input, output, cache_read, cache_write_5m, ..Usage::default() }
}
