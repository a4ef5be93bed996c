//! Bounded, cleaned names: the only door through which text enters a fact. Content has no type here.

use std::fmt;
use std::sync::Arc;

/// The longest label that is kept whole, in characters; longer text is cut and ends in `…` and a hash of the rest
/// of it, so that two long names that begin alike stay two.
pub const MAX_CHARS: usize = 256;

/// What of a text is looked at, in characters: no path is longer.
const MAX_LOOKED_AT: usize = 8192;

/// A short name that a log states (a model, a tool, a branch, a project path): at most [`MAX_CHARS`]
/// characters, free of control and bidirectional characters, so it can be shown on any terminal.
///
/// ```
/// use scopeon_core::label::Label;
/// assert_eq!(Label::new("claude-opus-5").unwrap().as_str(), "claude-opus-5");
/// assert_eq!(Label::new("red\u{1b}[31m\u{202e}x").unwrap().as_str(), "red[31mx");
/// assert!(Label::new(" \n").is_none());
/// ```
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Label(Arc<str>);

impl Label {
    /// Cleans and bounds `text`; `None` when nothing printable is left.
    #[must_use]
    pub fn new(text: &str) -> Option<Self> {
        if is_plain(text) {
            return Some(Self(Arc::from(text)));
        }
        let cleaned: String = text.trim().chars().filter(|c| is_kept(*c)).take(MAX_LOOKED_AT).collect();
        let cleaned = cleaned.trim();
        if cleaned.is_empty() {
            return None;
        }
        Some(Self(Arc::from(cut(cleaned))))
    }

    /// Makes a label of one word that this program made.
    pub(crate) fn of_word(word: &str) -> Self {
        Self(Arc::from(word))
    }

    /// Returns the text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// Printable ASCII that needs no cleaning: nearly every label there is.
fn is_plain(text: &str) -> bool {
    let bytes = text.as_bytes();
    let trimmed = |byte: Option<&u8>| byte.is_some_and(|b| *b != b' ');
    bytes.len() <= MAX_CHARS
        && trimmed(bytes.first())
        && trimmed(bytes.last())
        && bytes.iter().all(|b| matches!(b, 0x20..=0x7e))
}

/// Drops C0, C1, line separators, zero-width and bidirectional controls, which can rewrite what a
/// terminal or a page shows.
fn is_kept(c: char) -> bool {
    !c.is_control()
        && !matches!(c, '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{feff}' | '\u{61c}' | '\u{e0000}'..='\u{e007f}')
}

/// Tells whether a character may be shown on any terminal: whatever a label may hold.
#[must_use]
pub fn is_printable(c: char) -> bool {
    is_kept(c)
}

fn cut(text: &str) -> String {
    if text.chars().count() <= MAX_CHARS {
        return text.to_owned();
    }
    let mark = format!("…{:08x}", xxhash_rust::xxh3::xxh3_64(text.as_bytes()) >> 32);
    text.chars().take(MAX_CHARS - mark.chars().count()).chain(mark.chars()).collect()
}

impl fmt::Debug for Label {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(self.as_str(), f)
    }
}

impl fmt::Display for Label {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}

impl AsRef<str> for Label {
    fn as_ref(&self) -> &str {
        self.as_str()
    }
}
