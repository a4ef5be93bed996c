//! Names as they are looked for: a part of one, all of it, or with `*` for whatever may stand there.

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

/// Returns `true` if a name that is asked for holds a `*`, so that it stands for several.
#[must_use]
pub fn is_glob(name: &str) -> bool {
    name.contains('*')
}

/// Returns `true` if a name is like one in which `*` stands for anything, whatever the case of letters.
///
/// ```
/// use scopeon_core::filter::glob_matches;
/// assert!(glob_matches("claude-*", "claude-opus-5"));
/// assert!(glob_matches("*OPUS*", "claude-opus-5"));
/// assert!(!glob_matches("opus*", "claude-opus-5"));
/// ```
#[must_use]
pub fn glob_matches(glob: &str, name: &str) -> bool {
    let (glob, name) = (glob.to_lowercase(), name.to_lowercase());
    let mut parts = glob.split('*');
    let Some(rest) = name.strip_prefix(parts.next().unwrap_or_default()) else { return false };
    let Some(last) = parts.next_back() else { return rest.is_empty() };
    // Taking each part where it comes first leaves the most for those behind it.
    let after = parts.try_fold(rest, |rest, part| rest.find(part).and_then(|at| rest.get(at + part.len()..)));
    after.is_some_and(|rest| rest.ends_with(last))
}
