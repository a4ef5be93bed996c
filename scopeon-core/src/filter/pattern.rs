//! Names as they are looked for: a part of one, all of it, or with `*` for whatever may stand there.

use crate::glob::{glob_matches, is_glob};

/// What a name has to be like.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum NamePattern {
    /// It holds this somewhere, whatever the case; `*` stands for anything.
    Holds(String),
    /// It is this, where a `*` stands for anything.
    Is(String),
}

impl NamePattern {
    /// Returns what is looked for, as it was written.
    #[must_use]
    pub fn text(&self) -> &str {
        match self {
            Self::Holds(text) | Self::Is(text) => text,
        }
    }

    /// Returns `true` if a name is like it.
    #[must_use]
    pub fn matches(&self, name: &str) -> bool {
        let glob = self.glob();
        if is_glob(&glob) { glob_matches(&glob, name) } else { glob == name }
    }

    /// Returns the same as the inputs of names take it, where nothing but `*` is left to be told: `*opus*`.
    #[must_use]
    pub fn glob(&self) -> String {
        match self {
            Self::Holds(text) => format!("*{text}*"),
            Self::Is(text) => text.clone(),
        }
    }
}
