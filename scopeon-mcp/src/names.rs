//! Whose names are told: those of the caller's project plainly, pseudonyms for the rest, and never a path. Pseudonyms are
//! the same ones every time, and only this machine's key connects them.

use scopeon_app::{App, StoreError};
use scopeon_core::label::Label;
use scopeon_core::privacy::Redactor;
use scopeon_core::project::{key, last_component};
use scopeon_core::shape::is_pseudonym;

use crate::options::NamePolicy;

/// A sentence of an answer has as many characters at most.
const LONGEST_SENTENCE: usize = 600;
/// What answers call what has no name.
const NOTHING: &str = "(none)";
/// No name is told in more characters than that.
const LONGEST: usize = 96;

/// Whose names are told.
pub(crate) struct Names {
    policy: NamePolicy,
    /// The caller's project as it is kept; none where it is not known.
    own: Option<String>,
    redactor: Redactor,
}

impl Names {
    /// Takes this machine's key, and the caller's project.
    ///
    /// # Errors
    ///
    /// When the key cannot be read.
    pub(crate) fn new(app: &App, policy: NamePolicy, own: Option<&str>) -> Result<Self, StoreError> {
        Ok(Self { policy, own: own.map(str::to_owned), redactor: app.pseudonyms()? })
    }

    /// Returns what a project is called: its last component, or a pseudonym.
    pub(crate) fn project(&self, project: &str) -> String {
        if self.tells(Some(project)) { short(last_component(project)) } else { self.pseudonym(project) }
    }

    /// Returns what a name is called that belongs to a project, such as a branch.
    pub(crate) fn of_project(&self, name: &str, project: Option<&str>) -> String {
        if self.tells(project) && !is_path(name) { short(name) } else { self.pseudonym(name) }
    }

    /// Returns what a name is called, as it is told or not.
    pub(crate) fn told(&self, name: &str, is_told: bool) -> String {
        if is_told && !is_path(name) { short(name) } else { self.pseudonym(name) }
    }

    /// Returns what a name is called that is of no one project, such as a tag.
    pub(crate) fn of_none(&self, name: &str) -> String {
        self.of_project(name, None)
    }

    /// Returns `true` if names of a project are told.
    pub(crate) fn tells(&self, project: Option<&str>) -> bool {
        match self.policy {
            NamePolicy::All => true,
            NamePolicy::None => false,
            NamePolicy::Project => self.is_own(project),
        }
    }

    /// Returns `true` if it is the caller's project.
    pub(crate) fn is_own(&self, project: Option<&str>) -> bool {
        let own = self.own.as_deref();
        own.is_some_and(|own| project.is_some_and(|project| key(project) == key(own)))
    }

    /// Returns the caller's project as it is kept.
    pub(crate) fn own_project(&self) -> Option<&str> {
        self.own.as_deref()
    }

    /// Returns whose names are told.
    pub(crate) const fn policy(&self) -> NamePolicy {
        self.policy
    }

    /// Returns the pseudonym of a name.
    pub(crate) fn pseudonym(&self, name: &str) -> String {
        if is_pseudonym(name) || name == NOTHING {
            return name.to_owned();
        }
        Label::new(name).map(|name| self.redactor.path(&name).as_str().to_owned()).unwrap_or_default()
    }

    /// Cleans a sentence that was written here: a name of a log in it may be a path. Its lines stay.
    pub(crate) fn sentence(&self, text: &str) -> String {
        let mut cleaned = String::with_capacity(text.len());
        for part in text.split_inclusive(is_between) {
            let word = part.trim_end_matches(is_between);
            let after = part.get(word.len()..).unwrap_or_default();
            let path = word.trim_end_matches(['.', ':', '…']);
            if is_path(path) {
                cleaned.push_str(&self.pseudonym(path));
                cleaned.push_str(word.get(path.len()..).unwrap_or_default());
            } else {
                cleaned.push_str(word);
            }
            cleaned.push_str(after);
        }
        let is_kept = |c: &char| *c == '\n' || scopeon_core::label::is_printable(*c);
        cleaned.chars().filter(is_kept).take(LONGEST_SENTENCE).collect()
    }

    /// Cleans a text for an answer: no path, and no longer than that.
    pub(crate) fn clean(&self, text: &str) -> String {
        if is_path(text) { self.pseudonym(text) } else { short(text) }
    }
}

/// Returns `true` if a character stands between words of a sentence.
const fn is_between(c: char) -> bool {
    c.is_whitespace() || matches!(c, '"' | '\'' | '`' | '(' | ')' | ',' | ';' | '=' | '[' | ']')
}

/// Returns `true` if a name is written as the whole path of a file.
pub(crate) fn is_path(name: &str) -> bool {
    let mut chars = name.chars();
    let drive = chars.next().is_some_and(|first| first.is_ascii_alphabetic())
        && chars.next() == Some(':')
        && chars.next().is_some_and(|third| third == '/' || third == '\\');
    drive
        || name.starts_with("\\\\")
        || name.starts_with("~/")
        || name.starts_with("file:")
        || (name.starts_with('/') && name[1..].contains('/'))
}

/// Cuts a name that is too long, and leaves out what is not to be seen.
pub(crate) fn short(name: &str) -> String {
    let printable = |c: &char| scopeon_core::label::is_printable(*c);
    let mut text: String = name.chars().filter(printable).take(LONGEST + 1).collect();
    if text.chars().count() > LONGEST {
        text = text.chars().take(LONGEST - 1).chain(['…']).collect();
    }
    text
}
