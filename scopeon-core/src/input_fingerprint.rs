//! A mark of a tool's input: enough to see that a session asked the same twice, too little to tell what.

use serde::{Deserialize, Serialize};
use xxhash_rust::xxh3::{xxh3_64, xxh3_64_with_seed};

use crate::id::SessionId;

/// Sixteen bits of an input's hash, keyed by its session.
///
/// Marks of different sessions say nothing about each other. Every mark is shared by one in 65,536 of all inputs
/// there could be, so nothing can be read from it, and of a long list of guesses many fit.
///
/// ```
/// use scopeon_core::id::{Identity, SessionId};
/// use scopeon_core::input_fingerprint::InputFingerprint;
/// let session = |id: &str| SessionId(Identity::builder("session").text(id).finish());
/// let mark = InputFingerprint::of(session("a"), br#"{"path":"src/main.rs"}"#);
/// assert_eq!(mark, InputFingerprint::of(session("a"), br#"{"path":"src/main.rs"}"#));
/// assert_ne!(mark, InputFingerprint::of(session("b"), br#"{"path":"src/main.rs"}"#));
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct InputFingerprint(pub u16);

impl InputFingerprint {
    /// How many different marks there are.
    pub const COUNT: u64 = 1 << 16;

    /// Marks an input, given as the bytes that were logged.
    #[must_use]
    pub fn of(session: SessionId, input: &[u8]) -> Self {
        Self::of_digest(session, digest(input))
    }

    /// Marks an input of which only the [`digest`] is known.
    #[must_use]
    pub fn of_digest(session: SessionId, digest: u64) -> Self {
        let key = xxh3_64(&session.0.to_bytes());
        let [.., high, low] = xxh3_64_with_seed(&digest.to_le_bytes(), key).to_le_bytes();
        Self(u16::from_be_bytes([high, low]))
    }
}

/// Digests an input for [`InputFingerprint::of_digest`], at several gigabytes a second. It could confirm a guess: it is
/// for the way to a mark and never kept.
#[must_use]
pub fn digest(input: &[u8]) -> u64 {
    xxh3_64(input)
}
