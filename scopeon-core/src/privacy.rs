//! What is kept of the text of a log: names that are shaped like names, of paths what the user wants, and marks. The key
//! comes from the caller; nothing is read here.

mod door;

use std::collections::BTreeSet;
use std::sync::Arc;

use hmac::{Hmac, KeyInit, Mac};
use serde::{Deserialize, Serialize};
use sha2::Sha256;

use crate::id::{Identity, SourceId};
use crate::label::Label;
use crate::project::{key, last_component};
use crate::shape::{MARK_DIGITS, Role, contains_secret, is_id, is_mark, is_pseudonym, is_weights};

pub use door::NameFilter;

/// How project paths are kept in the local file. They never leave the machine in any case.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "lowercase")]
pub enum PathPolicy {
    /// As the agent logs them.
    #[default]
    Full,
    /// Only the last component.
    Basename,
    /// A pseudonym that only this machine's key connects with the path.
    Hash,
}

impl PathPolicy {
    /// Returns the name in the configuration.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Full => "full",
            Self::Basename => "basename",
            Self::Hash => "hash",
        }
    }

    /// Returns `true` if `kept` can be what this policy keeps of a path.
    #[must_use]
    pub fn keeps(self, kept: &str) -> bool {
        match self {
            Self::Full => true,
            Self::Basename => !kept.contains(['/', '\\']),
            Self::Hash => is_pseudonym(kept) || is_mark(kept),
        }
    }
}

/// Decides what is kept of a path and of a name, with this machine's own key. What it returns it keeps as it is: what was
/// kept may come back through what a reader remembers.
#[derive(Clone)]
pub struct Redactor {
    policy: PathPolicy,
    key: [u8; 32],
    models: Arc<BTreeSet<String>>,
}

impl Redactor {
    /// Makes a redactor; `key` is random, made once for a machine.
    #[must_use]
    pub fn new(policy: PathPolicy, key: [u8; 32]) -> Self {
        Self { policy, key, models: Arc::default() }
    }

    /// Returns the redactor with names of models, in lower case, that are kept whatever they look like: those of the
    /// user's own configuration.
    #[must_use]
    pub fn models(self, names: impl IntoIterator<Item = String>) -> Self {
        Self { models: Arc::new(names.into_iter().collect()), ..self }
    }

    /// Returns the policy.
    #[must_use]
    pub const fn policy(&self) -> PathPolicy {
        self.policy
    }

    /// Returns what is kept of `path`.
    #[must_use]
    pub fn path(&self, path: &Label) -> Label {
        match self.policy {
            PathPolicy::Full => path.clone(),
            _ if is_mark(path.as_str()) => path.clone(),
            PathPolicy::Basename => self.named_last(&basename(&spelled_alike(path))),
            PathPolicy::Hash if is_pseudonym(path.as_str()) => path.clone(),
            PathPolicy::Hash => self.pseudonym(&spelled_alike(path)),
        }
    }

    /// A root has no last component; then it is a path as a whole, and its mark is kept.
    fn named_last(&self, name: &Label) -> Label {
        if self.policy.keeps(name.as_str()) { self.name(Role::Project, name) } else { self.mark(name) }
    }

    /// Returns what is kept of the project directory that a log states.
    #[must_use]
    pub fn project(&self, path: &Label) -> Label {
        if Role::Project.fits(path.as_str()) { self.path(path) } else { self.mark(path) }
    }

    /// Returns the name if it is shaped like one of its role, else its mark.
    ///
    /// ```
    /// use scopeon_core::label::Label;
    /// use scopeon_core::privacy::{PathPolicy, Redactor};
    /// use scopeon_core::shape::{Role, is_mark};
    /// let redactor = Redactor::new(PathPolicy::Full, [7; 32]);
    /// let kept = |text: &str| redactor.name(Role::Tool, &Label::new(text).unwrap());
    /// assert_eq!(kept("Bash").as_str(), "Bash");
    /// assert!(is_mark(kept("please look into this").as_str()));
    /// ```
    #[must_use]
    pub fn name(&self, role: Role, name: &Label) -> Label {
        if self.may_keep(role, name.as_str()) {
            return name.clone();
        }
        match role {
            Role::Session if role.fits(name.as_str()) => self.session(name),
            Role::Model if is_weights(name.as_str()) => self.name(role, &basename(name)),
            _ => self.mark(name),
        }
    }

