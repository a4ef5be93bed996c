//! The quick walker: one pass over a line's bytes that looks into nothing it is not asked about.
//!
//! It accepts every JSON text and some that are none: a fault inside a value that is passed over does not
//! cost the figures beside it. Nesting is counted, not recursed into.

use super::json::{Halt, Raw, Walk};
use crate::kit::json::quote;

/// A place in the bytes of one JSON text.
pub(super) struct Cursor<'a> {
    bytes: &'a [u8],
    at: usize,
}

impl<'a> Cursor<'a> {
    /// The next byte that is not white space.
    #[inline]
    fn peek(&mut self) -> Option<u8> {
        loop {
            let byte = *self.bytes.get(self.at)?;
            if byte > b' ' || !matches!(byte, b' ' | b'\t' | b'\r' | b'\n') {
                return Some(byte);
            }
            self.at += 1;
        }
    }

    fn expect(&mut self, wanted: u8) -> Result<(), Halt> {
        if self.peek() != Some(wanted) {
            return Err(Halt::Broken);
        }
        self.at += 1;
        Ok(())
    }

    /// After a member or item: whether another follows before `close`.
    fn goes_on(&mut self, close: u8) -> Result<bool, Halt> {
        let next = self.peek().ok_or(Halt::Broken)?;
        self.at += 1;
        match next {
            b',' => Ok(true),
            _ if next == close => Ok(false),
            _ => Err(Halt::Broken),
        }
    }

    /// Tells whether nothing but white space is left.
    pub(super) fn is_done(&mut self) -> bool {
        self.peek().is_none()
    }

    /// What is left, unread.
    pub(super) fn rest(&self) -> &'a [u8] {
        self.bytes.get(self.at..).unwrap_or_default()
    }

    /// Passes over the string that starts here and returns what is between its quotes.
    #[inline]
    fn string(&mut self) -> Result<&'a [u8], Halt> {
        let rest = self.bytes.get(self.at..).and_then(|rest| rest.strip_prefix(b"\"")).ok_or(Halt::Broken)?;
        let end = quote::closing(rest).ok_or(Halt::Broken)?;
        self.at += end + 2;
        Ok(&rest[..end])
    }

    fn skip(&mut self) -> Result<(), Halt> {
        match self.peek().ok_or(Halt::Broken)? {
            b'"' => self.string().map(drop),
            b'{' | b'[' => self.skip_nested(),
            b'-' | b'0'..=b'9' | b't' | b'f' | b'n' => {
                self.skip_scalar();
                Ok(())
            }
            _ => Err(Halt::Broken),
        }
    }

    fn skip_scalar(&mut self) {
        let rest = &self.bytes[self.at..];
        // What begins behind a number that was cut is no part of it.
        let ends = |byte: &u8| {
            matches!(byte, b',' | b'}' | b']' | b' ' | b'\t' | b'\r' | b'\n' | b'{' | b'[' | b'"')
        };
        self.at += rest.iter().position(ends).unwrap_or(rest.len());
    }

    fn skip_nested(&mut self) -> Result<(), Halt> {
        let mut depth = 0_usize;
        loop {
            match *self.bytes.get(self.at).ok_or(Halt::Broken)? {
                b'"' => {
                    if self.string()?.trim_ascii_end().ends_with(b"{") {
                        self.expect_end()?;
                    }
                    continue;
                }
                b'{' | b'[' => {
                    if depth > 0 {
                        self.expect_place()?;
                    }
                    depth += 1;
                }
                b'}' | b']' => depth -= 1,
                _ => {}
            }
            self.at += 1;
            if depth == 0 {
                return Ok(());
            }
        }
    }
}

impl Cursor<'_> {
    /// Behind a string: that another record did not cut it. What looks like the end of one that another begins with is
    /// followed by the name of its first member.
    fn expect_end(&mut self) -> Result<(), Halt> {
        match self.peek() {
            Some(b',' | b':' | b'}' | b']') => Ok(()),
            _ => Err(Halt::Broken),
        }
    }

    /// Before an object or array inside of another: that a value may stand there. Another record may cut a number, a
    /// name or what is between two values.
    fn expect_place(&self) -> Result<(), Halt> {
        let before = self.bytes[..self.at].iter().rfind(|byte| !byte.is_ascii_whitespace());
        match before {
            Some(b',' | b':' | b'[') => Ok(()),
            _ => Err(Halt::Broken),
        }
    }
}

impl<'a> Walk<'a> for Cursor<'a> {
    fn over(raw: Raw<'a>) -> Self {
        Self { bytes: raw.0, at: 0 }
    }

    fn object(&mut self, mut each: impl FnMut(&[u8], &mut Self) -> Result<(), Halt>) -> Result<(), Halt> {
        if self.peek() != Some(b'{') {
            return self.skip();
        }
        self.at += 1;
        if self.peek() == Some(b'}') {
            self.at += 1;
            return Ok(());
        }
        loop {
            let key = self.string()?;
            self.expect(b':')?;
            self.peek();
            let start = self.at;
            each(key, self)?;
            // A key with escapes is none that anyone asks for until it is read.
            if self.at == start && memchr::memchr(b'\\', key).is_some() {
                each(&unescaped(key)?, self)?;
            }
            if self.at == start {
                self.skip()?;
            }
            if !self.goes_on(b'}')? {
                return Ok(());
            }
            self.peek();
        }
    }

    fn array(&mut self, mut each: impl FnMut(&mut Self) -> Result<(), Halt>) -> Result<(), Halt> {
        if self.peek() != Some(b'[') {
            return self.skip();
        }
        self.at += 1;
        if self.peek() == Some(b']') {
            self.at += 1;
            return Ok(());
        }
        loop {
            self.peek();
            let start = self.at;
            each(self)?;
            if self.at == start {
                self.skip()?;
            }
            if !self.goes_on(b']')? {
                return Ok(());
            }
        }
    }

    fn raw(&mut self) -> Result<Raw<'a>, Halt> {
        self.peek();
        let start = self.at;
        self.skip()?;
        Ok(Raw(&self.bytes[start..self.at]))
    }
}

/// A key may be written with escapes, `"\u0075sage"`; it is the same key.
fn unescaped(key: &[u8]) -> Result<Vec<u8>, Halt> {
    let quoted = [b"\"", key, b"\""].concat();
    serde_json::from_slice::<String>(&quoted).map(String::into_bytes).map_err(|_| Halt::Broken)
}
