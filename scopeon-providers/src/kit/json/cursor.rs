//! The quick walker: one pass over a line's bytes that looks into nothing it is not asked about.
//!
//! It accepts every JSON text and some that are none: a fault inside a value that is passed over does not
//! cost the figures beside it. Nesting is counted, not recursed into.

use super::Raw;
use super::scan::unescaped;
use super::text::Text;
use super::walk::{Halt, Walk};

/// A place in the bytes of one JSON text.
pub struct Cursor<'a>(Text<'a>);

impl<'a> Cursor<'a> {
    /// Returns `true` if nothing but white space is left.
    pub fn is_done(&mut self) -> bool {
        self.0.peek().is_none()
    }

    /// What is left, unread.
    #[must_use]
    pub fn rest(&self) -> &'a [u8] {
        self.0.bytes.get(self.0.at..).unwrap_or_default()
    }

    #[inline]
    fn string(&mut self) -> Result<&'a [u8], Halt> {
        self.0.string().ok_or(Halt::Broken)
    }

    fn skip(&mut self) -> Result<(), Halt> {
        match self.0.peek().ok_or(Halt::Broken)? {
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
        let rest = &self.0.bytes[self.0.at..];
        // What begins behind a number that was cut is no part of it.
        let ends = |byte: &u8| {
            matches!(byte, b',' | b'}' | b']' | b' ' | b'\t' | b'\r' | b'\n' | b'{' | b'[' | b'"')
        };
        self.0.at += rest.iter().position(ends).unwrap_or(rest.len());
    }

    fn skip_nested(&mut self) -> Result<(), Halt> {
        let mut depth = 0_usize;
        loop {
            match *self.0.bytes.get(self.0.at).ok_or(Halt::Broken)? {
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
            self.0.at += 1;
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
        match self.0.peek() {
            Some(b',' | b':' | b'}' | b']') => Ok(()),
            _ => Err(Halt::Broken),
        }
    }

    /// Before an object or array inside of another: that a value may stand there. Another record may cut a number, a
    /// name or what is between two values.
    fn expect_place(&self) -> Result<(), Halt> {
        let before = self.0.bytes[..self.0.at].iter().rfind(|byte| !byte.is_ascii_whitespace());
        match before {
            Some(b',' | b':' | b'[') => Ok(()),
            _ => Err(Halt::Broken),
        }
    }
}

impl<'a> Walk<'a> for Cursor<'a> {
    fn over(raw: Raw<'a>) -> Self {
        Self(Text::over(raw.bytes()))
    }

    fn object(&mut self, mut each: impl FnMut(&[u8], &mut Self) -> Result<(), Halt>) -> Result<(), Halt> {
        if self.0.peek() != Some(b'{') {
            return self.skip();
        }
        self.0.at += 1;
        if self.0.peek() == Some(b'}') {
            self.0.at += 1;
            return Ok(());
        }
        loop {
            let key = self.string()?;
            self.0.expect(b':').ok_or(Halt::Broken)?;
            self.0.peek();
            let start = self.0.at;
            each(key, self)?;
            // A key with escapes is none that anyone asks for until it is read.
            if self.0.at == start && memchr::memchr(b'\\', key).is_some() {
                each(&unescaped(key).ok_or(Halt::Broken)?, self)?;
            }
            if self.0.at == start {
                self.skip()?;
            }
            if !self.0.goes_on(b'}').ok_or(Halt::Broken)? {
                return Ok(());
            }
            self.0.peek();
        }
    }

    fn array(&mut self, mut each: impl FnMut(&mut Self) -> Result<(), Halt>) -> Result<(), Halt> {
        if self.0.peek() != Some(b'[') {
            return self.skip();
        }
        self.0.at += 1;
        if self.0.peek() == Some(b']') {
            self.0.at += 1;
            return Ok(());
        }
        loop {
            self.0.peek();
            let start = self.0.at;
            each(self)?;
            if self.0.at == start {
                self.skip()?;
            }
            if !self.0.goes_on(b']').ok_or(Halt::Broken)? {
                return Ok(());
            }
        }
    }

    fn raw(&mut self) -> Result<Raw<'a>, Halt> {
        self.0.peek();
        let start = self.0.at;
        self.skip()?;
        Ok(Raw::over(&self.0.bytes[start..self.0.at]))
    }
}
