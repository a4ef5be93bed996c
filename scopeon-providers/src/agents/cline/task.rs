//! `ui_messages.json`: what a task showed. The requests among it state their tokens inside a text that also
//! holds the prompt; of that text only the counts are looked at.

use scopeon_core::event::{ApiError, Attribution, Call, Event, Finish, SessionKind, UsageSample};
use scopeon_core::id::SessionId;
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

/// What a task says of a request.
const REQUESTS: [&str; 2] = ["api_req_started", "subagent_usage"];
/// What it says of requests that were removed from it. Each was paid for, and may have been read before it was removed:
/// the task's sum with them counts as far as no request tells of it.
const REMOVED: &str = "deleted_api_reqs";

/// One task being read.
pub(super) struct Task {
    keys: IdFactory,
    session: SessionId,
    project: Option<Label>,
    builder: Option<SessionBuilder>,
    /// All that the task states, and the last removal in it.
    sum: Sum,
    removed: Option<Call>,
}

/// What requests took together.
#[derive(Default)]
struct Sum {
    usage: Usage,
    cost: PicoUsd,
}

impl Task {
    pub(super) fn new(keys: IdFactory, task: &str, project: Option<Label>) -> Self {
        let session = keys.session(task);
        let builder = Label::new(task).map(|key| SessionBuilder::new(session, key, SessionKind::Main));
        Self { keys, session, project, builder, sum: Sum::default(), removed: None }
    }

    fn message(&mut self, message: Raw<'_>, out: &mut Emitter<'_>) -> Result<(), ReadError> {
        let [ts, say, text, model] = message.members(["ts", "say", "text", "modelInfo"]);
        let (Some(at), Some(say)) = (ts.instant(), say.text()) else { return Ok(()) };
        if let Some(builder) = &mut self.builder {
            builder.see(at);
            if let Some(project) = self.project.clone() {
                builder.work_in(at, project);
            }
        }
        // A request that is answered again after a failure has an entry of its own.
        if &*say == "api_req_retried" || &*say == "error" {
            let id = self.keys.fact_in("api-error", self.session, &at.millis().to_string());
            let mut error = ApiError::new(id, at, self.session);
            error.retry = (&*say == "api_req_retried").then_some(0);
            return out.give(error);
        }
        if !REQUESTS.contains(&&*say) && &*say != REMOVED {
            return Ok(());
        }
        let Some(text) = text.text() else { return Ok(()) };
        let Some(request) = Raw::whole(text.as_bytes()) else {
            out.named_issue(IssueKind::Malformed, Label::new(&say));
            return Ok(());
        };
        self.request(&say, request, model, at, out)
    }

    /// The counts are there once the request is done; one that was cut or killed has none, or not all.
    fn request(
        &mut self,
        say: &str,
        request: Raw<'_>,
        model: Raw<'_>,
        at: Timestamp,
        out: &mut Emitter<'_>,
    ) -> Result<(), ReadError> {
        let [protocol, cost, cut] = request.members(["apiProtocol", "cost", "cancelReason"]);
        let usage = usage(request, protocol.says("openai"));
        let stated = model.member("modelId").label();
        let is_one = !usage.is_empty() || say == REQUESTS[0];
        let Some(model) = stated.or_else(|| Label::new(UNKNOWN_MODEL)).filter(|_| is_one) else {
            return Ok(());
        };
        let mut reading = UsageSample::new(model, usage);
        if usage.is_empty() {
            reading.finish = Finish::Unknown;
        } else if cut.text().is_some_and(|reason| !reason.is_empty()) {
            reading.finish = Finish::Unfinished;
        }
        let id = self.keys.call_in(self.session, &format!("{say} {}", at.millis()));
        let mut owner = Attribution::new(self.session);
        owner.project.clone_from(&self.project);
        let mut call = Call::new(id, at, reading, owner);
        call.reported = cost.number().and_then(PicoUsd::from_reported).filter(|cost| *cost > PicoUsd::ZERO);
        self.sum.usage += usage;
        self.sum.cost = self.sum.cost.plus(call.reported.unwrap_or_default());
        if say == REMOVED {
            self.removed = Some(call);
            return Ok(());
        }
        out.give(call)
    }

    /// What was removed, as the sum of all that the task states.
    fn give_removed(&mut self, out: &mut Emitter<'_>) -> Result<(), ReadError> {
        let Some(mut total) = self.removed.take() else { return Ok(()) };
        total.id = self.keys.call_in(self.session, REMOVED);
        (total.sample.usage, total.sample.context) = (self.sum.usage, 0);
        total.reported = Some(self.sum.cost).filter(|cost| *cost > PicoUsd::ZERO);
        out.give(Event::Residual(Box::new(total)))
    }
}

/// Input is what no cache served or stored, unless the request's protocol is OpenAI's.
fn usage(request: Raw<'_>, is_inclusive: bool) -> Usage {
    let names = ["tokensIn", "tokensOut", "cacheReads", "cacheWrites"];
    let [input, output, read, written] = request.members(names).map(Raw::sum);
    if is_inclusive {
        return Inclusive { input, cached: read, written, output, reasoning: 0 }.usage();
    }
    Usage { input, output, cache_read: read, cache_write_5m: written, ..Usage::default() }
}

impl RecordReader for Task {
    fn line(&mut self, document: &[u8], out: &mut Emitter<'_>) -> Result<(), ReadError> {
        let Some(messages) = Raw::whole_array(document) else {
            out.issue(IssueKind::Malformed);
            return Ok(());
        };
        messages.items().into_iter().try_for_each(|message| self.message(message, out))?;
        self.give_removed(out)
    }

    fn rest(&mut self, _: &mut ReaderState, out: &mut Emitter<'_>) -> Result<(), ReadError> {
        let Some(builder) = &mut self.builder else { return Ok(()) };
        // A task without messages is none yet.
        if builder.facts().span.0.is_none() {
            return Ok(());
        }
        builder.take().map_or(Ok(()), |facts| out.session(facts))
    }
}
