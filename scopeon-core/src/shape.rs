//! What a name looks like, by what it is the name of. Where a log states something else, a sentence, a key or a blob,
//! [`Redactor`](crate::privacy::Redactor) keeps a mark in its place.

mod address;
mod ids;
mod letters;
mod mark;
mod model;
mod place;
mod random;
mod role;
mod rule;
mod secret;
mod words;

pub use mark::{MARK_DIGITS, is_mark, is_pseudonym};
pub use role::Role;
pub use secret::contains_secret;

/// A name of so few characters, all of them letters, digits, `-`, `_` or `.`, fits nearly every role.
const SHORT: usize = 13;

impl Role {
    /// Returns `true` if `text` is shaped like a name of this role, or is a mark that was kept in place of one.
    ///
    /// ```
    /// use scopeon_core::shape::Role;
    /// assert!(Role::Model.fits("claude-sonnet-4@20250514") && Role::Model.fits("Claude Sonnet 4.5"));
    /// assert!(!Role::Model.fits("fix the login") && !Role::Tool.fits("me@example.com"));
    /// ```
    #[must_use]
    pub fn fits(self, text: &str) -> bool {
        if is_short_word(text) && self != Self::Version && self != Self::Provider {
            return true;
        }
        match self {
            Self::Source | Self::Host | Self::Tag => true,
            Self::Carried => Self::Model.fits(text) || Self::Session.fits(text),
            Self::Project => place::is_project(text),
            _ => is_mark(text) || rule::of(self).fits(text),
        }
    }
}

/// Nearly all names are this: too short for a key, and one word.
fn is_short_word(text: &str) -> bool {
    let is_plain = |byte: &u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_' | b'.');
    !text.is_empty() && text.len() <= SHORT && text.as_bytes().iter().all(is_plain) && text != ".."
}

/// Returns `true` if `text` is shaped like an id that a program makes: nobody chose it, and it says nothing.
///
/// ```
/// use scopeon_core::shape::is_id;
/// assert!(is_id("rollout-2026-09-21T14-13-20-019fa149-0000-7000-8000-000000000001"));
/// assert!(!is_id("takeover-of-globex"));
/// ```
#[must_use]
pub fn is_id(text: &str) -> bool {
    ids::is_id(text)
}

/// Returns `true` if `text` is the path of a file that holds a model: some servers call their model by it.
///
/// ```
/// assert!(scopeon_core::shape::is_weights("/models/qwen3-8b-q4.gguf"));
/// ```
#[must_use]
pub fn is_weights(text: &str) -> bool {
    (place::is_path(text) || text.starts_with('.')) && words::is_weights(text)
}
