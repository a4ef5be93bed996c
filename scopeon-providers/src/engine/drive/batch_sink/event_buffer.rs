//! Facts in which sightings of one thing are joined, so that the store is asked once a batch.

use std::collections::HashMap;
use std::hash::{BuildHasher, Hasher, RandomState};

use scopeon_core::event::{Event, EventKind};
use scopeon_core::id::Identity;

/// Facts in the order of their first sighting.
#[derive(Debug, Default)]
pub(super) struct EventBuffer {
    events: Vec<Event>,
    /// Where each thing lies.
    places: HashMap<(EventKind, Identity), usize, Folding>,
}

impl EventBuffer {
    pub(super) fn len(&self) -> usize {
        self.events.len()
    }

    pub(super) fn add(&mut self, event: Event) {
        let key = event.identity();
        if let Some(known) = self.places.get(&key).and_then(|place| self.events.get_mut(*place)) {
            return known.join(event);
        }
        self.places.insert(key, self.events.len());
        self.events.push(event);
    }

    pub(super) fn take(&mut self) -> Vec<Event> {
        self.places.clear();
        std::mem::take(&mut self.events)
    }

    /// Forgets all but the first `length` facts. A later sighting that was joined into one of them stays
    /// joined: it is true, and seeing it again changes nothing.
    pub(super) fn truncate(&mut self, length: usize) {
        self.events.truncate(length);
        self.places.retain(|_, place| *place < length);
    }
}

/// Hashes keys that are hashes already. The seed keeps a log that forges them from guessing where they lie.
#[derive(Clone, Copy, Debug)]
struct Folding {
    seed: u64,
}

impl Default for Folding {
    fn default() -> Self {
        Self { seed: RandomState::new().hash_one(0) }
    }
}

impl BuildHasher for Folding {
    type Hasher = Folded;

    fn build_hasher(&self) -> Folded {
        Folded(self.seed)
    }
}

/// A running product, its halves folded into each other.
struct Folded(u64);

impl Folded {
    /// An odd number without a pattern: the fraction of the golden ratio.
    const FACTOR: u64 = 0x9e37_79b9_7f4a_7c15;

    #[expect(clippy::cast_possible_truncation, reason = "each half is folded in")]
    fn fold(&mut self, word: u64) {
        let product = u128::from(self.0 ^ word) * u128::from(Self::FACTOR);
        self.0 = (product >> 64) as u64 ^ product as u64;
    }
}

impl Hasher for Folded {
    fn write(&mut self, bytes: &[u8]) {
        let (words, rest) = bytes.as_chunks::<8>();
        for word in words {
            self.fold(u64::from_ne_bytes(*word));
        }
        for byte in rest {
            self.fold(u64::from(*byte));
        }
    }

    fn finish(&self) -> u64 {
        self.0
    }
}
