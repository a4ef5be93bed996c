//! One pass over the bytes of JSON that looks into nothing: nesting is counted, not recursed into.

use std::borrow::Cow;

use super::quote;

/// A place in the bytes of one JSON text.
pub struct Scan<'a> {
    bytes: &'a [u8],
    at: usize,
}

impl<'a> Scan<'a> {
    /// Starts at the front of a text.
    #[must_use]
    pub const fn over(bytes: &'a [u8]) -> Self {
        Self { bytes, at: 0 }
    }

    /// Where the scan stands.
    #[must_use]
    pub const fn at(&self) -> usize {
        self.at
    }

    /// Tells whether nothing but white space is left.
    pub fn is_done(&mut self) -> bool {
        self.peek().is_none()
    }

    /// Passes over the next value and returns its bytes; `None` when they are no JSON.
    pub fn value(&mut self) -> Option<&'a [u8]> {
        let first = self.peek()?;
        let start = self.at;
        match first {
            b'"' => drop(self.string()?),
            b'{' | b'[' => self.skip_nested()?,
            b'-' | b'0'..=b'9' | b't' | b'f' | b'n' => self.skip_scalar(),
            _ => return None,
        }
        Some(&self.bytes[start..self.at])
    }

    /// Shows the members of the object that comes next.
    pub fn object(&mut self, mut show: impl FnMut(&'a [u8], &'a [u8])) -> Option<()> {
        self.expect(b'{')?;
        if self.peek()? == b'}' {
            self.at += 1;
            return Some(());
        }
        loop {
            let key = self.string()?;
            self.expect(b':')?;
            show(key, self.value()?);
            if !self.goes_on(b'}')? {
                return Some(());
            }
        }
    }

    /// Shows the items of the array that comes next.
    pub fn array(&mut self, mut show: impl FnMut(&'a [u8])) -> Option<()> {
        self.expect(b'[')?;
        if self.peek()? == b']' {
            self.at += 1;
            return Some(());
        }
        loop {
            show(self.value()?);
            if !self.goes_on(b']')? {
                return Some(());
            }
        }
    }

    /// The next byte that is not white space.
    fn peek(&mut self) -> Option<u8> {
        loop {
            let byte = *self.bytes.get(self.at)?;
            if !matches!(byte, b' ' | b'\t' | b'\r' | b'\n') {
                return Some(byte);
            }
            self.at += 1;
        }
    }

    fn expect(&mut self, wanted: u8) -> Option<()> {
        (self.peek()? == wanted).then(|| self.at += 1)
    }

    /// After a member or item: whether another follows before `close`.
    fn goes_on(&mut self, close: u8) -> Option<bool> {
        let next = self.peek()?;
        self.at += 1;
        match next {
            b',' => Some(true),
            _ if next == close => Some(false),
            _ => None,
        }
    }

    /// Passes over a string and returns what is between its quotes.
    fn string(&mut self) -> Option<&'a [u8]> {
        self.expect(b'"')?;
        let rest = &self.bytes[self.at..];
        let end = quote::closing(rest)?;
        self.at += end + 1;
        Some(&rest[..end])
    }

    fn skip_scalar(&mut self) {
        let rest = &self.bytes[self.at..];
        // What stands behind a number that was cut is no part of it.
        let goes_on = |byte: &&u8| byte.is_ascii_alphanumeric() || matches!(byte, b'+' | b'-' | b'.');
        self.at += rest.iter().take_while(goes_on).count();
    }

    fn skip_nested(&mut self) -> Option<()> {
        let mut depth = 0_usize;
        loop {
            match *self.bytes.get(self.at)? {
                b'"' => {
                    let is_open = self.string()?.trim_ascii_end().ends_with(b"{");
                    if is_open && !matches!(self.peek()?, b',' | b':' | b'}' | b']') {
                        // A text that was cut, and another record behind it.
                        return None;
                    }
                    continue;
                }
                b'{' | b'[' => depth += 1,
                b'}' | b']' => depth -= 1,
                _ => {}
            }
            self.at += 1;
            if depth == 0 {
                return Some(());
            }
        }
    }
}

/// A key may be written with escapes, `"\u0075sage"`; it is the same key.
#[must_use]
pub fn unescaped(key: &[u8]) -> Option<Cow<'_, [u8]>> {
    if memchr::memchr(b'\\', key).is_none() {
        return Some(Cow::Borrowed(key));
    }
    let quoted = [b"\"", key, b"\""].concat();
    serde_json::from_slice::<String>(&quoted).ok().map(|key| Cow::Owned(key.into_bytes()))
}
