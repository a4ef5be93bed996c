//! What of a filter is not understood, where, and what would be.

use super::distance::nearest;

/// What of a filter is not understood.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{problem} (at character {column})")]
#[non_exhaustive]
pub struct FilterError {
    /// What is wrong, without its place.
    pub problem: String,
    /// Where it is, in bytes from the start.
    pub at: usize,
    /// Where it is, in characters from 1 on.
    pub column: usize,
    /// What was written instead of one of them; empty where nothing was.
    pub word: String,
    /// What could stand there.
    pub expected: Vec<&'static str>,
}

impl FilterError {
    /// Says what is wrong at a byte of a filter.
    pub(super) fn new(text: &str, at: usize, problem: impl Into<String>) -> Self {
        let column = text.char_indices().take_while(|(start, _)| *start < at).count() + 1;
        Self { problem: problem.into(), at, column, word: String::new(), expected: Vec::new() }
    }

    /// Adds what was written, and what could stand there.
    pub(super) fn instead(self, word: &str, expected: impl IntoIterator<Item = &'static str>) -> Self {
        Self { word: word.to_owned(), expected: expected.into_iter().collect(), ..self }
    }

    /// Returns what was probably meant; none where nothing is near.
    #[must_use]
    pub fn nearest(&self) -> Option<&'static str> {
        nearest(&self.word, &self.expected)
    }
}
