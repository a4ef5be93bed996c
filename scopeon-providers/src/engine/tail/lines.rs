//! Whole lines out of a growing file, borrowed from one buffer that is used again. What they say is not
//! looked at here.

mod holes;

use std::cell::RefCell;
use std::fs::File;
use std::io::{self, Read, Seek, SeekFrom};
use std::ops::Range;

use memchr::memchr;
use scopeon_core::provider::{Fingerprint, Issue, IssueKind, Line, Lines, Position, ReadError, Source};

use super::Start;
use super::ending::Ending;
use super::fingerprint::Tail;
use super::trace::{ResumePoint, Trace};
use crate::engine::cancel_token::CancelToken;
use crate::engine::observer::Observer;
use crate::kit::json::{BOM, control};
pub(crate) use holes::data_after;

/// The buffer's usual size: it stays in a core's own cache.
const USUAL: usize = 256 << 10;
/// A buffer that grew beyond this for one long line is given back at the end of its source.
const KEPT: usize = 1 << 20;
/// How many bytes before the line that is shown stay in the buffer, so that every place has its tail.
const HISTORY: usize = Fingerprint::TAIL_BYTES;

/// One worker's buffer, kept from source to source.
#[derive(Debug, Default)]
pub(crate) struct Buffer {
    bytes: Vec<u8>,
}

impl Buffer {
    fn prepare(&mut self, history: &[u8]) {
        if self.bytes.len() < USUAL {
            self.bytes.resize(USUAL, 0);
        }
        self.bytes[..history.len()].copy_from_slice(history);
    }

    /// Gives back what one long line took.
    pub(crate) fn relax(&mut self) {
        if self.bytes.len() > KEPT {
            self.bytes = Vec::new();
        }
    }
}

/// What a reader of lines is given.
pub(crate) struct Reading<'a> {
    pub(crate) source: &'a Source,
    pub(crate) file: &'a File,
    pub(crate) trace: &'a RefCell<Trace>,
    pub(crate) observer: &'a dyn Observer,
    pub(crate) cancel_token: &'a CancelToken<'a>,
    pub(crate) max_line: usize,
    /// The file's size when it was opened, in bytes.
    pub(crate) size: u64,
}

/// Reads a file's whole lines from a place on.
pub(crate) struct LineReader<'a> {
    reading: Reading<'a>,
    buffer: &'a mut Vec<u8>,
    /// Where the next line starts in the buffer.
    start: usize,
    /// Up to where no newline was found.
    scanned: usize,
    /// Up to where the buffer holds the file.
    filled: usize,
    /// Where the next line starts in the file.
    place: Position,
    /// Inside a line that is longer than the limit.
    skipping: bool,
    /// Bytes read.
    bytes: u64,
    has_failed: bool,
    /// Whether there were control characters in what was read, which no JSON holds.
    has_control: bool,
}

impl<'a> LineReader<'a> {
    pub(crate) fn new(reading: Reading<'a>, buffer: &'a mut Buffer, start: &Start) -> io::Result<Self> {
        let mut file = reading.file;
        if start.place.offset > 0 {
            file.seek(SeekFrom::Start(start.place.offset))?;
        }
        let history = start.tail.bytes();
        buffer.prepare(history);
        Ok(Self {
            reading,
            buffer: &mut buffer.bytes,
            start: history.len(),
            scanned: history.len(),
            filled: history.len(),
            place: start.place,
            // Only the engine ever stops inside a line, and only inside one it passes over; a hole is no part of a line.
            skipping: history.last().is_some_and(|last| *last != b'\n')
                && history.iter().any(|byte| *byte != 0),
            bytes: 0,
            has_failed: false,
            has_control: false,
        })
    }

    /// Returns how many bytes were read.
    pub(crate) fn bytes(&self) -> u64 {
        self.bytes
    }

    /// Returns `true` if reading ended before the end of the file, whatever the provider made of that.
    pub(crate) fn has_failed(&self) -> bool {
        self.has_failed
    }

    /// Returns the last line when it has no end.
    pub(crate) fn ending(&self) -> Option<Ending> {
        // What was to stand there never came to the disk.
        let is_blank = |byte: &u8| *byte == 0 || byte.is_ascii_whitespace();
        let left = &self.buffer[self.start..self.filled];
        let end = left.iter().rposition(|byte| !is_blank(byte)).map_or(0, |last| last + 1);
        let begin = left[..end].iter().position(|byte| !is_blank(byte)).unwrap_or(end);
        let (bytes, has_nuls) = (&left[begin..end], left.contains(&0));
        let is_shown = (!bytes.is_empty() || has_nuls) && !self.skipping;
        is_shown.then(|| Ending { bytes: bytes.to_owned(), place: self.place, has_nuls })
    }

    /// Returns where reading stands: before a half-written line, or inside one that is passed over.
    pub(crate) fn resume_point(&self) -> ResumePoint {
        self.point_at(self.start, self.place)
    }

