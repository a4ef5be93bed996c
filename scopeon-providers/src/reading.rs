//! The frame every reader of lines shares: whole lines in, facts and marks out. What a line says is its
//! reader's matter.

use std::io::Read;

use scopeon_core::event::{Event, SessionFacts};
use scopeon_core::label::Label;
use scopeon_core::provider::{Carry, Issue, IssueKind, Lines, Place, ReadError, Sink};

/// How much is read between two marks. Sessions' facts are given before each mark, so marks are worth saving.
const MARK_LINES: u64 = 512;
const MARK_BYTES: u64 = 1 << 20;

/// A log that is read line by line.
pub(crate) trait Log {
    /// Reads one line that is not empty.
    fn line(&mut self, line: &[u8], out: &mut Outlet<'_>) -> Result<(), ReadError>;

    /// Gives what was gathered since the last mark, and writes down what the next read needs.
    fn rest(&mut self, carry: &mut Carry, out: &mut Outlet<'_>) -> Result<(), ReadError>;
}

/// Reads all lines there are, marking as it goes.
pub(crate) fn read(
    log: &mut dyn Log,
    lines: &mut dyn Lines,
    carry: &mut Carry,
    sink: &mut dyn Sink,
) -> Result<(), ReadError> {
    let mut out = Outlet::new(sink);
    let (mut marked, mut end) = (None, None);
    while let Some(line) = lines.next()? {
        out.place = line.place;
        let bytes = line.bytes.trim_ascii();
        if !bytes.is_empty() {
            log.line(bytes, &mut out)?;
        }
        let last = line.end;
        let from = *marked.get_or_insert(line.place);
        end = Some(last);
        if last.line - from.line >= MARK_LINES || last.offset - from.offset >= MARK_BYTES {
            mark(log, last, carry, &mut out)?;
            (marked, end) = (Some(last), None);
        }
    }
    end.map_or(Ok(()), |end| mark(log, end, carry, &mut out))
}

fn mark(log: &mut dyn Log, end: Place, carry: &mut Carry, out: &mut Outlet<'_>) -> Result<(), ReadError> {
    log.rest(carry, out)?;
    if out.sink.mark(end, carry).is_break() { Err(ReadError::Stopped) } else { Ok(()) }
}

/// Reads a document as one line of its log. It is read as a whole every time, so nothing is carried.
pub(crate) fn whole(
    log: &mut dyn Log,
    document: &[u8],
    carry: &mut Carry,
    sink: &mut dyn Sink,
) -> Result<(), ReadError> {
    let mut out = Outlet::new(sink);
    log.line(document, &mut out)?;
    let end = Place { offset: document.len() as u64, line: 0 };
    mark(log, end, &mut Carry::default(), &mut out)?;
    *carry = Carry::default();
    Ok(())
}

/// Reads a whole document. The engine bounds its size.
pub(crate) fn document(reader: &mut dyn Read) -> Result<Vec<u8>, ReadError> {
    let mut bytes = Vec::new();
    reader.read_to_end(&mut bytes)?;
    Ok(bytes)
}

/// Where facts go, and what is wrong with the place that is read.
pub(crate) struct Outlet<'s> {
    sink: &'s mut dyn Sink,
    place: Place,
}

impl<'s> Outlet<'s> {
    pub(crate) fn new(sink: &'s mut dyn Sink) -> Self {
        Self { sink, place: Place::default() }
    }

    /// Gives a fact.
    pub(crate) fn give(&mut self, event: Event) -> Result<(), ReadError> {
        if self.sink.event(event).is_break() { Err(ReadError::Stopped) } else { Ok(()) }
    }

    /// Gives what is known of a session.
    pub(crate) fn session(&mut self, facts: SessionFacts) -> Result<(), ReadError> {
        self.give(Event::Session(Box::new(facts)))
    }

    /// Notes what is wrong with what is being read.
    pub(crate) fn issue(&mut self, kind: IssueKind) {
        self.sink.issue(Issue::new(kind, self.place));
    }

    /// Notes what is wrong with something that has a name.
    pub(crate) fn named_issue(&mut self, kind: IssueKind, name: Option<Label>) {
        self.sink.issue(Issue::named(kind, self.place, name));
    }

    /// Notes that a record lacks what it cannot be counted without.
    pub(crate) fn missing(&mut self, field: &'static str) {
        self.named_issue(IssueKind::MissingField, Label::new(field));
    }
}
