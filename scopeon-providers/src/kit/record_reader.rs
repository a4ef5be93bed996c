//! The frame every reader of lines shares: whole lines in, facts and marks out. What a line says is its
//! reader's matter.

use std::io::Read;

use scopeon_core::event::{Event, SessionFacts};
use scopeon_core::label::Label;
use scopeon_core::provider::{Issue, IssueKind, Line, Lines, Position, ReadError, ReaderState, Sink};

use crate::kit::cadence::Cadence;
use crate::kit::json::{Raw, control, doubt};
use crate::kit::records;

/// A log that is read line by line.
pub trait RecordReader {
    /// Reads one line that is not empty. A line that is no single record is `Malformed` and nothing else: the frame
    /// looks for the records in it and shows each by itself, as if it were a line.
    ///
    /// # Errors
    ///
    /// [`ReadError::Stopped`] where the sink wants no more.
    fn line(&mut self, line: &[u8], out: &mut Emitter<'_>) -> Result<(), ReadError>;

    /// Returns `true` if an object behind a cut record is a record of this log, and no part of the one that was cut: it
    /// has what only whole records have.
    fn is_record(&self, object: Raw<'_>) -> bool {
        has_members(object, ["type", "timestamp"])
    }

    /// Gives what was gathered since the last mark, and writes down what the next read needs.
    ///
    /// # Errors
    ///
    /// [`ReadError::Stopped`] where the sink wants no more.
    fn rest(&mut self, carry: &mut ReaderState, out: &mut Emitter<'_>) -> Result<(), ReadError>;
}

/// Reads all lines there are, marking as it goes.
///
/// # Errors
///
/// [`ReadError::Stopped`] where the sink wants no more, and what the source fails with.
pub fn read(
    log: &mut dyn RecordReader,
    lines: &mut dyn Lines,
    carry: &mut ReaderState,
    sink: &mut dyn Sink,
) -> Result<(), ReadError> {
    let mut out = Emitter::new(sink);
    let mut cadence = Cadence::default();
    while let Some(line) = lines.next()? {
        let due = cadence.pass(line.place, line.end);
        take(log, line, &mut out)?;
        if let Some(end) = due {
            mark(log, end, carry, &mut out)?;
        }
    }
    cadence.rest().map_or(Ok(()), |end| mark(log, end, carry, &mut out))
}

fn take(log: &mut dyn RecordReader, line: Line<'_>, out: &mut Emitter<'_>) -> Result<(), ReadError> {
    out.place = line.place;
    let bytes = line.bytes.trim_ascii();
    if bytes.is_empty() {
        return Ok(());
    }
    out.whole_line = WholeLine::Unread;
    one(log, bytes, out)?;
    match std::mem::replace(&mut out.whole_line, WholeLine::No) {
        WholeLine::Malformed => shared(log, line, out),
        _ => Ok(()),
    }
}

/// Shows one record to its log, and tells of counts in it that are none.
fn one(log: &mut dyn RecordReader, record: &[u8], out: &mut Emitter<'_>) -> Result<(), ReadError> {
    doubt::clear();
    let read = log.line(record, out);
    if doubt::take() {
        out.issue(IssueKind::BadCount);
    }
    read
}

/// Reads the records that share a line, and notes what is cut of others.
fn shared(log: &mut dyn RecordReader, line: Line<'_>, out: &mut Emitter<'_>) -> Result<(), ReadError> {
    // Found one by one, for what is a record is the log's to say.
    let mut pieces = records::pieces(line.bytes);
    while let Some(piece) = pieces.next(&|object| log.is_record(Raw::over(object))) {
        out.place.offset = line.place.offset + piece.at as u64;
        if piece.is_whole {
            one(log, piece.bytes, out)?;
        } else {
            out.issue(IssueKind::Malformed);
        }
    }
    Ok(())
}

/// Returns `true` if an object has all of these members.
#[must_use]
pub fn has_members<const N: usize>(object: Raw<'_>, names: [&str; N]) -> bool {
    object.members(names).iter().all(|member| !member.is_missing())
}

fn mark(
    log: &mut dyn RecordReader,
    end: Position,
    carry: &mut ReaderState,
    out: &mut Emitter<'_>,
) -> Result<(), ReadError> {
    log.rest(carry, out)?;
    Ok(out.sink.checkpoint(end, carry)?)
}

/// Reads a document as one line of its log. It is read as a whole every time, so nothing is carried.
///
/// # Errors
///
/// [`ReadError::Stopped`] where the sink wants no more.
pub fn whole(
    log: &mut dyn RecordReader,
    document: &[u8],
    carry: &mut ReaderState,
    sink: &mut dyn Sink,
) -> Result<(), ReadError> {
    let mut out = Emitter::new(sink);
    if control::is_in(document) {
        // What was to stand there never came to the disk, and nobody knows what is read in its place.
        out.issue(IssueKind::Malformed);
    }
    one(log, document, &mut out)?;
    let end = Position { offset: document.len() as u64, line: 0 };
    mark(log, end, &mut ReaderState::default(), &mut out)?;
    *carry = ReaderState::default();
    Ok(())
}

/// Reads a whole document. The engine bounds its size.
///
/// # Errors
///
/// What reading it fails with.
pub fn document(reader: &mut dyn Read) -> Result<Vec<u8>, ReadError> {
    let mut bytes = Vec::new();
    reader.read_to_end(&mut bytes)?;
    Ok(bytes)
}

/// Where facts go, and what is wrong with the place that is read.
pub struct Emitter<'s> {
    sink: &'s mut dyn Sink,
    place: Position,
    whole_line: WholeLine,
}

/// Whether a line is being read as one record, and what its reader makes of it.
#[derive(Clone, Copy, PartialEq, Eq)]
enum WholeLine {
    /// It is a piece of a line, or a document.
    No,
    Unread,
    /// It is no single record.
    Malformed,
}

impl<'s> Emitter<'s> {
    /// Gives to a sink, at the start of a source.
    pub fn new(sink: &'s mut dyn Sink) -> Self {
        Self { sink, place: Position::default(), whole_line: WholeLine::No }
    }

    /// Gives a fact.
    ///
    /// # Errors
    ///
    /// [`ReadError::Stopped`] where the sink wants no more.
    pub fn give(&mut self, event: impl Into<Event>) -> Result<(), ReadError> {
        Ok(self.sink.event(event.into())?)
    }

    /// Gives what is known of a session.
    ///
    /// # Errors
    ///
    /// [`ReadError::Stopped`] where the sink wants no more.
    pub fn session(&mut self, facts: SessionFacts) -> Result<(), ReadError> {
        self.give(facts)
    }

    /// Notes what is wrong with what is being read.
    pub fn issue(&mut self, kind: IssueKind) {
        if kind == IssueKind::Malformed && self.whole_line != WholeLine::No {
            // What is wrong with it is noted at its own place.
            self.whole_line = WholeLine::Malformed;
            return;
        }
        self.sink.issue(Issue::new(kind, self.place));
    }

    /// Notes what is wrong with something that has a name.
    pub fn named_issue(&mut self, kind: IssueKind, name: Option<Label>) {
        self.sink.issue(Issue::named(kind, self.place, name));
    }

    /// Notes that a record lacks what it cannot be counted without.
    pub fn missing(&mut self, field: &'static str) {
        self.named_issue(IssueKind::MissingField, Label::new(field));
    }
}
