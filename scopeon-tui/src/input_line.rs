//! A line that is typed.

use unicode_segmentation::UnicodeSegmentation;

use crate::keys::{Chord, Code};
use crate::text::clean;

/// The most bytes that are taken.
const LONGEST: usize = 1_024;

/// A line that is typed.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct InputLine {
    text: String,
    /// Where the next character goes, in bytes.
    at: usize,
}

impl InputLine {
    /// Begins with a text, and goes on at its end.
    pub(crate) fn new(text: &str) -> Self {
        Self { text: text.to_owned(), at: text.len() }
    }

    /// Returns what is typed.
    pub(crate) fn text(&self) -> &str {
        &self.text
    }

    /// Returns what is before the place of the next character, and what is behind it.
    pub(crate) fn parts(&self) -> (&str, &str) {
        self.text.split_at_checked(self.at).unwrap_or((&self.text, ""))
    }

    /// Takes a text that is pasted, as far as there is room for it.
    pub(crate) fn paste(&mut self, text: &str) {
        for grapheme in clean(text).graphemes(true) {
            if self.text.len() + grapheme.len() > LONGEST {
                return;
            }
            self.text.insert_str(self.at, grapheme);
            self.at += grapheme.len();
        }
    }

    /// Takes a key, and returns whether it is one that edits.
    pub(crate) fn key(&mut self, chord: Chord) -> bool {
        if let Some(c) = chord.typed() {
            self.paste(c.encode_utf8(&mut [0; 4]));
            return true;
        }
        match (chord.code, chord.ctrl) {
            (Code::Backspace, false) => self.remove(self.before(), self.at),
            (Code::Delete, false) => self.remove(self.at, self.after()),
            (Code::Left, false) => self.at = self.before(),
            (Code::Right, false) => self.at = self.after(),
            (Code::Home, false) | (Code::Char('a'), true) => self.at = 0,
            (Code::End, false) | (Code::Char('e'), true) => self.at = self.text.len(),
            (Code::Char('u'), true) => self.remove(0, self.at),
            (Code::Char('k'), true) => self.remove(self.at, self.text.len()),
            (Code::Char('w'), true) => self.remove(self.word(), self.at),
            _ => return false,
        }
        true
    }

    fn remove(&mut self, from: usize, to: usize) {
        self.text.replace_range(from..to, "");
        self.at = from;
    }

    fn before(&self) -> usize {
        let (before, _) = self.parts();
        before.grapheme_indices(true).next_back().map_or(0, |(at, _)| at)
    }

    fn after(&self) -> usize {
        let (_, after) = self.parts();
        self.at + after.graphemes(true).next().map_or(0, str::len)
    }

    /// The start of the word before.
    fn word(&self) -> usize {
        let (before, _) = self.parts();
        let trimmed = before.trim_end();
        trimmed.rfind(char::is_whitespace).map_or(0, |at| {
            at + trimmed.get(at..).and_then(|rest| rest.chars().next()).map_or(1, char::len_utf8)
        })
    }
}

#[cfg(test)]
mod tests {
    use super::InputLine;
    use crate::keys::Chord;

    #[test]
    fn a_line_is_edited() {
        let cases = [
            ("a b backspace", "a"),
            ("a b left x", "axb"),
            ("a b home x", "xab"),
            ("a space b ctrl-w", "a "),
            ("a b left delete", "a"),
            ("a b ctrl-u c", "c"),
            ("a b c left left ctrl-k", "a"),
            ("é backspace backspace", ""),
        ];
        for (keys, expected) in cases {
            let mut line = InputLine::default();
            for key in keys.split(' ') {
                assert!(line.key(key.parse().expect("a key")), "{key}");
            }
            assert_eq!(line.text(), expected, "{keys}");
        }
        assert!(!InputLine::default().key("enter".parse().expect("a key")));
        let mut line = InputLine::default();
        line.paste(&"日".repeat(1_000));
        assert!(line.text().len() <= 1_024);
        line.paste("a\u{1b}b");
        assert!(!line.text().contains('\u{1b}'));
        assert!(line.key(Chord::ctrl('a')));
    }
}
