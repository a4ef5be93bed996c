//! Whole lines out of a Zstandard-compressed log, unpacked as they are read. What they say is not looked at.

use std::cell::Cell;
use std::io::{self, BufRead, BufReader, Read};
use std::ops::Range;
use std::rc::Rc;

use memchr::memchr;
use ruzstd::decoding::{FrameDecoder, StreamingDecoder};
use scopeon_core::provider::{Issue, IssueKind, Line, Lines, Position, ReadError, Source};

use crate::kit::json::control;

/// The most a log unpacks to, in bytes.
const MAX_UNPACKED: u64 = 2 << 30;
/// The most that a packed byte stands for, and what any log may have: a few packed bytes can ask for any number. So all
/// that a run unpacks is bounded by what lies on the disk. Agents' logs pack to a fifth or a fiftieth.
const MAX_RATIO: u64 = 400;
const LEAST: u64 = 8 << 20;
/// The longest line that is shown, in bytes.
const MAX_LINE: usize = 64 << 20;
/// The most memory a frame may ask for; agents pack with windows of 2 to 8 MiB.
const MAX_WINDOW: u64 = 32 << 20;
/// How much is unpacked at once.
const STEP: usize = 128 << 10;

type Packed<'a> = BufReader<Counted<'a>>;

/// Packed bytes, and how many of them were read.
struct Counted<'a> {
    packed: &'a mut dyn Read,
    bytes: Rc<Cell<u64>>,
}

impl Read for Counted<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let count = self.packed.read(buffer)?;
        self.bytes.set(self.bytes.get() + count as u64);
        Ok(count)
    }
}

/// A packed log's lines. Offsets count unpacked bytes.
pub struct ZstdLines<'a> {
    source: &'a Source,
    frames: Frames<'a>,
    buffer: Vec<u8>,
    /// Where in the buffer the next line starts, and how far no line ends.
    start: usize,
    searched: usize,
    place: Position,
    packed: Rc<Cell<u64>>,
    given: u64,
    faults: Vec<Issue>,
    ended: bool,
}

impl<'a> ZstdLines<'a> {
    /// Reads the lines of a packed source.
    pub fn new(source: &'a Source, packed: &'a mut dyn Read) -> Self {
        let bytes = Rc::new(Cell::new(0));
        let packed = Counted { packed, bytes: Rc::clone(&bytes) };
        Self {
            source,
            frames: Frames::Between(BufReader::new(packed)),
            buffer: Vec::new(),
            start: 0,
            searched: 0,
            place: Position { offset: 0, line: 1 },
            packed: bytes,
            given: 0,
            faults: Vec::new(),
            ended: false,
        }
    }

    /// What could not be unpacked or shown.
    #[must_use]
    pub fn into_faults(self) -> Vec<Issue> {
        self.faults
    }

    /// Unpacks some more; false at the end.
    fn fill(&mut self) -> bool {
        if self.ended {
            return false;
        }
        self.buffer.drain(..self.start);
        self.searched -= self.start;
        self.start = 0;
        let length = self.buffer.len();
        self.buffer.resize(length + STEP, 0);
        let read = self.frames.read(&mut self.buffer[length..]);
        self.buffer.truncate(length + read.unwrap_or(0));
        self.given += read.unwrap_or(0) as u64;
        let fault = match read {
            None => Some(IssueKind::Malformed),
            Some(_) if self.given > self.most() => Some(IssueKind::TooLarge),
            Some(_) => None,
        };
        self.faults.extend(fault.map(|kind| Issue::new(kind, self.place)));
        self.ended = fault.is_some() || read == Some(0);
        !self.ended
    }

    /// How much may be unpacked of what was read.
    fn most(&self) -> u64 {
        self.packed.get().saturating_mul(MAX_RATIO).clamp(LEAST, MAX_UNPACKED)
    }

    /// Passes over a line that is too long; false at the end.
    fn skip_overlong(&mut self) -> bool {
        self.faults.push(Issue::new(IssueKind::OverlongLine, self.place));
        loop {
            if let Some(newline) = memchr(b'\n', &self.buffer[self.start..]) {
                self.advance(newline + 1);
                self.place.line += 1;
                return true;
            }
            self.advance(self.buffer.len() - self.start);
            if !self.fill() {
                return false;
            }
        }
    }

    /// Notes a line that holds what no JSON does.
    fn doubt(&mut self, line: Range<usize>) {
        if control::is_in(&self.buffer[line]) {
            self.faults.push(Issue::new(IssueKind::Malformed, self.place));
        }
    }

    /// The last line of a log that does not end with one. Nothing is written to it any more, so what there is of it is
    /// shown once, whole or not.
    fn rest(&mut self) -> Option<Line<'_>> {
        let (from, to, place) = (self.start, self.buffer.len(), self.place);
        self.doubt(from..to);
        self.advance(to - from);
        (from < to).then(|| Line { bytes: &self.buffer[from..to], place, end: self.place })
    }

    fn advance(&mut self, bytes: usize) {
        self.start += bytes;
        self.searched = self.start;
        self.place.offset += bytes as u64;
    }
}

impl Lines for ZstdLines<'_> {
    fn source(&self) -> &Source {
        self.source
    }

    fn next(&mut self) -> Result<Option<Line<'_>>, ReadError> {
        loop {
            if let Some(found) = memchr(b'\n', &self.buffer[self.searched..]) {
                let (from, newline, place) = (self.start, self.searched + found, self.place);
                self.doubt(from..newline);
                self.advance(newline + 1 - from);
                self.place.line += 1;
                return Ok(Some(Line { bytes: &self.buffer[from..newline], place, end: self.place }));
            }
            self.searched = self.buffer.len();
            let overlong = self.buffer.len() - self.start > MAX_LINE;
            if !(if overlong { self.skip_overlong() } else { self.fill() }) {
                return Ok(self.rest());
            }
        }
    }
}

/// A packed stream is a row of frames.
enum Frames<'a> {
    Between(Packed<'a>),
    Inside(Box<StreamingDecoder<Packed<'a>, FrameDecoder>>),
    Over,
}

impl Frames<'_> {
    /// Unpacks into `buffer`; 0 at the end, `None` when the bytes are no frames.
    fn read(&mut self, buffer: &mut [u8]) -> Option<usize> {
        loop {
            match std::mem::replace(self, Self::Over) {
                Self::Between(mut packed) => {
                    if packed.fill_buf().ok()?.is_empty() {
                        return Some(0);
                    }
                    let frame = StreamingDecoder::new_with_max_window_size(packed, MAX_WINDOW).ok()?;
                    *self = Self::Inside(Box::new(frame));
                }
                Self::Inside(mut frame) => {
                    let count = frame.read(buffer).ok()?;
                    if count > 0 {
                        *self = Self::Inside(frame);
                        return Some(count);
                    }
                    *self = Self::Between(frame.into_inner());
                }
                Self::Over => return Some(0),
            }
        }
    }
}
