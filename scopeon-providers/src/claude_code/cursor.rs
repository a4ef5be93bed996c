//! The quick walker: one pass over a line's bytes that looks into nothing it is not asked about.
//!
//! It accepts every JSON text and some that are none: a fault inside a value that is passed over does not
//! cost the figures beside it. Nesting is counted, not recursed into.

use super::json::{Halt, Raw, Walk};

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

    /// Passes over the string that starts here and returns what is between its quotes.
    #[inline]
    fn string(&mut self) -> Result<&'a [u8], Halt> {
        let rest = self.bytes.get(self.at..).and_then(|rest| rest.strip_prefix(b"\"")).ok_or(Halt::Broken)?;
        let mut end = quote_in(rest).ok_or(Halt::Broken)?;
        if end > 0 && rest[end - 1] == b'\\' {
            end = closing_quote(rest).ok_or(Halt::Broken)?;
        }
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
        let ends = |byte: &u8| matches!(byte, b',' | b'}' | b']' | b' ' | b'\t' | b'\r' | b'\n');
        self.at += rest.iter().position(ends).unwrap_or(rest.len());
    }

    fn skip_nested(&mut self) -> Result<(), Halt> {
        let mut depth = 0_usize;
        loop {
            match *self.bytes.get(self.at).ok_or(Halt::Broken)? {
                b'"' => {
                    self.string()?;
                    continue;
                }
                b'{' | b'[' => depth += 1,
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

/// Finds the quote that ends a text with escapes: the first with an even number of backslashes before it.
/// Only quotes are searched for, as most escapes are line breaks.
fn closing_quote(text: &[u8]) -> Option<usize> {
    memchr::memchr_iter(b'"', text).find(|quote| match &text[..*quote] {
        [.., b'\\', b'\\'] => text[..*quote].iter().rev().take_while(|byte| **byte == b'\\').count() % 2 == 0,
        [.., b'\\'] => false,
        _ => true,
    })
}

/// Finds the first quote. Keys and ids are short: a few words looked at here are cheaper than the call that
/// finds the far end of a long text.
#[inline]
fn quote_in(bytes: &[u8]) -> Option<usize> {
    const NEAR: usize = 40;
    let Some(near) = bytes.first_chunk::<NEAR>() else { return memchr::memchr(b'"', bytes) };
    for (place, word) in near.as_chunks::<8>().0.iter().enumerate() {
        let found = quotes_in(u64::from_le_bytes(*word));
        if found != 0 {
            return Some(place * 8 + found.trailing_zeros() as usize / 8);
        }
    }
    memchr::memchr(b'"', &bytes[NEAR..]).map(|far| far + NEAR)
}

/// Sets the high bit of the lowest byte that is a quote; higher bits may be noise.
const fn quotes_in(word: u64) -> u64 {
    const ONES: u64 = u64::from_ne_bytes([1; 8]);
    let other = word ^ (ONES * b'"' as u64);
    other.wrapping_sub(ONES) & !other & (ONES << 7)
}

/// A key may be written with escapes, `"\u0075sage"`; it is the same key.
fn unescaped(key: &[u8]) -> Result<Vec<u8>, Halt> {
    let quoted = [b"\"", key, b"\""].concat();
    serde_json::from_slice::<String>(&quoted).map(String::into_bytes).map_err(|_| Halt::Broken)
}
