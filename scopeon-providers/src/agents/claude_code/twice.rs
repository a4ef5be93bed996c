//! One log read by both walkers: what the quick one finds is what a full parser finds.

use scopeon_core::event::Event;
use scopeon_core::provider::{
    Flow, Issue, Line, Lines, Position, ReadError, ReaderState, Sink, Source, SourceKind,
};

use super::Quick;
use super::lines::{self, Document};
use super::wire::Record;
use crate::kit::json::Raw;
use crate::kit::json::strict::Strict;
use crate::kit::json::walk::Walk as _;

#[derive(Debug, Default, PartialEq)]
pub(super) struct Found {
    pub(super) events: Vec<Event>,
    issues: Vec<Issue>,
    carries: Vec<ReaderState>,
}

impl Sink for Found {
    fn event(&mut self, event: Event) -> Flow {
        self.events.push(event);
        Ok(())
    }

    fn issue(&mut self, issue: Issue) {
        self.issues.push(issue);
    }

    fn checkpoint(&mut self, _at: Position, carry: &ReaderState) -> Flow {
        self.carries.push(carry.clone());
        Ok(())
    }
}

struct Slice<'b> {
    source: Source,
    bytes: &'b [u8],
    at: Position,
}

impl Lines for Slice<'_> {
    fn source(&self) -> &Source {
        &self.source
    }

    fn next(&mut self) -> Result<Option<Line<'_>>, ReadError> {
        let Some(length) = self.bytes.iter().position(|byte| *byte == b'\n') else { return Ok(None) };
        let (bytes, rest) = (&self.bytes[..length], &self.bytes[length + 1..]);
        let place = self.at;
        self.at = Position { offset: place.offset + length as u64 + 1, line: place.line + 1 };
        self.bytes = rest;
        Ok(Some(Line { bytes, place, end: self.at }))
    }
}

/// Lines read by the slow walker.
struct Slow;

impl<'a> Document<'a> for Slow {
    type Walk = Strict<'a>;

    fn record(line: &'a [u8], record: &mut Record<'a>) -> bool {
        Raw::over(line).is_object() && record.read(&mut Strict::over(Raw::over(line))).is_ok()
    }
}

fn read<W: for<'a> Document<'a>>(path: &str, bytes: &[u8]) -> Found {
    let source = Source::new(SourceKind::Lines, "/root", path);
    let mut lines = Slice { source, bytes, at: Position { offset: 0, line: 1 } };
    let mut found = Found::default();
    // Nothing fails that lies in memory.
    let _ = lines::read::<W>(&mut lines, &mut ReaderState::default(), &mut found);
    found
}

/// What the quick walker finds in a log and what the slow one finds.
pub(super) fn both(path: &str, bytes: &[u8]) -> (Found, Found) {
    (read::<Quick>(path, bytes), read::<Slow>(path, bytes))
}

/// Says what the walkers do not agree on.
#[cfg(feature = "testkit")]
pub(crate) fn disagreement(path: &str, bytes: &[u8]) -> Option<String> {
    let (quick, slow) = both(path, bytes);
    (quick != slow).then(|| format!("quick\n{quick:?}\nslow\n{slow:?}"))
}