    fn point_at(&self, index: usize, place: Position) -> ResumePoint {
        ResumePoint { place, tail: Tail::of(&self.buffer[index.saturating_sub(HISTORY)..index]) }
    }

    /// Goes to the next line that is shown and returns where it lies in the buffer.
    fn advance(&mut self) -> Result<Option<Shown>, ReadError> {
        loop {
            if let Some(found) = memchr(b'\n', &self.buffer[self.scanned..self.filled]) {
                if let Some(shown) = self.take(self.scanned + found) {
                    return Ok(Some(shown));
                }
                continue;
            }
            self.scanned = self.filled;
            if self.skipping || self.filled - self.start > self.reading.max_line {
                self.pass_over();
            }
            if self.reading.cancel_token.is_asked() {
                return Err(ReadError::Stopped);
            }
            if self.fill()? == 0 {
                return Ok(None);
            }
        }
    }

    /// Takes the line that ends with the newline at `newline`; `None` when it is not to be shown.
    fn take(&mut self, newline: usize) -> Option<Shown> {
        let (from, place) = (self.start, self.place);
        self.start = newline + 1;
        self.scanned = self.start;
        self.place = Position { offset: place.offset + (self.start - from) as u64, line: place.line + 1 };
        if std::mem::take(&mut self.skipping) {
            return None;
        }
        if newline - from > self.reading.max_line {
            self.note_overlong(place);
            return None;
        }
        let bytes = self.trim(from..newline, place);
        (!bytes.is_empty()).then_some(Shown { bytes, from, place })
    }

    fn trim(&self, mut bytes: Range<usize>, place: Position) -> Range<usize> {
        if self.has_control && control::is_in(&self.buffer[bytes.clone()]) {
            // What was to stand there never came to the disk. What follows was written whole.
            let blank = self.buffer[bytes.clone()].iter().take_while(|byte| **byte == 0).count();
            bytes.start += blank;
            self.note(IssueKind::Malformed, place);
        }
        if place.offset == 0 && self.buffer[bytes.clone()].starts_with(BOM) {
            bytes.start += BOM.len();
        }
        if self.buffer[bytes.clone()].ends_with(b"\r") {
            bytes.end -= 1;
        }
        bytes
    }

    /// Forgets what is in the buffer of a line that is too long.
    fn pass_over(&mut self) {
        if !self.skipping {
            self.skipping = true;
            self.note_overlong(self.place);
        }
        self.place.offset += (self.filled - self.start) as u64;
        self.start = self.filled;
    }

    fn note_overlong(&self, place: Position) {
        self.note(IssueKind::OverlongLine, place);
    }

    fn note(&self, kind: IssueKind, place: Position) {
        self.reading.trace.borrow_mut().issues.push(Issue::new(kind, place));
    }

    /// Reads on; 0 at the end of the file.
    fn fill(&mut self) -> Result<usize, ReadError> {
        self.leap()?;
        self.make_room();
        let mut file = self.reading.file;
        let count = loop {
            match file.read(&mut self.buffer[self.filled..]) {
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                other => break other?,
            }
        };
        let offset = self.place.offset + (self.filled - self.start) as u64;
        if offset < Fingerprint::HEAD_BYTES as u64 {
            let read = &self.buffer[self.filled..self.filled + count];
            self.reading.trace.borrow_mut().head.extend(offset, read);
        }
        self.has_control |= control::is_in(&self.buffer[self.filled..self.filled + count]);
        self.filled += count;
        self.bytes += count as u64;
        self.reading.observer.read(count as u64);
        Ok(count)
    }

    /// Moves what is left of a line to the buffer's front, and grows the buffer for a line that fills it.
    fn make_room(&mut self) {
        let kept = self.start.saturating_sub(HISTORY);
        self.buffer.copy_within(kept..self.filled, 0);
        self.start -= kept;
        self.scanned -= kept;
        self.filled -= kept;
        if self.filled + USUAL / 2 > self.buffer.len() {
            let most = self.reading.max_line.saturating_add(USUAL);
            let grown = (self.buffer.len() * 2).min(most).max(self.filled + USUAL / 2);
            self.buffer.resize(grown, 0);
        }
    }
}

/// A line to be shown: its bytes' range in the buffer, and where it starts there and in the file.
struct Shown {
    bytes: Range<usize>,
    from: usize,
    place: Position,
}

impl Lines for LineReader<'_> {
    fn source(&self) -> &Source {
        self.reading.source
    }

    fn next(&mut self) -> Result<Option<Line<'_>>, ReadError> {
        let advanced = self.advance();
        self.has_failed = advanced.is_err();
        let Some(shown) = advanced? else { return Ok(None) };
        let end = self.place;
        {
            let mut trace = self.reading.trace.borrow_mut();
            trace.start = self.point_at(shown.from, shown.place);
            trace.end = self.point_at(self.start, end);
        }
        Ok(Some(Line { bytes: &self.buffer[shown.bytes], place: shown.place, end }))
    }
}
