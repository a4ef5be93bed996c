//! A place in a JSON text, and the steps that every way through one takes.

use super::quote;

/// A place in the bytes of one JSON text.
pub(super) struct Text<'a> {
    pub(super) bytes: &'a [u8],
    pub(super) at: usize,
}

impl<'a> Text<'a> {
    /// Starts at the front.
    pub(super) const fn over(bytes: &'a [u8]) -> Self {
        Self { bytes, at: 0 }
    }

    /// Goes to the next byte that is not white space.
    #[inline]
    pub(super) fn peek(&mut self) -> Option<u8> {
        loop {
            let byte = *self.bytes.get(self.at)?;
            if byte > b' ' || !matches!(byte, b' ' | b'\t' | b'\r' | b'\n') {
                return Some(byte);
            }
            self.at += 1;
        }
    }

    /// Passes over one byte, which must be this one.
    #[inline]
    pub(super) fn expect(&mut self, wanted: u8) -> Option<()> {
        (self.peek()? == wanted).then(|| self.at += 1)
    }

    /// After a member or item: whether another follows before `close`.
    #[inline]
    pub(super) fn goes_on(&mut self, close: u8) -> Option<bool> {
        let next = self.peek()?;
        self.at += 1;
        match next {
            b',' => Some(true),
            _ if next == close => Some(false),
            _ => None,
        }
    }

    /// Passes over the string that comes next and returns what is between its quotes.
    #[inline]
    pub(super) fn string(&mut self) -> Option<&'a [u8]> {
        self.expect(b'"')?;
        let rest = &self.bytes[self.at..];
        let end = quote::closing(rest)?;
        self.at += end + 1;
        Some(&rest[..end])
    }
}
