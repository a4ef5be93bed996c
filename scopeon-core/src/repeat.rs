//! A mark of a tool's input: enough to see that a session asked the same twice, too little to tell what.

use hmac::{Hmac, KeyInit, Mac};
use serde::{Deserialize, Serialize};
use sha2::Sha256;

use crate::id::SessionId;

/// Sixteen bits of an input's keyed hash.
///
/// The key is this machine's own and the session goes into the hash, so marks of different sessions say nothing
/// about each other. Whoever has the database and the key and guesses an input is right by chance once in
/// 65,536 guesses, so a match confirms nothing.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct RepeatMark(pub u16);

impl RepeatMark {
    /// How many different marks there are.
    pub const COUNT: u64 = 1 << 16;
}

/// Makes the marks of one machine.
#[derive(Clone)]
pub struct Marker {
    key: [u8; 32],
}

impl Marker {
    /// Makes a marker; `key` is random, made once for a machine.
    #[must_use]
    pub const fn new(key: [u8; 32]) -> Self {
        Self { key }
    }

    /// Starts the mark of one input of a tool in a session.
    #[must_use]
    pub fn start(&self, session: SessionId, tool: &str) -> Marking {
        // HMAC fills a key shorter than its block with zeros itself; filling it here cannot fail.
        let mut block = [0; 64];
        block[..32].copy_from_slice(&self.key);
        let mut mac = <Hmac<Sha256> as KeyInit>::new(&block.into());
        mac.update(b"repeat");
        mac.update(&session.0.to_bytes());
        mac.update(&(tool.len() as u64).to_le_bytes());
        mac.update(tool.as_bytes());
        Marking { mac }
    }
}

impl std::fmt::Debug for Marker {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Marker(..)")
    }
}

/// A mark in the making: an input may come in pieces and is never kept.
pub struct Marking {
    mac: Hmac<Sha256>,
}

impl Marking {
    /// Takes the next piece of the input.
    pub fn update(&mut self, piece: &[u8]) {
        self.mac.update(piece);
    }

    /// Closes the mark.
    #[must_use]
    pub fn finish(self) -> RepeatMark {
        let digest = self.mac.finalize().into_bytes();
        RepeatMark(u16::from_be_bytes([digest[0], digest[1]]))
    }
}

impl std::fmt::Debug for Marking {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Marking(..)")
    }
}
