//! One record, a line or an item of a list: a response with its tokens, or something else.

use std::path::PathBuf;

use scopeon_core::event::{ApiError, Attribution, Call, SessionKind, UsageSample};
use scopeon_core::id::{CallId, Identity, SessionId};
use scopeon_core::label::Label;
use scopeon_core::money::PicoUsd;
use scopeon_core::pricing::Tier;
use scopeon_core::provider::{IssueKind, ReadError, ReaderState, Source, StateValue};
use scopeon_core::time::Timestamp;

use super::find::Response;
use super::key::Scope;
use super::runs::{Runs, Seen};
use super::times::Times;
use super::usage::Tokens;
use crate::kit::id_factory::UNKNOWN_MODEL;
use crate::kit::json::Raw;
use crate::kit::record_reader::{Emitter, RecordReader};
use crate::kit::session_builder::SessionBuilder;

const HEAD: u8 = 1;
const COUNT: u8 = 2;

/// One log being read.
pub(crate) struct Records {
    scope: Scope,
    path: PathBuf,
    /// What the file begins with, once it is known.
    head: Option<Identity>,
    /// How many records came before: the place of a record, whatever stands between two of them.
    count: u64,
    /// When the file was last written to, for records that do not say when they were. They were not later, so a
    /// better knowledge of them replaces it.
    modified: Option<Timestamp>,
    times: Times,
    runs: Runs,
    builders: Vec<SessionBuilder>,
}

impl Records {
    /// Reads a log for the provider with this id.
    pub(crate) fn new(provider: &'static str, source: &Source, carry: &ReaderState) -> Self {
        Self {
            scope: Scope::new(provider, &source.root),
            path: source.path.clone(),
            head: carry.identity(HEAD),
            count: carry.number(COUNT).and_then(|count| u64::try_from(count).ok()).unwrap_or(0),
            modified: source.modified,
            times: Times::default(),
            runs: Runs::of(carry),
            builders: Vec::new(),
        }
    }

    /// Reads when records were by these names, too.
    pub(super) fn dated(self, times: Times) -> Self {
        Self { times, ..self }
    }

    /// Reads a record that stands at a place of its own in the log.
    fn record(&mut self, record: Raw<'_>, out: &mut Emitter<'_>) -> Result<(), ReadError> {
        self.count += 1;
        let head = *self.head.get_or_insert_with(|| Scope::head(record.bytes()));
        // A client's summary of a whole session: cumulative, and its calls stand elsewhere.
        if record.member("type").says("result") && !record.member("total_cost_usd").is_missing() {
            return Ok(());
        }
        let Some(response) = Response::find(record) else { return Ok(()) };
        let id = response.inner.member("id").or(response.inner.member("responseId")).text();
        let id = match id.filter(|id| !id.is_empty()) {
            Some(id) => {
                let (seen, scope, count) = (Seen::of(&id, &response), &self.scope, self.count);
                self.runs.call(scope, &seen, || scope.call_at(head, count, record.bytes()))
            }
            None if response.is_stamped() => self.scope.call_of_bytes(record.bytes()),
            None => self.scope.call_at(head, self.count, record.bytes()),
        };
        let stated = self.times.find(response.inner, response.outer);
        let Some(at) = stated.or(self.modified) else {
            out.missing("created");
            return Ok(());
        };
        let is_call = self.respond(&response, id, at, out)?;
        if is_call && stated.is_none() {
            out.issue(IssueKind::Undated);
        }
        Ok(())
    }

    fn respond(
        &mut self,
        response: &Response<'_>,
        id: CallId,
        at: Timestamp,
        out: &mut Emitter<'_>,
    ) -> Result<bool, ReadError> {
        let Some(session) = self.session(response, at) else { return Ok(false) };
        if response.outer.member("status").says("failure") {
            let mut error = ApiError::new(id.0.into(), at, session);
            error.kind = Label::new("failure");
            out.give(error)?;
        }
        let tokens = Tokens::read(response);
        if let Some(name) = tokens.bad {
            out.named_issue(IssueKind::BadCount, Label::new(name));
        }
        if tokens.usage.is_empty() {
            return Ok(false);
        }
        if !tokens.fits {
            out.named_issue(IssueKind::Suspect, Label::new("usage"));
        }
        let model = response.member("model").or(response.member("modelVersion")).label();
        let Some(model) = model.or_else(|| Label::new(UNKNOWN_MODEL)) else { return Ok(false) };
        let mut reading = UsageSample::new(model, tokens.usage);
        reading.tier =
            response.member("service_tier").text().and_then(|name| Tier::parse(&name)).unwrap_or_default();
        let mut call = Call::new(id, at, reading, Attribution::new(session));
        call.reported = cost(response);
        out.give(call).map(|()| true)
    }

    /// The session a response says it belongs to, else the file.
    fn session(&mut self, response: &Response<'_>, at: Timestamp) -> Option<SessionId> {
        let [session, trace, conversation, metadata] =
            response.outer.members(["session_id", "trace_id", "conversation_id", "metadata"]);
        let stated = session.or(trace).or(conversation).or(metadata.member("session_id")).text();
        let (id, key) = match stated.filter(|stated| !stated.is_empty()) {
            Some(stated) => (self.scope.session(&stated), Label::new(&stated)?),
            None => (self.scope.session_of(&self.path), Label::new(self.path.file_stem()?.to_str()?)?),
        };
        let place = self.builders.iter().position(|builder| builder.id() == id).unwrap_or_else(|| {
            self.builders.push(SessionBuilder::new(id, key, SessionKind::Main));
            self.builders.len() - 1
        });
        self.builders[place].see(at);
        Some(id)
    }
}

impl RecordReader for Records {
    fn line(&mut self, line: &[u8], out: &mut Emitter<'_>) -> Result<(), ReadError> {
        if let Some(record) = Raw::whole(line) {
            return self.record(record, out);
        }
        let Some(list) = Raw::whole_array(line) else {
            out.issue(IssueKind::Malformed);
            return Ok(());
        };
        list.items().into_iter().try_for_each(|record| self.record(record, out))
    }

    /// A response, whatever else a log holds.
    fn is_record(&self, object: Raw<'_>) -> bool {
        Response::find(object).is_some()
    }

    fn rest(&mut self, carry: &mut ReaderState, out: &mut Emitter<'_>) -> Result<(), ReadError> {
        *carry = ReaderState::default();
        carry.set(COUNT, StateValue::Number(i64::try_from(self.count).unwrap_or(i64::MAX)));
        if let Some(head) = self.head {
            carry.set(HEAD, StateValue::Identity(head));
        }
        self.runs.keep(carry);
        self.builders
            .drain(..)
            .filter_map(|mut builder| builder.take())
            .try_for_each(|facts| out.session(facts))
    }
}

/// What a proxy or a gateway says the response cost; nothing is what it does not know.
fn cost(response: &Response<'_>) -> Option<PicoUsd> {
    let [logged, cost, spend] = response.outer.members(["response_cost", "cost", "spend"]);
    let gateway = response.inner.member("usage").member("cost");
    let stated = logged.or(gateway).or(cost).or(spend).number();
    stated.and_then(PicoUsd::from_reported).filter(|cost| *cost > PicoUsd::ZERO)
}
