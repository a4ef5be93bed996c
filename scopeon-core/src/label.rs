//! Bounded, cleaned names: the only door through which text enters a fact. Content has no type here.

use std::fmt;
use std::sync::Arc;

/// The longest label that is kept whole, in characters; longer text is cut and ends in `…` and a hash of the rest
/// of it, so that two long names that begin alike stay two.
pub const MAX_CHARS: usize = 256;

/// What of a text is looked at, in characters: no path is longer.
const MAX_LOOKED_AT: usize = 8192;

/// A short name that a log states (a model, a tool, a branch, a project path): at most [`MAX_CHARS`]
/// characters, free of control, bidirectional and invisible characters, so it can be shown on any terminal. Where some stood
/// inside it stands `\u{fffd}`, which no name holds: what was taken apart by line ends is not one word for being cleaned.
///
/// ```
/// use scopeon_core::label::Label;
/// assert_eq!(Label::new("claude-opus-5").unwrap().as_str(), "claude-opus-5");
/// assert_eq!(Label::new("red\u{1b}[31m\u{202e}x").unwrap().as_str(), "red\u{fffd}[31m\u{fffd}x");
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
        let text = text.trim_matches(|c: char| c.is_whitespace() || !is_kept(c));
        let cleaned = cleaned(text);
        if cleaned.is_empty() {
            return None;
        }
        Some(Self(Arc::from(cut(&cleaned))))
    }

    /// Makes a label of one word that this program made.
    #[cfg(feature = "privacy")]
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

/// Puts one sign in the place of each run of characters that are not kept.
fn cleaned(text: &str) -> String {
    let mut is_kept_before = true;
    let shown = |c: char| {
        let is_first = std::mem::replace(&mut is_kept_before, is_kept(c));
        if is_kept_before { Some(c) } else { is_first.then_some(char::REPLACEMENT_CHARACTER) }
    };
    text.chars().take(MAX_LOOKED_AT).filter_map(shown).collect()
}

/// No C0, C1, line separators, bidirectional controls, which can rewrite what a terminal or a page shows, and nothing that is
/// drawn as nothing: zero-width characters, fillers, joiners, tags.
fn is_kept(c: char) -> bool {
    !c.is_control()
        && !matches!(
            c,
            '\u{ad}'
                | '\u{34f}'
                | '\u{61c}'
                | '\u{115f}'..='\u{1160}'
                | '\u{17b4}'..='\u{17b5}'
                | '\u{180b}'..='\u{180f}'
                | '\u{200b}'..='\u{200f}'
                | '\u{2028}'..='\u{202e}'
                | '\u{2060}'..='\u{206f}'
                | '\u{2800}'
                | '\u{3164}'
                | '\u{feff}'
                | '\u{ffa0}'
                | '\u{fff0}'..='\u{fffb}'
                | '\u{1d173}'..='\u{1d17a}'
                | '\u{e0000}'..='\u{e0fff}'
        )
}

/// Returns `true` if a character may be shown on any terminal: whatever a label may hold.
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
