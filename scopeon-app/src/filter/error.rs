//! What of a filter is not understood, and what would be.

use super::known::{FIGURES, KEYS};

/// What of a filter is not understood.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{problem}")]
pub struct FilterError {
    problem: String,
    /// What was written instead of one of them.
    pub word: String,
}

impl FilterError {
    /// Returns the words that take a colon.
    #[must_use]
    pub const fn keys(&self) -> [&'static str; 7] {
        KEYS
    }

    /// Returns the figures that may be compared.
    #[must_use]
    pub const fn figures(&self) -> [&'static str; 5] {
        FIGURES
    }
}

/// Says that a word is not understood.
pub(super) fn unknown(word: &str, problem: String) -> FilterError {
    FilterError { problem, word: word.to_owned() }
}
