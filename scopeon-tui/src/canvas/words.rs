//! A line of text whose parts mean different things.

use crate::text::columns;
use crate::theme::Role;

/// A line of text whose parts mean different things.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Words(Vec<(String, Role)>);

impl Words {
    /// Makes an empty line.
    pub(crate) const fn new() -> Self {
        Self(Vec::new())
    }

    /// Makes a line of plain text.
    pub(crate) fn text(text: impl Into<String>) -> Self {
        Self::new().with(text, Role::Text)
    }

    /// Makes the title of a frame.
    pub(crate) fn title(text: impl Into<String>) -> Self {
        Self::new().with(text, Role::Title)
    }

    /// Makes a line of what is less important.
    pub(crate) fn muted(text: impl Into<String>) -> Self {
        Self::new().with(text, Role::Muted)
    }

    /// Adds a part; nothing of no text.
    #[must_use]
    pub(crate) fn with(mut self, text: impl Into<String>, role: Role) -> Self {
        let text = text.into();
        if !text.is_empty() {
            self.0.push((text, role));
        }
        self
    }

    /// Adds a part after a gap of two columns, where there is something before it; nothing of no text.
    #[must_use]
    pub(crate) fn then(self, text: impl Into<String>, role: Role) -> Self {
        let text = text.into();
        if text.is_empty() {
            return self;
        }
        let gap = if self.is_empty() { "" } else { "  " };
        self.with(gap, Role::Text).with(text, role)
    }

    /// Adds all of another line.
    #[must_use]
    pub(crate) fn and(mut self, other: Self) -> Self {
        self.0.extend(other.0);
        self
    }

    /// Returns the parts.
    pub(crate) fn parts(&self) -> &[(String, Role)] {
        &self.0
    }

    /// Returns `true` if there is no part.
    pub(crate) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Returns how many columns it takes.
    pub(crate) fn columns(&self) -> usize {
        self.0.iter().map(|(text, _)| columns(text)).sum()
    }
}
