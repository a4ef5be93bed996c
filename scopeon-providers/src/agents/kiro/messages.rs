//! The messages of a session of the editor or of newer versions of the command line: what a turn cost stands in a record
//! of its own. What was said stands in the others, of which only kinds, times and models are looked at.

use std::path::Path;

use scopeon_core::event::{Attribution, Call, Finish, SessionKind, Turn, UsageSample};
use scopeon_core::id::TurnId;
use scopeon_core::label::Label;
use scopeon_core::provider::{IssueKind, ReadError, ReaderState, Source, StateValue};
use scopeon_core::time::Timestamp;
use scopeon_core::usage::Usage;

use super::key::IDS;
use super::{credits, discover};
use crate::kit::id_factory::UNKNOWN_MODEL;
use crate::kit::json::Raw;
use crate::kit::paths::names;
use crate::kit::record_reader::{Emitter, RecordReader, has_members};
use crate::kit::session_builder::SessionBuilder;

/// The turn that runs, and the model that was told last.
const TURN: u8 = 1;
const MODEL: u8 = 2;

/// One log being read.
pub(super) struct Messages {
    builder: SessionBuilder,
    owner: Attribution,
    model: Option<Label>,
}

/// One record, as far as it is looked at.
struct Record<'a> {
    line: &'a [u8],
    id: Raw<'a>,
    at: Raw<'a>,
    kind: Raw<'a>,
    /// What Kiro calls the turn.
    execution: Raw<'a>,
    summaries: Raw<'a>,
    elapsed: Raw<'a>,
    model: Raw<'a>,
}

impl<'a> Record<'a> {
    /// Newer versions wrap what a record says; a line that is no record is none.
    fn of(line: &'a [u8]) -> Option<Self> {
        let [id, at, payload] = Raw::record(line, ["id", "timestamp", "payload"])?;
        let said = if payload.is_object() { payload } else { Raw::over(line) };
        let names = ["type", "executionId", "promptTurnSummaries", "elapsedTime", "reasoningModelId"];
        let [kind, execution, summaries, elapsed, model] = said.members(names);
        Some(Self { line, id, at, kind, execution, summaries, elapsed, model })
    }

    /// What tells the turn from others of its session, if the record names it.
    fn turn(&self, owner: &Attribution) -> Option<TurnId> {
        self.execution.text().map(|name| IDS.turn_in(owner.session, &name))
    }

    /// The same of a record that names no turn: what names the record, or all of it.
    fn own(&self, owner: &Attribution) -> TurnId {
        match self.id.text() {
            Some(id) => IDS.turn_in(owner.session, &id),
            None => IDS.of("turn").bytes(self.line).identity(owner.session.0).finish().into(),
        }
    }
}

impl Messages {
    /// Reads what the path says, `<workspace>/<session>/…`, and what the last read left.
    pub(super) fn of(source: &Source, carry: &ReaderState) -> Option<Self> {
        let session = session(&source.path)?;
        let id = IDS.session(session.as_str());
        let mut owner = Attribution::new(id);
        owner.project.clone_from(&source.registered.project);
        owner.turn = carry.identity(TURN).map(Into::into);
        Some(Self {
            builder: SessionBuilder::new(id, session, SessionKind::Main),
            owner,
            model: carry.label(MODEL).cloned(),
        })
    }

    /// What a turn cost, which one record states as a whole; stated again it is the same turn's.
    fn cost(&mut self, record: &Record<'_>, at: Timestamp, out: &mut Emitter<'_>) -> Result<(), ReadError> {
        let named = record.turn(&self.owner).or(self.owner.turn);
        let turn = named.unwrap_or_else(|| record.own(&self.owner));
        let mut owner = self.owner.clone();
        owner.turn = Some(turn);
        let took = record.elapsed.count();
        let asked = took.and_then(|took| Timestamp::from_millis(at.millis() - i64::try_from(took).ok()?));
        let mut event = Turn::new(turn, asked.unwrap_or(at), owner.clone());
        event.duration_ms = took;
        out.give(event)?;
        let summaries = record.summaries.items();
        let model = summaries.iter().find_map(|summary| credits::model(summary.member("modelId")));
        let model = model.or_else(|| self.model.clone()).or_else(|| Label::new(UNKNOWN_MODEL));
        let Some(model) = model else { return Ok(()) };
        let parts = summaries.into_iter().filter_map(|summary| credits::stated(summary, "usage"));
        let spent = parts.reduce(|sum, part| sum + part);
        let id = IDS.of("call").identity(turn.0).finish();
        let mut call = Call::new(id.into(), at, UsageSample::new(model, Usage::default()), owner);
        call.reported = spent.and_then(credits::dollars);
        if call.reported.is_none() {
            call.sample.finish = Finish::Unknown;
        }
        out.give(call)
    }
}

fn session(path: &Path) -> Option<Label> {
    let parts = names(path);
    let [.., session, discover::MESSAGES] = parts.as_slice() else { return None };
    Label::new(session)
}

impl RecordReader for Messages {
    fn line(&mut self, line: &[u8], out: &mut Emitter<'_>) -> Result<(), ReadError> {
        let Some(record) = Record::of(line) else {
            out.issue(IssueKind::Malformed);
            return Ok(());
        };
        let Some(at) = record.at.instant() else {
            if record.kind.says("usage_summary") {
                out.missing("timestamp");
            }
            return Ok(());
        };
        self.builder.see(at);
        if let Some(project) = self.owner.project.clone() {
            self.builder.work_in(at, project);
        }
        match record.kind.text().as_deref() {
            Some("turn_start") => {
                let turn = record.turn(&self.owner).unwrap_or_else(|| record.own(&self.owner));
                self.owner.turn = Some(turn);
                out.give(Turn::new(turn, at, self.owner.clone()))
            }
            Some("assistant") => {
                self.model = credits::model(record.model).or(self.model.take());
                Ok(())
            }
            Some("usage_summary") => self.cost(&record, at, out),
            _ => Ok(()),
        }
    }

    fn is_record(&self, object: Raw<'_>) -> bool {
        has_members(object, ["timestamp", "payload"]) || has_members(object, ["type", "timestamp"])
    }

    fn rest(&mut self, carry: &mut ReaderState, out: &mut Emitter<'_>) -> Result<(), ReadError> {
        *carry = ReaderState::default();
        if let Some(turn) = self.owner.turn {
            carry.set(TURN, StateValue::Identity(turn.0));
        }
        if let Some(model) = &self.model {
            carry.set(MODEL, StateValue::Label(model.clone()));
        }
        if self.builder.facts().span.0.is_none() {
            return Ok(());
        }
        self.builder.take().map_or(Ok(()), |facts| out.session(facts))
    }
}
