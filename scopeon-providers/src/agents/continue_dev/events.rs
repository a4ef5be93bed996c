//! One event a line: a model, what it read and what it generated. Events name no session: a day stands for
//! one.

use std::path::PathBuf;

use scopeon_core::event::{Attribution, Call, SessionKind, UsageSample};
use scopeon_core::label::Label;
use scopeon_core::provider::{IssueKind, ReadError, ReaderState, Source, StateValue};
use scopeon_core::time::Timestamp;
use scopeon_core::usage::Usage;

use super::key::IDS;
use crate::kit::id_factory::UNKNOWN_MODEL;
use crate::kit::json::Raw;
use crate::kit::record_reader::{Emitter, RecordReader, has_members};
use crate::kit::session_builder::SessionBuilder;

/// One log being read.
pub(super) struct Events {
    path: PathBuf,
    /// When the log was made, for the first version's events, which do not say when they were.
    birth: Option<Timestamp>,
    builder: Option<SessionBuilder>,
    /// How many events came before.
    count: u64,
}

const COUNT: u8 = 1;

impl Events {
    pub(super) fn new(source: &Source, carry: &ReaderState) -> Self {
        let count = carry.number(COUNT).and_then(|count| u64::try_from(count).ok()).unwrap_or(0);
        Self { path: source.path.clone(), birth: source.birth, builder: None, count }
    }

    /// The session of the day an event falls on, in UTC.
    fn day(
        &mut self,
        at: Timestamp,
        out: &mut Emitter<'_>,
    ) -> Result<Option<&mut SessionBuilder>, ReadError> {
        let Some(day) = at.to_string().get(..10).and_then(Label::new) else { return Ok(None) };
        let session = IDS.session(day.as_str());
        if self.builder.as_ref().is_none_or(|builder| builder.id() != session) {
            self.give_session(out)?;
            self.builder = Some(SessionBuilder::new(session, day, SessionKind::Main));
        }
        Ok(self.builder.as_mut())
    }

    fn give_session(&mut self, out: &mut Emitter<'_>) -> Result<(), ReadError> {
        self.builder.as_mut().and_then(SessionBuilder::take).map_or(Ok(()), |facts| out.session(facts))
    }
}

impl RecordReader for Events {
    fn line(&mut self, line: &[u8], out: &mut Emitter<'_>) -> Result<(), ReadError> {
        let names = ["timestamp", "model", "promptTokens", "generatedTokens", "userAgent"];
        let Some([timestamp, model, prompt, generated, agent]) = Raw::record(line, names) else {
            out.issue(IssueKind::Malformed);
            return Ok(());
        };
        self.count += 1;
        let stated = timestamp.instant();
        let Some(at) = stated.or(self.birth) else {
            out.missing("timestamp");
            return Ok(());
        };
        let [input, output] = [prompt, generated].map(Raw::sum);
        let usage = Usage { input, output, ..Usage::default() };
        let model = model.label().or_else(|| Label::new(UNKNOWN_MODEL));
        let Some(model) = model.filter(|_| !usage.is_empty()) else { return Ok(()) };
        let id = if stated.is_some() {
            // A copy of an event is equal to it byte by byte.
            IDS.of("call").bytes(line).finish()
        } else {
            let path = self.path.as_os_str().as_encoded_bytes();
            IDS.of("call").bytes(path).number(self.count).finish()
        };
        let Some(builder) = self.day(at, out)? else { return Ok(()) };
        builder.see(at);
        if let Some(agent) = agent.identifier() {
            builder.facts().entry_point = builder.facts().entry_point.take().max(Some(agent));
        }
        let call = Call::new(id.into(), at, UsageSample::new(model, usage), Attribution::new(builder.id()));
        out.give(call)
    }

    fn is_record(&self, object: Raw<'_>) -> bool {
        has_members(object, ["model", "promptTokens"])
    }

    fn rest(&mut self, carry: &mut ReaderState, out: &mut Emitter<'_>) -> Result<(), ReadError> {
        carry.set(COUNT, StateValue::Number(i64::try_from(self.count).unwrap_or(i64::MAX)));
        self.give_session(out)
    }
}
