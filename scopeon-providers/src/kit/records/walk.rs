//! One value looked through by the grammar, up to its end or to where it cannot go on. Strings and numbers are not
//! looked into.

use std::ops::Range;

use crate::kit::json::quote;

/// Nothing that an agent writes is nested more deeply.
const MAX_DEPTH: usize = 512;

/// How a value goes on.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Walked {
    /// To its end.
    Whole(usize),
    /// Not to its end.
    Broken {
        /// The object inside it that ends right where it does not go on.
        closed: Option<Range<usize>>,
        /// Where something else may begin: what is before is a beginning of JSON. The line's end where that is all
        /// there is.
        resume: usize,
    },
}

/// What the grammar has next.
#[derive(Clone, Copy)]
enum Next {
    Value,
    FirstItem,
    FirstKey,
    Key,
    Colon,
    CommaOrEnd,
}

/// Looks through the object or array that opens at a place.
pub(super) fn walk(line: &[u8], start: usize) -> Walked {
    Walk { line, at: start, opens: Vec::new(), next: Next::Value, closed: None, string: None }.run()
}

struct Walk<'a> {
    line: &'a [u8],
    at: usize,
    /// Where what is open opened, the outermost first.
    opens: Vec<usize>,
    next: Next,
    /// The object that ended last, while nothing follows it.
    closed: Option<Range<usize>>,
    /// What is between the quotes of the string that ended last, while nothing follows it.
    string: Option<Range<usize>>,
}

impl Walk<'_> {
    fn run(mut self) -> Walked {
        loop {
            while self.line.get(self.at).is_some_and(|byte| is_white(*byte)) {
                self.at += 1;
            }
            let Some(&byte) = self.line.get(self.at) else { return self.broken() };
            let Some(next) = self.step(byte) else { return self.broken() };
            if self.opens.is_empty() {
                return Walked::Whole(self.at);
            }
            self.next = next;
        }
    }

    /// Passes over what comes next and tells what may follow it; `None` where it does not go on.
    fn step(&mut self, byte: u8) -> Option<Next> {
        match (self.next, byte) {
            (Next::Value | Next::FirstItem, b'{') => self.open(Next::FirstKey),
            (Next::Value | Next::FirstItem, b'[') => self.open(Next::FirstItem),
            (Next::Value | Next::FirstItem, b'"') => self.string(Next::CommaOrEnd),
            (Next::Value | Next::FirstItem, b'-' | b'0'..=b'9' | b't' | b'f' | b'n') => Some(self.scalar()),
            (Next::FirstKey | Next::Key, b'"') => self.string(Next::Colon),
            (Next::Colon, b':') => Some(self.pass(Next::Value)),
            (Next::FirstKey | Next::CommaOrEnd, b'}') | (Next::FirstItem | Next::CommaOrEnd, b']') => {
                self.close(byte)
            }
            (Next::CommaOrEnd, b',') => {
                let next = if self.opened()? == b'{' { Next::Key } else { Next::Value };
                Some(self.pass(next))
            }
            _ => None,
        }
    }

    /// What the innermost of what is open opened with.
    fn opened(&self) -> Option<u8> {
        self.line.get(*self.opens.last()?).copied()
    }

    fn pass(&mut self, next: Next) -> Next {
        self.at += 1;
        (self.closed, self.string) = (None, None);
        next
    }

    fn open(&mut self, next: Next) -> Option<Next> {
        if self.opens.len() == MAX_DEPTH {
            return None;
        }
        self.opens.push(self.at);
        Some(self.pass(next))
    }

    fn close(&mut self, byte: u8) -> Option<Next> {
        if self.opened()? + 2 != byte {
            return None;
        }
        let open = self.opens.pop()?;
        self.pass(Next::CommaOrEnd);
        self.closed = (byte == b'}').then_some(open..self.at);
        Some(Next::CommaOrEnd)
    }

    fn string(&mut self, next: Next) -> Option<Next> {
        let inside = self.at + 1;
        self.pass(next);
        let Some(length) = quote::closing(&self.line[inside..]) else {
            self.at = self.line.len();
            return None;
        };
        self.at = inside + length + 1;
        self.string = Some(inside..inside + length);
        Some(next)
    }

    fn scalar(&mut self) -> Next {
        self.pass(Next::CommaOrEnd);
        let rest = &self.line[self.at..];
        let goes_on = |byte: &&u8| byte.is_ascii_alphanumeric() || matches!(byte, b'+' | b'-' | b'.');
        self.at += rest.iter().take_while(goes_on).count();
        Next::CommaOrEnd
    }

    fn broken(self) -> Walked {
        // A string that was cut goes on to the first quote of what stands behind it.
        let glued = self.string.as_ref().and_then(|string| {
            let inside = &self.line[string.clone()];
            let text = inside.trim_ascii_end();
            (text.last() == Some(&b'{')).then(|| string.start + text.len() - 1)
        });
        let is_over = self.at == self.line.len();
        Walked::Broken { closed: self.closed, resume: glued.filter(|_| !is_over).unwrap_or(self.at) }
    }
}

/// Returns `true` if JSON may hold this byte between values.
pub(super) const fn is_white(byte: u8) -> bool {
    matches!(byte, b' ' | b'\t' | b'\r' | b'\n')
}
