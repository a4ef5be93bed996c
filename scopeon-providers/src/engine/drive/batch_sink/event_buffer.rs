//! A pile of facts in which sightings of one thing are joined, so that the ledger is asked once a batch.

use std::collections::HashMap;
use std::hash::{BuildHasher, Hasher, RandomState};

use scopeon_core::event::Event;
use scopeon_core::id::Identity;

/// Facts in the order of their first sighting.
#[derive(Debug, Default)]
pub(super) struct EventBuffer {
    events: Vec<Event>,
    /// Where each thing that can be joined lies.
    places: HashMap<(Kind, Identity), usize, Folding>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
enum Kind {
    Call,
    Rest,
    Turn,
    Tool,
    Session,
    Witness,
}

impl EventBuffer {
    pub(super) fn len(&self) -> usize {
        self.events.len()
    }

    pub(super) fn add(&mut self, event: Event) {
        let Some(key) = key(&event) else { return self.events.push(event) };
        if let Some(known) = self.places.get(&key).and_then(|place| self.events.get_mut(*place)) {
            return join(known, event);
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

fn key(event: &Event) -> Option<(Kind, Identity)> {
    match event {
        Event::Call(call) => Some((Kind::Call, call.id.0)),
        Event::Rest(rest) => Some((Kind::Rest, rest.id.0)),
        Event::Turn(turn) => Some((Kind::Turn, turn.id.0)),
        Event::Tool(tool) => Some((Kind::Tool, tool.id.0)),
        Event::Session(session) => Some((Kind::Session, session.id.0)),
        Event::Witness(witness) => Some((Kind::Witness, witness.id.0)),
        _ => None,
    }
}

fn join(known: &mut Event, seen: Event) {
    match (known, seen) {
        (Event::Call(known), Event::Call(seen)) | (Event::Rest(known), Event::Rest(seen)) => {
            known.join(*seen);
        }
        (Event::Turn(known), Event::Turn(seen)) => known.join(seen),
        (Event::Tool(known), Event::Tool(seen)) => known.join(*seen),
        (Event::Session(known), Event::Session(seen)) => known.join(*seen),
        (Event::Witness(known), Event::Witness(seen)) => known.join(*seen),
        // The key holds the kind: other pairs do not meet.
        _ => {}
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
