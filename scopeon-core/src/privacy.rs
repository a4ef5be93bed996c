//! What of a project's path is kept. The key comes from the caller; nothing is read here.

use serde::{Deserialize, Serialize};

use hmac::{Hmac, KeyInit, Mac};
use sha2::Sha256;

use crate::label::Label;
use crate::project::{key, last_component};

/// How project paths are kept in the local file. They never leave the machine in any case.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
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

/// Applies a [`PathPolicy`] with this machine's own key.
#[derive(Clone)]
pub struct PathKeeper {
    policy: PathPolicy,
    key: [u8; 32],
}

impl PathKeeper {
    /// Makes a keeper; `key` is random, made once for a machine.
    #[must_use]
    pub const fn new(policy: PathPolicy, key: [u8; 32]) -> Self {
        Self { policy, key }
    }

    /// Returns the policy.
    #[must_use]
    pub const fn policy(&self) -> PathPolicy {
        self.policy
    }

    /// Returns what is kept of `path`.
    #[must_use]
    pub fn keep(&self, path: &Label) -> Label {
        match self.policy {
            PathPolicy::Full => path.clone(),
            PathPolicy::Basename => basename(&spelled_alike(path)),
            PathPolicy::Hash => pseudonym(&self.key, &spelled_alike(path)),
        }
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

/// The first 64 bits of HMAC-SHA-256, in hex: without the key, a guess at the path cannot be confirmed.
fn pseudonym(key: &[u8; 32], path: &Label) -> Label {
    let Ok(mut mac) = Hmac::<Sha256>::new_from_slice(key) else { return basename(path) };
    mac.update(path.as_str().as_bytes());
    let digest = mac.finalize().into_bytes();
    let first = digest.first_chunk().map_or(0, |bytes| u64::from_be_bytes(*bytes));
    Label::new(&format!("path-{first:016x}")).unwrap_or_else(|| basename(path))
}

impl std::fmt::Debug for PathKeeper {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("PathKeeper").field("policy", &self.policy).finish_non_exhaustive()
    }
}