    /// What stands for a session that is called by a name somebody chose, as that of a file: a word that can be typed.
    fn session(&self, name: &Label) -> Label {
        Label::of_word(&format!("session-{:016x}", self.digest("session", name)))
    }

    /// Returns `true` if `kept` is what this redactor can have kept in place of a name of this role.
    #[must_use]
    pub fn may_keep(&self, role: Role, kept: &str) -> bool {
        match role {
            Role::Project => self.policy.keeps(kept) && role.fits(kept),
            // What is not of a log has no shape, and no key in it either.
            Role::Source => self.policy.keeps(kept) && !contains_secret(kept),
            Role::Host | Role::Tag => !contains_secret(kept),
            // Agents call sessions by the names of files, and files lie in directories that are not told of.
            Role::Session => {
                role.fits(kept) && (self.policy == PathPolicy::Full || is_mark(kept) || is_id(kept))
            }
            Role::Model | Role::Carried if self.is_open_weights(kept) => true,
            _ => role.fits(kept) || self.is_stated(role, kept),
        }
    }

    /// The path of a model's file, where paths are kept.
    fn is_open_weights(&self, name: &str) -> bool {
        self.policy == PathPolicy::Full && is_weights(name) && Role::Project.fits(name)
    }

    /// A model of the user's own configuration.
    fn is_stated(&self, role: Role, name: &str) -> bool {
        role == Role::Model && self.models.contains(&name.to_ascii_lowercase())
    }

    /// Returns what stands for a text that is not kept: without the key no guess at it can be confirmed, and different
    /// texts have different marks.
    #[must_use]
    pub fn mark(&self, text: &Label) -> Label {
        let digest = self.digest("name", text) & ((1 << (4 * MARK_DIGITS)) - 1);
        let length = text.as_str().chars().count();
        Label::of_word(&format!("~{digest:0MARK_DIGITS$x}-{length}"))
    }

    /// Returns the identity that a source is kept under. One that only the path decides confirms a guess of the path, so
    /// where paths are not kept as they are, this machine's own key decides with it.
    #[must_use]
    pub fn source(&self, source: SourceId) -> SourceId {
        if self.policy == PathPolicy::Full {
            return source;
        }
        let Ok(mut mac) = Hmac::<Sha256>::new_from_slice(&self.key) else { return source };
        mac.update(b"source\0");
        mac.update(&source.0.to_bytes());
        let digest = mac.finalize().into_bytes();
        digest.first_chunk().map_or(source, |bytes| SourceId(Identity::from_bytes(*bytes)))
    }

    fn pseudonym(&self, path: &Label) -> Label {
        Label::of_word(&format!("path-{:016x}", self.digest("", path)))
    }

    /// The first 64 bits of HMAC-SHA-256. A mark and a pseudonym of one text have nothing in common.
    fn digest(&self, kind: &str, text: &Label) -> u64 {
        // A key of any length is one.
        let Ok(mut mac) = Hmac::<Sha256>::new_from_slice(&self.key) else { return 0 };
        if !kind.is_empty() {
            mac.update(kind.as_bytes());
            mac.update(&[0]);
        }
        mac.update(text.as_str().as_bytes());
        let digest = mac.finalize().into_bytes();
        digest.first_chunk().map_or(0, |bytes| u64::from_be_bytes(*bytes))
    }
}

/// The form that all spellings of one directory share, so that what is kept of them is one thing.
fn spelled_alike(path: &Label) -> Label {
    Label::new(&key(path.as_str())).unwrap_or_else(|| path.clone())
}

/// The last component of a path of either kind of system.
fn basename(path: &Label) -> Label {
    Label::new(last_component(path.as_str())).unwrap_or_else(|| path.clone())
}

impl std::fmt::Debug for Redactor {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Redactor").field("policy", &self.policy).finish_non_exhaustive()
    }
}
