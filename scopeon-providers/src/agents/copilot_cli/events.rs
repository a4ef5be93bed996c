//! A session's event log, line by line: which kind of event is whose, and what all of them share.

use std::borrow::Cow;

use scopeon_core::event::{ApiError, Attribution, Call, Event, Origin, Turn, UsageSample};
use scopeon_core::label::Label;
use scopeon_core::provider::{IssueKind, ReadError, ReaderState};
use scopeon_core::time::Timestamp;

use super::model::Counters;
use super::session::{Events, Line, PARENT};
use super::state::Response;
use super::{compaction, key, rollup, tool};
use crate::kit::json::Raw;
use crate::kit::record_reader::{Emitter, RecordReader};

/// How the sources begin of what is put in for the user.
const OWN: [&str; 4] = ["skill-", "agent-", "system", "autopilot"];

impl Events {
    fn read(&mut self, line: &Line<'_>, out: &mut Emitter<'_>) -> Result<(), ReadError> {
        if self.is_copied(line) {
            self.state.is_fork = true;
        } else {
            self.builder.see(line.at);
        }
        let Some(kind) = line.kind.text() else { return Ok(()) };
        match &*kind {
            "session.start" => self.start(line),
            "session.resume" => self.resume(line),
            "session.context_changed" => self.stand(line.data, line.at),
            "session.model_change" => {
                self.state.model = line.data.member("newModel").label().or(self.state.model.take());
            }
            "user.message" => {
                self.state.end_response();
                return self.prompt(line, out);
            }
            "assistant.turn_start" | "assistant.turn_end" => self.state.end_response(),
            "session.usage_record" => return self.record(line, out),
            "session.compaction_start" => compaction::started(self, line),
            "assistant.message" => return self.message(line, out),
            "session.error" => return self.error(line, out),
            "session.shutdown" => return rollup::read(self, line, out),
            "session.compaction_complete" => return compaction::read(self, line, out),
            "session.truncation" => return compaction::truncated(self, line, out),
            _ => {
                if &*kind == "tool.execution_complete" {
                    self.state.end_response();
                }
                return tool::read(self, &kind, line, out);
            }
        }
        Ok(())
    }

    fn start(&mut self, line: &Line<'_>) {
        let [version, model, producer, context] =
            line.data.members(["copilotVersion", "selectedModel", "producer", "context"]);
        self.state.began = self.state.began.or(Some(line.at));
        if let Some(version) = version.label() {
            self.builder.written_by(line.at, version);
        }
        if let Some(producer) = producer.identifier() {
            // As two sightings are joined: which of two came last is not known behind a pause.
            let facts = self.builder.facts();
            facts.entry_point = facts.entry_point.take().max(Some(producer));
        }
        self.state.model = model.label().or(context.member("model").label()).or(self.state.model.take());
        self.stand(context, line.at);
    }

    fn resume(&mut self, line: &Line<'_>) {
        let [model, context] = line.data.members(["selectedModel", "context"]);
        self.state.model = model.label().or(self.state.model.take());
        self.stand(context, line.at);
    }

    fn stand(&mut self, context: Raw<'_>, at: Timestamp) {
        let [root, directory, branch] = context.members(["gitRoot", "cwd", "branch"]);
        if let Some(project) = root.or(directory).label() {
            self.state.project = Some(project.clone());
            self.builder.work_in(at, project);
        }
        if let Some(branch) = branch.label() {
            self.state.branch = Some(branch.clone());
            self.builder.work_on(at, branch);
        }
    }

    /// A prompt. What a skill, a sub-agent or the agent itself goes on with is no person's.
    fn prompt(&mut self, line: &Line<'_>, out: &mut Emitter<'_>) -> Result<(), ReadError> {
        let [source, goes_on] = line.data.members(["source", "isAutopilotContinuation"]);
        let source = source.identifier();
        let is_own = |source: &Label| OWN.iter().any(|own| source.as_str().starts_with(own));
        if goes_on.is_true() || source.as_ref().is_some_and(is_own) || !line.agent.is_missing() {
            return Ok(());
        }
        let id = key::turn(self.session(), self.state.prompts);
        self.state.prompts += 1;
        self.state.turn = Some(id);
        if self.is_copied(line) {
            return Ok(());
        }
        let mut turn = Turn::new(id, line.at, self.owner(line));
        turn.source = source;
        out.give(turn)
    }

    fn message(&mut self, line: &Line<'_>, out: &mut Emitter<'_>) -> Result<(), ReadError> {
        let names = ["messageId", "apiCallId", "model", "outputTokens", "toolRequests", PARENT, "chunkIndex"];
        let [message, api, model, output, requests, parent, chunk] = line.data.members(names);
        let name = named([api, message], line);
        let owner = self.owner_below(line, parent);
        let output = output.tokens();
        let known = self.response(&name).filter(|known| known.has(output.unwrap_or(0), chunk.count()));
        let id = known.map_or_else(|| key::message(&name, &line.id, line.at), |known| known.id);
        let call = output.map(|_| id).or(known.map(|known| known.id));
        tool::requests(self, requests, (call, &owner), out)?;
        let model = model.label().or_else(|| self.state.model.clone());
        let Some(output) = output else {
            if let Some(call) = self.state.call.as_mut().filter(|_| known.is_some()) {
                call.is_told = true;
            }
            return Ok(());
        };
        let Some(model) = model else {
            out.missing("model");
            return Ok(());
        };
        let counters = Counters { output, ..Counters::default() };
        let response = Response {
            name: key::name(self.session(), &name),
            id,
            output: known.map_or(0, |known| known.output),
            is_recorded: known.is_some_and(|known| known.is_recorded),
            is_told: true,
        };
        self.respond(line, response, (counters, UsageSample::new(model, counters.usage())), owner, out)
    }

