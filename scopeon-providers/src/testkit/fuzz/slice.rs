//! A log that lies in memory, from any of its lines on.

use crate::kit::json::BOM;
use scopeon_core::provider::{Line, Lines, Position, ReadError, Source};

/// The whole lines of a log, from a place on.
pub(super) struct Slice<'a> {
    source: Source,
    bytes: &'a [u8],
    at: Position,
}

impl<'a> Slice<'a> {
    /// Starts at a place, which the bytes begin at.
    pub(super) fn new(source: Source, bytes: &'a [u8], at: Position) -> Self {
        Self { source, bytes, at }
    }
}

impl Lines for Slice<'_> {
    fn source(&self) -> &Source {
        &self.source
    }

    fn next(&mut self) -> Result<Option<Line<'_>>, ReadError> {
        let Some(length) = memchr::memchr(b'\n', self.bytes) else { return Ok(None) };
        let (line, rest) = (&self.bytes[..length], &self.bytes[length + 1..]);
        let place = self.at;
        self.at = Position { offset: place.offset + length as u64 + 1, line: place.line + 1 };
        self.bytes = rest;
        // As the engine shows it.
        let line = if place.offset == 0 { line.strip_prefix(BOM).unwrap_or(line) } else { line };
        Ok(Some(Line { bytes: line.strip_suffix(b"\r").unwrap_or(line), place, end: self.at }))
    }
}
