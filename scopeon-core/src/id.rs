//! 128-bit identities: what makes two sightings the same fact. Where they are stored is not known here.

use std::fmt;

use xxhash_rust::xxh3::{Xxh3, xxh3_128};

/// A 128-bit hash of the parts that make a thing itself: a provider's own key, never a place in a file.
///
/// Two sightings with the same identity are one fact. The hash is XXH3-128: collisions are out of reach for
/// honest data, and a log that forges one can only spoil figures about itself.
///
/// ```
/// use scopeon_core::id::Identity;
/// let seen = Identity::builder("call").text("claude-code").text("msg_1").finish();
/// let again = Identity::builder("call").text("claude-code").text("msg_1").finish();
/// assert_eq!(seen, again);
/// assert_ne!(seen, Identity::builder("call").text("claude-codemsg").text("_1").finish());
/// ```
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Identity(u128);

impl Identity {
    /// Starts an identity; `kind` keeps a turn and a call with the same key apart.
    #[must_use]
    #[inline]
    pub fn builder(kind: &str) -> IdentityBuilder {
        IdentityBuilder { parts: Parts::default() }.text(kind)
    }

    /// Returns the identity as 16 big-endian bytes, as it is stored.
    #[must_use]
    pub const fn to_bytes(self) -> [u8; 16] {
        self.0.to_be_bytes()
    }

    /// Reads an identity back from its 16 stored bytes.
    #[must_use]
    pub const fn from_bytes(bytes: [u8; 16]) -> Self {
        Self(u128::from_be_bytes(bytes))
    }
}

impl fmt::Debug for Identity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{self}")
    }
}

impl fmt::Display for Identity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:032x}", self.0)
    }
}

/// Collects the parts of an [`Identity`]; each part is length-prefixed, so parts cannot run into each other.
#[derive(Clone)]
pub struct IdentityBuilder {
    parts: Parts,
}

impl IdentityBuilder {
    /// Adds a text part.
    #[must_use]
    #[inline]
    pub fn text(self, part: &str) -> Self {
        self.bytes(part.as_bytes())
    }

    /// Adds a part of raw bytes.
    #[must_use]
    #[inline]
    pub fn bytes(mut self, part: &[u8]) -> Self {
        self.parts.add(&(part.len() as u64).to_le_bytes());
        self.parts.add(part);
        self
    }

    /// Adds a number.
    #[must_use]
    #[inline]
    pub fn number(self, part: u64) -> Self {
        self.bytes(&part.to_le_bytes())
    }

    /// Adds another identity, for facts that belong to one.
    #[must_use]
    #[inline]
    pub fn identity(self, part: Identity) -> Self {
        self.bytes(&part.to_bytes())
    }

    /// Closes the identity.
    #[must_use]
    #[inline]
    pub fn finish(self) -> Identity {
        Identity(match &self.parts.rest {
            None => xxh3_128(&self.parts.first[..self.parts.length]),
            Some(hash) => hash.digest128(),
        })
    }
}

/// The bytes to be hashed. Nearly always they are few and hashed in one go: the state that hashes any number
/// of bytes is several times as large as they are.
#[derive(Clone)]
struct Parts {
    first: [u8; Parts::FEW],
    length: usize,
    rest: Option<Box<Xxh3>>,
}

impl Default for Parts {
    #[inline]
    fn default() -> Self {
        Self { first: [0; Self::FEW], length: 0, rest: None }
    }
}

impl Parts {
    const FEW: usize = 160;

    #[inline]
    fn add(&mut self, bytes: &[u8]) {
        match self.first.get_mut(self.length..self.length + bytes.len()) {
            Some(room) if self.rest.is_none() => {
                room.copy_from_slice(bytes);
                self.length += bytes.len();
            }
            _ => self.spill(bytes),
        }
    }

    #[cold]
    fn spill(&mut self, bytes: &[u8]) {
        let first = &self.first[..self.length];
        let hash = self.rest.get_or_insert_with(|| {
            let mut hash = Box::new(Xxh3::new());
            hash.update(first);
            hash
        });
        hash.update(bytes);
    }
}

impl fmt::Debug for IdentityBuilder {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("IdentityBuilder(..)")
    }
}

macro_rules! identities {
    ($($(#[$doc:meta])* $name:ident;)*) => {$(
        $(#[$doc])*
        #[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
        pub struct $name(pub Identity);

        impl From<Identity> for $name {
            fn from(identity: Identity) -> Self {
                Self(identity)
            }
        }
    )*};
}

identities! {
    /// One model response: what is billed.
    CallId;
    /// One prompt of the user and all calls that answer it.
    TurnId;
    /// One session, or one sub-agent run inside it.
    SessionId;
    /// One use of a tool, an MCP tool among them.
    ToolId;
    /// Any other single fact: a compaction, a hook run, an API error, a reading of a limit.
    FactId;
    /// One file or database that is read.
    SourceId;
    /// One machine, made at random once.
    HostId;
}
