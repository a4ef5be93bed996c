//! Names in filters: as the inputs of those names take them, and as they are shown to whoever asks.

use scopeon_core::filter::NamePattern;
use scopeon_core::label::Label;
use scopeon_core::privacy::Redactor;

/// What projects and branches are called where they are shown: a filter finds nothing by a name that is hidden.
#[derive(Clone, Debug, Default)]
pub enum ShownNames {
    /// By their names.
    #[default]
    Plain,
    /// By pseudonyms that this gives.
    Pseudonyms(Redactor),
}

impl ShownNames {
    /// Returns what a name is shown as.
    #[must_use]
    pub fn shown(&self, name: &str) -> String {
        match self {
            Self::Plain => name.to_owned(),
            Self::Pseudonyms(redactor) => {
                Label::new(name).map(|name| redactor.path(&name).as_str().to_owned()).unwrap_or_default()
            }
        }
    }

    /// Returns `true` if names are hidden.
    #[must_use]
    pub const fn is_hidden(&self) -> bool {
        matches!(self, Self::Pseudonyms(_))
    }
}

/// Returns a name as the input of that name takes it: behind a colon, what is called so or else holds it.
pub(super) fn stated(pattern: &NamePattern) -> String {
    match pattern {
        NamePattern::Holds(text) => format!(":{text}"),
        NamePattern::Is(text) => text.clone(),
    }
}

/// The word for what has no name.
pub(super) const NONE: &str = "(none)";
