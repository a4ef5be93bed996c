//! Records that share a line. A writer that is killed leaves a record without an end of line, or a part of one, and what
//! is written next stands right behind it; two writers at once cut each other's records. Nothing of that is rare
//! enough to lose what was written whole.
//!
//! Where a line is no single JSON text, [`pieces`] finds the whole records in it and what lies between them. The
//! grammar tells where a record was cut: all of it, up to there, may go on, and what stands there may not. Only where
//! an object may stand (`"message":` and then another record) grammar is silent, and what a record of the log looks
//! like decides.
//!
//! A reader that looks at a line's first record only, or passes over values unread, has to notice by itself that the
//! line holds more: a number or name that `{` follows, a string that ends in `{` and is followed by neither of `,:]}`.

mod walk;

use std::ops::Range;

use memchr::memchr;

use crate::kit::json::BOM;
use walk::{Walked, is_white, walk};

/// So many starts inside of what is no record are tried to the end of a line, so that a line costs what its length
/// allows, whatever it holds.
const MAX_TRIES: usize = 16;

/// Returns `true` if an object looks like a record of its log.
type Shape<'s, 'a> = &'s dyn Fn(&'a [u8]) -> bool;

/// A part of a line.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Piece<'a> {
    /// Where in the line it starts.
    pub at: usize,
    /// What stands there.
    pub bytes: &'a [u8],
    /// Whether it is one whole JSON object, or an array of such: a record. Else it is what was left of one, or was never written.
    pub is_whole: bool,
}

/// Takes a line that is no single JSON text apart: the whole records in it, in order, and what lies between them.
/// White space is no piece.
#[must_use]
pub const fn pieces(line: &[u8]) -> Pieces<'_> {
    Pieces { line, at: 0, found: None, tries: MAX_TRIES }
}

/// The pieces of one line.
#[derive(Debug)]
pub struct Pieces<'a> {
    line: &'a [u8],
    at: usize,
    /// The record that ends the piece given last.
    found: Option<Range<usize>>,
    tries: usize,
}

impl<'a> Pieces<'a> {
    /// Returns the next piece.
    ///
    /// What stands where a record must begin is one if it is whole. What stands behind a cut one is one if it is whole
    /// and `is_record` says that it looks like this log's: a part of the cut record is not to be taken for a record.
    pub fn next(&mut self, is_record: Shape<'_, 'a>) -> Option<Piece<'a>> {
        if let Some(whole) = self.found.take() {
            return Some(self.take(whole, true));
        }
        let start = past(self.line, self.at, is_white);
        match self.line.get(start)? {
            0 => Some(self.take(start..past(self.line, start, is_blank), false)),
            b'{' => Some(self.begun(start, is_record)),
            b'[' if self.line.get(past(self.line, start + 1, is_white)) == Some(&b'{') => {
                Some(self.begun(start, is_record))
            }
            _ => Some(self.cut(start, (start, false), is_record)),
        }
    }

    fn take(&mut self, piece: Range<usize>, is_whole: bool) -> Piece<'a> {
        self.at = piece.end;
        Piece { at: piece.start, bytes: &self.line[piece], is_whole }
    }

    /// What stands where a record must begin.
    fn begun(&mut self, start: usize, is_record: Shape<'_, 'a>) -> Piece<'a> {
        match walk(self.line, start) {
            Walked::Whole(end) if self.is_alone(start..end, is_record) => self.take(start..end, true),
            Walked::Whole(end) => self.cut(start, (end, false), is_record),
            Walked::Broken { closed, resume } => {
                match closed
                    .filter(|closed| self.is_free(closed.end) && is_record(&self.line[closed.clone()]))
                {
                    Some(closed) => self.cut_before(start, closed),
                    None => self.cut(start, (resume, true), is_record),
                }
            }
        }
    }

    /// Whether a whole value at a record's place is one, by what follows it.
    fn is_alone(&self, value: Range<usize>, is_record: Shape<'_, 'a>) -> bool {
        match self.behind(value.end) {
            None | Some(b'{' | b'[') => true,
            // The rest of a record whose front is lost may begin with a value in it.
            Some(byte) if is_structural(byte) => is_record(&self.line[value]),
            Some(_) => self.line[value.start] == b'{',
        }
    }

    /// What is cut, up to the next record from a place on. It is certain where the grammar says that something
    /// begins there.
    fn cut(&mut self, start: usize, from: (usize, bool), is_record: Shape<'_, 'a>) -> Piece<'a> {
        match self.search(from, is_record) {
            Some(record) => self.cut_before(start, record),
            None => self.take(start..self.line.len(), false),
        }
    }

    fn cut_before(&mut self, start: usize, record: Range<usize>) -> Piece<'a> {
        let cut = start..record.start;
        self.found = Some(record);
        self.take(cut, false)
    }

    fn search(&mut self, from: (usize, bool), is_record: Shape<'_, 'a>) -> Option<Range<usize>> {
        let (mut from, mut certain) = from;
        loop {
            let start = next_open(self.line, from)?;
            certain &= start == from;
            match walk(self.line, start) {
                Walked::Whole(end) => {
                    if (certain || self.is_free(end)) && is_record(&self.line[start..end]) {
                        return Some(start..end);
                    }
                    (from, certain) = (end, false);
                }
                Walked::Broken { closed: Some(closed), .. }
                    if self.is_free(closed.end) && is_record(&self.line[closed.clone()]) =>
                {
                    return Some(closed);
                }
                Walked::Broken { resume, .. } if resume < self.line.len() => (from, certain) = (resume, true),
                // What begins for certain and does not end is all there is.
                Walked::Broken { .. } if certain => return None,
                Walked::Broken { .. } => {
                    self.tries = self.tries.checked_sub(1)?;
                    from = start + 1;
                }
            }
        }
    }

    /// Whether nothing follows that would make what ends here a part of something.
    fn is_free(&self, end: usize) -> bool {
        !self.behind(end).is_some_and(is_structural)
    }

    /// What follows a place, whatever was never written or is white space passed over.
    fn behind(&self, at: usize) -> Option<u8> {
        self.line.get(past(self.line, at, is_blank)).copied()
    }
}

/// The next place where an object with members opens.
fn next_open(line: &[u8], mut from: usize) -> Option<usize> {
    loop {
        let open = from + memchr(b'{', line.get(from..)?)?;
        from = past(line, open + 1, is_white);
        if line.get(from) == Some(&b'"') {
            return Some(open);
        }
    }
}

fn past(line: &[u8], mut at: usize, passes: fn(u8) -> bool) -> usize {
    loop {
        let rest = line.get(at..).unwrap_or_default();
        at += rest.iter().take_while(|byte| passes(**byte)).count();
        if !line.get(at..).is_some_and(|rest| rest.starts_with(BOM)) {
            return at;
        }
        at += BOM.len();
    }
}

/// White space, and what reads where nothing was written.
const fn is_blank(byte: u8) -> bool {
    byte == 0 || is_white(byte)
}

/// What goes on inside of a record.
const fn is_structural(byte: u8) -> bool {
    matches!(byte, b',' | b':' | b'}' | b']')
}

#[cfg(test)]
mod tests;
