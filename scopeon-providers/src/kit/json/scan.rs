//! One pass over the bytes of JSON that looks into nothing: nesting is counted, not recursed into.

use std::borrow::Cow;

use super::text::Text;

/// A place in the bytes of one JSON text.
pub struct Scan<'a>(Text<'a>);

impl<'a> Scan<'a> {
    /// Starts at the front of a text.
    #[must_use]
    pub const fn over(bytes: &'a [u8]) -> Self {
        Self(Text::over(bytes))
    }

    /// Where the scan stands.
    #[must_use]
    pub const fn at(&self) -> usize {
        self.0.at
    }

    /// Returns `true` if nothing but white space is left.
    pub fn is_done(&mut self) -> bool {
        self.0.peek().is_none()
    }

    /// Passes over the next value and returns its bytes; `None` when they are no JSON.
    pub fn value(&mut self) -> Option<&'a [u8]> {
        let first = self.0.peek()?;
        let start = self.0.at;
        match first {
            b'"' => drop(self.0.string()?),
            b'{' | b'[' => self.skip_nested()?,
            b'-' | b'0'..=b'9' | b't' | b'f' | b'n' => self.skip_scalar(),
            _ => return None,
        }
        Some(&self.0.bytes[start..self.0.at])
    }

    /// Shows the members of the object that comes next.
    pub fn object(&mut self, mut show: impl FnMut(&'a [u8], &'a [u8])) -> Option<()> {
        self.0.expect(b'{')?;
        if self.0.peek()? == b'}' {
            self.0.at += 1;
            return Some(());
        }
        loop {
            let key = self.0.string()?;
            self.0.expect(b':')?;
            show(key, self.value()?);
            if !self.0.goes_on(b'}')? {
                return Some(());
            }
        }
    }

    /// Shows the items of the array that comes next.
    pub fn array(&mut self, mut show: impl FnMut(&'a [u8])) -> Option<()> {
        self.0.expect(b'[')?;
        if self.0.peek()? == b']' {
            self.0.at += 1;
            return Some(());
        }
        loop {
            show(self.value()?);
            if !self.0.goes_on(b']')? {
                return Some(());
            }
        }
    }

    fn skip_scalar(&mut self) {
        let rest = &self.0.bytes[self.0.at..];
        // What stands behind a number that was cut is no part of it.
        let goes_on = |byte: &&u8| byte.is_ascii_alphanumeric() || matches!(byte, b'+' | b'-' | b'.');
        self.0.at += rest.iter().take_while(goes_on).count();
    }

    fn skip_nested(&mut self) -> Option<()> {
        let mut depth = 0_usize;
        loop {
            match *self.0.bytes.get(self.0.at)? {
                b'"' => {
                    let is_open = self.0.string()?.trim_ascii_end().ends_with(b"{");
                    if is_open && !matches!(self.0.peek()?, b',' | b':' | b'}' | b']') {
                        // A text that was cut, and another record behind it.
                        return None;
                    }
                    continue;
                }
                b'{' | b'[' => depth += 1,
                b'}' | b']' => depth -= 1,
                _ => {}
            }
            self.0.at += 1;
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
