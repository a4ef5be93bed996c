//! `base_state.json`: what a conversation used, response by response, for each use the agent makes of models.

use scopeon_core::event::{Attribution, Call, Finish, Reported, SessionKind, Totals, UsageSample, Witness};
use scopeon_core::id::{CallId, SessionId};
use scopeon_core::label::Label;
use scopeon_core::money::PicoUsd;
use scopeon_core::provider::{IssueKind, ReadError, ReaderState, Source};
use scopeon_core::time::Timestamp;
use scopeon_core::usage::Usage;

use super::key::IDS;
use crate::kit::id_factory::UNKNOWN_MODEL;
use crate::kit::json::Raw;
use crate::kit::paths::names;
use crate::kit::record_reader::{Emitter, RecordReader};
use crate::kit::session_builder::SessionBuilder;

/// One conversation being read.
pub(super) struct State {
    /// The directory, where the document does not name the conversation.
    directory: Option<Label>,
    /// When the document was made, for responses that do not say when they were.
    birth: Option<Timestamp>,
}

impl State {
    pub(super) fn new(source: &Source) -> Self {
        let directory = names(&source.path).iter().rev().nth(1).and_then(|name| Label::new(name));
        Self { directory, birth: source.birth }
    }

    /// Reads what one use of models, such as the agent's or the condenser's, has used.
    fn metrics(
        &self,
        name: &str,
        metrics: Raw<'_>,
        owner: &Attribution,
        builder: &mut SessionBuilder,
        out: &mut Emitter<'_>,
    ) -> Result<(), ReadError> {
        let [costs, used] = metrics.members(["costs", "token_usages"]);
        let (costs, used) = (costs.items(), used.items());
        // A cost that is not known is left out, and then nothing says which responses the others are of.
        let paired = costs.len() == used.len();
        for (number, counts) in used.into_iter().enumerate() {
            let [cost, at] = costs
                .get(number)
                .filter(|_| paired)
                .map_or([Raw::default(); 2], |cost| cost.members(["cost", "timestamp"]));
            let last = costs.last().and_then(|cost| cost.member("timestamp").instant());
            let Some(at) = at.instant().or(last).or(self.birth) else {
                out.missing("timestamp");
                continue;
            };
            builder.see(at);
            let paid = paired.then_some(at);
            let Some(mut call) = call(ResponseContext { name, number, paid }, counts, at, owner) else {
                continue;
            };
            call.reported =
                cost.number().and_then(PicoUsd::from_reported).filter(|cost| *cost > PicoUsd::ZERO);
            builder.facts().window = builder.facts().window.max(call.window);
            out.give(call)?;
        }
        Ok(())
    }
}

/// Where a response stands.
#[derive(Clone, Copy)]
struct ResponseContext<'a> {
    /// The use of models that it is of.
    name: &'a str,
    /// Its number in that use.
    number: usize,
    /// When it was paid for, where that is known.
    paid: Option<Timestamp>,
}

fn call(place: ResponseContext<'_>, counts: Raw<'_>, at: Timestamp, owner: &Attribution) -> Option<Call> {
    let [model, response, window] = counts.members(["model", "response_id", "context_window"]);
    let usage = usage(counts);
    let model = model.label().or_else(|| Label::new(UNKNOWN_MODEL))?;
    let response = response.text().filter(|id| !id.is_empty());
    let id = identity(owner.session, place, response.as_deref(), &usage);
    let mut reading = UsageSample::new(model, usage);
    if usage.is_empty() {
        reading.finish = Finish::Unknown;
    }
    let mut call = Call::new(id, at, reading, owner.clone());
    call.window = window.count().filter(|window| *window > 0);
    Some(call)
}

/// Ids no shorter than this are taken for a service's own.
const MIN_UNIQUE: usize = 16;

/// A fork may keep what its original used, at the same places: a response is told by all that the two share.
fn identity(session: SessionId, place: ResponseContext<'_>, response: Option<&str>, usage: &Usage) -> CallId {
    let key = IDS.of("call").text(place.name).number(place.number as u64).text(response.unwrap_or_default());
    let key = key.number(usage.prompt()).number(usage.cache_read).number(usage.output);
    match (place.paid, response) {
        (Some(paid), _) => key.bytes(&paid.millis().to_be_bytes()).finish().into(),
        (None, Some(response)) if response.len() >= MIN_UNIQUE => key.finish().into(),
        (None, _) => key.identity(session.0).finish().into(),
    }
}

/// What the conversation says that all uses of models took.
fn witness(session: SessionId, at: Timestamp, said: &[Usage]) -> Witness {
    let all: Usage = said.iter().copied().sum();
    let mut totals = Totals::default();
    (totals.prompt, totals.output) = (Some(all.prompt()), Some(all.output));
    (totals.cache_read, totals.cache_write) = (Some(all.cache_read), Some(all.cache_write_5m));
    Witness::new(IDS.of("witness").identity(session.0).finish().into(), at, session, totals)
}

/// The prompt holds what a cache served or stored, but for agents that count it beside.
fn usage(counts: Raw<'_>) -> Usage {
    let names =
        ["prompt_tokens", "completion_tokens", "cache_read_tokens", "cache_write_tokens", "reasoning_tokens"];
    let [prompt, output, read, written, reasoning] = counts.members(names).map(Raw::sum);
    let is_beside = read > prompt;
    let written = if is_beside { written } else { written.min(prompt - read) };
    Usage {
        input: if is_beside { prompt } else { prompt - read - written },
        output,
        reasoning: reasoning.min(output),
        cache_read: read,
        cache_write_5m: written,
        ..Usage::default()
    }
}

impl RecordReader for State {
    fn line(&mut self, document: &[u8], out: &mut Emitter<'_>) -> Result<(), ReadError> {
        let Some([id, workspace, stats]) = Raw::record(document, ["id", "workspace", "stats"]) else {
            out.issue(IssueKind::Malformed);
            return Ok(());
        };
        let Some(key) = id.label().or_else(|| self.directory.clone()) else { return Ok(()) };
        let mut builder = SessionBuilder::new(IDS.session(key.as_str()), key, SessionKind::Main);
        let mut owner = Attribution::new(builder.id());
        owner.project = workspace.member("working_dir").label();
        let mut uses = Vec::new();
        stats.member("usage_to_metrics").each_member(|name, metrics| {
            uses.push((String::from_utf8_lossy(name).into_owned(), metrics));
        });
        let (mut total, mut said) = (PicoUsd::ZERO, Vec::new());
        for (name, metrics) in uses {
            let cost = metrics.member("accumulated_cost").number().and_then(PicoUsd::from_reported);
            total = total.plus(cost.unwrap_or(PicoUsd::ZERO));
            said.push(usage(metrics.member("accumulated_token_usage")));
            self.metrics(&name, metrics, &owner, &mut builder, out)?;
        }
        if let Some(at) = builder.facts().span.1.filter(|_| said.iter().any(|said| !said.is_empty())) {
            out.give(witness(owner.session, at, &said))?;
        }
        if total > PicoUsd::ZERO {
            builder.facts().reported = Some(Reported::new(total));
        }
        if let (Some(project), Some(at)) = (owner.project, builder.facts().span.0) {
            builder.work_in(at, project);
        }
        builder.take().map_or(Ok(()), |facts| out.session(facts))
    }

    fn rest(&mut self, _: &mut ReaderState, _: &mut Emitter<'_>) -> Result<(), ReadError> {
        Ok(())
    }
}
