//! 128-bit identities: what makes two sightings the same fact. Where they are stored is not known here.

use std::fmt;

use xxhash_rust::xxh3::Xxh3;

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
    pub fn builder(kind: &str) -> IdentityBuilder {
        IdentityBuilder { hash: Xxh3::new() }.text(kind)
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
    hash: Xxh3,
}

impl IdentityBuilder {
    /// Adds a text part.
    #[must_use]
    pub fn text(self, part: &str) -> Self {
        self.bytes(part.as_bytes())
    }

    /// Adds a part of raw bytes.
    #[must_use]
    pub fn bytes(mut self, part: &[u8]) -> Self {
        self.hash.update(&(part.len() as u64).to_le_bytes());
        self.hash.update(part);
        self
    }

    /// Adds a number.
    #[must_use]
    pub fn number(self, part: u64) -> Self {
        self.bytes(&part.to_le_bytes())
    }

    /// Adds another identity, for facts that belong to one.
    #[must_use]
    pub fn identity(self, part: Identity) -> Self {
        self.bytes(&part.to_bytes())
    }

    /// Closes the identity.
    #[must_use]
    pub fn finish(self) -> Identity {
        Identity(self.hash.digest128())
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