    /// A request with all that it took, as newer versions state it. A fork's copy names the session that made it.
    fn record(&mut self, line: &Line<'_>, out: &mut Emitter<'_>) -> Result<(), ReadError> {
        let usage = line.data.member("usage");
        self.state.is_recorded = true;
        let names =
            ["apiCallId", "model", "maxPromptTokens", "accounting", "totalNanoAiu", "initiator", PARENT];
        let [api, model, window, accounting, nano, initiator, parent] = usage.members(names);
        let Some(model) = model.label().or_else(|| self.state.model.clone()) else {
            out.missing("model");
            return Ok(());
        };
        let name = named([api, Raw::default()], line);
        let counters = Counters { nano: nano.sum(), ..Counters::stated(usage) };
        let mut owner = self.owner_below(line, parent);
        let source = accounting.member("sourceSessionId").text().map(|source| key::session(&source));
        // A sub-agent's requests are numbered under a session of its own, which no log and no row is of.
        let is_run = initiator.says("sub-agent") || line.agent.or(parent).text().is_some();
        if let Some(source) = source.filter(|source| !is_run && *source != self.session()) {
            self.state.is_fork = true;
            (owner.origin, owner.session, owner.turn) = (Origin::Fork, source, None);
        }
        if let Some(window) = window.count().filter(|window| *window > 0) {
            let facts = self.builder.facts();
            facts.window = facts.window.max(Some(window));
        }
        // A record tells of one request, whole.
        let known = self.response(&name).filter(|known| !known.is_recorded);
        let response = Response {
            name: key::name(self.session(), &name),
            id: known.map_or_else(|| key::message(&name, &line.id, line.at), |known| known.id),
            output: known.map_or(0, |known| known.output),
            is_recorded: true,
            is_told: known.is_some_and(|known| known.is_told),
        };
        self.respond(line, response, (counters, UsageSample::new(model, counters.usage())), owner, out)
    }

    fn response(&self, name: &str) -> Option<Response> {
        self.state.call.filter(|known| known.name == key::name(self.session(), name))
    }

    /// A response as far as its line tells of it, where `response` is what was known of it before; a roll-up tells what
    /// it took besides.
    fn respond(
        &mut self,
        line: &Line<'_>,
        response: Response,
        (counters, reading): (Counters, UsageSample),
        owner: Attribution,
        out: &mut Emitter<'_>,
    ) -> Result<(), ReadError> {
        let known = response.output;
        if let Some(entry) = self.state.model_named(&reading.model) {
            let told = Counters { output: known, ..Counters::default() };
            entry.told = entry.told.plus(counters.less(told));
        }
        let id = response.id;
        self.state.call = Some(Response { output: counters.output.max(known), ..response });
        let mut call = Call::new(id, line.at, reading, owner);
        call.reported = counters.cost();
        out.give(Event::Residual(Box::new(call)))
    }

    fn error(&mut self, line: &Line<'_>, out: &mut Emitter<'_>) -> Result<(), ReadError> {
        let [kind, code, status] = line.data.members(["errorType", "errorCode", "statusCode"]);
        let id = key::fact("error", self.session(), &line.id);
        let mut error = ApiError::new(id, line.at, self.owner(line).session);
        let kinds = [kind.identifier(), code.identifier()];
        let kinds: Vec<&str> = kinds.iter().flatten().map(Label::as_str).collect();
        error.kind = Label::new(&kinds.join("/"));
        error.status = status.count().and_then(|status| status.try_into().ok());
        out.give(error)
    }
}

impl RecordReader for Events {
    fn line(&mut self, bytes: &[u8], out: &mut Emitter<'_>) -> Result<(), ReadError> {
        let Some([kind, data, id, at, agent]) =
            Raw::record(bytes, ["type", "data", "id", "timestamp", "agentId"])
        else {
            out.issue(IssueKind::Malformed);
            return Ok(());
        };
        let Some(stamp) = at.text() else {
            out.missing("timestamp");
            return Ok(());
        };
        let Some(at) = Timestamp::parse(&stamp) else {
            out.missing("timestamp");
            return Ok(());
        };
        // Lines of before 2026 have no id of their own.
        let id = id.text().unwrap_or(stamp).into_owned();
        self.read(&Line { kind, data, at, id, agent }, out)
    }

    fn rest(&mut self, carry: &mut ReaderState, out: &mut Emitter<'_>) -> Result<(), ReadError> {
        for builder in std::iter::once(&mut self.builder).chain(&mut self.runs) {
            if let Some(facts) = builder.take() {
                out.session(facts)?;
            }
        }
        self.state.save(carry);
        Ok(())
    }
}

/// What a response is called: by its endpoint, by the agent, or else by its line.
fn named<'a>(names: [Raw<'a>; 2], line: &'a Line<'_>) -> Cow<'a, str> {
    let stated = names.into_iter().filter_map(Raw::text).find(|name| !name.is_empty());
    stated.unwrap_or_else(|| line.id.as_str().into())
}
