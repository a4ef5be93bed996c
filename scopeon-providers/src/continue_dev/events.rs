//! One event a line: a model, what it read and what it generated. Events name no session: a day stands for
//! one.

use std::path::PathBuf;

use scopeon_core::event::{Call, Event, Owner, Reading, SessionKind};
use scopeon_core::label::Label;
use scopeon_core::provider::{Carry, CarryValue, IssueKind, ReadError, Source};
use scopeon_core::time::Timestamp;
use scopeon_core::usage::Usage;

use super::KEYS;
use crate::json::Raw;
use crate::keys::UNKNOWN_MODEL;
use crate::reading::{Log, Outlet, has_members};
use crate::sheet::Sheet;

/// One log being read.
pub(super) struct Events {
    path: PathBuf,
    /// When the log was made, for the first version's events, which do not say when they were.
    birth: Option<Timestamp>,
    sheet: Option<Sheet>,
    /// How many events came before.
    count: u64,
}

const COUNT: u8 = 1;

impl Events {
    pub(super) fn new(source: &Source, carry: &Carry) -> Self {
        let count = carry.number(COUNT).and_then(|count| u64::try_from(count).ok()).unwrap_or(0);
        Self { path: source.path.clone(), birth: source.birth, sheet: None, count }
    }

    /// The sheet of the day an event falls on, in UTC.
    fn day(&mut self, at: Timestamp, out: &mut Outlet<'_>) -> Result<Option<&mut Sheet>, ReadError> {
        let Some(day) = at.to_string().get(..10).and_then(Label::new) else { return Ok(None) };
        let session = KEYS.session(day.as_str());
        if self.sheet.as_ref().is_none_or(|sheet| sheet.id() != session) {
            self.give_sheet(out)?;
            self.sheet = Some(Sheet::new(session, day, SessionKind::Main));
        }
        Ok(self.sheet.as_mut())
    }

    fn give_sheet(&mut self, out: &mut Outlet<'_>) -> Result<(), ReadError> {
        self.sheet.as_mut().and_then(Sheet::take).map_or(Ok(()), |facts| out.session(facts))
    }
}

impl Log for Events {
    fn line(&mut self, line: &[u8], out: &mut Outlet<'_>) -> Result<(), ReadError> {
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
            KEYS.of("call").bytes(line).finish()
        } else {
            let path = self.path.as_os_str().as_encoded_bytes();
            KEYS.of("call").bytes(path).number(self.count).finish()
        };
        let Some(sheet) = self.day(at, out)? else { return Ok(()) };
        sheet.see(at);
        if let Some(agent) = agent.identifier() {
            sheet.facts().entry_point = sheet.facts().entry_point.take().max(Some(agent));
        }
        let call = Call::new(id.into(), at, Reading::new(model, usage), Owner::new(sheet.id()));
        out.give(Event::Call(Box::new(call)))
    }

    fn is_record(&self, object: Raw<'_>) -> bool {
        has_members(object, ["model", "promptTokens"])
    }

    fn rest(&mut self, carry: &mut Carry, out: &mut Outlet<'_>) -> Result<(), ReadError> {
        carry.set(COUNT, CarryValue::Number(i64::try_from(self.count).unwrap_or(i64::MAX)));
        self.give_sheet(out)
    }
}
