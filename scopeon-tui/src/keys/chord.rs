//! Keys as people write them: `j`, `G`, `ctrl-p`, `shift-tab`, `enter`.

use std::fmt;
use std::str::FromStr;

/// A key with what is held down beside it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Chord {
    /// The key.
    pub code: Code,
    /// Whether Ctrl is held down.
    pub ctrl: bool,
    /// Whether Alt is held down.
    pub alt: bool,
}

/// A key.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Code {
    /// A character; a capital one is another key.
    Char(char),
    /// A function key.
    Function(u8),
    /// Enter.
    Enter,
    /// Escape.
    Esc,
    /// Tab.
    Tab,
    /// Tab with Shift.
    BackTab,
    /// Backspace.
    Backspace,
    /// Delete.
    Delete,
    /// Up.
    Up,
    /// Down.
    Down,
    /// Left.
    Left,
    /// Right.
    Right,
    /// Home.
    Home,
    /// End.
    End,
    /// Page up.
    PageUp,
    /// Page down.
    PageDown,
}

/// Keys that are written as words.
const WORDS: [(&str, Code); 15] = [
    ("space", Code::Char(' ')),
    ("enter", Code::Enter),
    ("esc", Code::Esc),
    ("tab", Code::Tab),
    ("shift-tab", Code::BackTab),
    ("backspace", Code::Backspace),
    ("delete", Code::Delete),
    ("up", Code::Up),
    ("down", Code::Down),
    ("left", Code::Left),
    ("right", Code::Right),
    ("home", Code::Home),
    ("end", Code::End),
    ("pageup", Code::PageUp),
    ("pagedown", Code::PageDown),
];

impl Chord {
    /// Makes a key that is pressed alone.
    #[must_use]
    pub const fn plain(code: Code) -> Self {
        Self { code, ctrl: false, alt: false }
    }

    /// Makes a character that is pressed with Ctrl.
    #[must_use]
    pub const fn ctrl(c: char) -> Self {
        Self { code: Code::Char(c), ctrl: true, alt: false }
    }

    /// Returns the character that it types; none of a key that types none.
    #[must_use]
    pub const fn typed(self) -> Option<char> {
        match self.code {
            Code::Char(c) if !self.ctrl && !self.alt => Some(c),
            _ => None,
        }
    }
}

/// A text that names no key.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("no such key; keys are written j, G, ctrl-p, alt-x, shift-tab, enter, esc, f5, pagedown …")]
pub struct ParseChordError;

impl FromStr for Chord {
    type Err = ParseChordError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let word = |text: &str| WORDS.iter().find(|(name, _)| name.eq_ignore_ascii_case(text));
        if let Some((_, code)) = word(text) {
            return Ok(Self::plain(*code));
        }
        let held = |prefix: &str| {
            let (start, rest) = text.split_at_checked(prefix.len())?;
            (start.eq_ignore_ascii_case(prefix) && !rest.is_empty()).then_some(rest)
        };
        if let Some(rest) = held("ctrl-") {
            return rest.parse().map(|chord| Self { ctrl: true, ..chord });
        }
        if let Some(rest) = held("alt-") {
            return rest.parse().map(|chord| Self { alt: true, ..chord });
        }
        let mut letters = text.chars();
        match (letters.next(), letters.next()) {
            (Some(c), None) if !c.is_control() => Ok(Self::plain(Code::Char(c))),
            (Some('f' | 'F'), Some(_)) => function(text).ok_or(ParseChordError),
            _ => Err(ParseChordError),
        }
    }
}

fn function(text: &str) -> Option<Chord> {
    let number: u8 = text.get(1..)?.parse().ok()?;
    (1..=24).contains(&number).then_some(Chord::plain(Code::Function(number)))
}

impl fmt::Display for Chord {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.ctrl {
            f.write_str("ctrl-")?;
        }
        if self.alt {
            f.write_str("alt-")?;
        }
        if let Some((name, _)) = WORDS.iter().find(|(_, code)| *code == self.code) {
            return f.write_str(name);
        }
        match self.code {
            Code::Char(c) => write!(f, "{c}"),
            Code::Function(number) => write!(f, "f{number}"),
            _ => Ok(()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{Chord, Code};

    #[test]
    fn keys_are_read_as_they_are_written() {
        for text in [
            "j",
            "G",
            "?",
            "ctrl-p",
            "alt-x",
            "shift-tab",
            "enter",
            "space",
            "f5",
            "pagedown",
            "-",
            "ctrl--",
            "ü",
        ] {
            let chord: Chord = text.parse().expect(text);
            assert_eq!(chord.to_string(), text);
        }
        assert_eq!("CTRL-p".parse(), Ok(Chord::ctrl('p')));
        assert_eq!("Esc".parse(), Ok(Chord::plain(Code::Esc)));
        for text in ["", "ctrl-", "f0", "f25", "jj", "hyper-x", "\u{1b}"] {
            assert!(text.parse::<Chord>().is_err(), "{text}");
        }
    }
}
