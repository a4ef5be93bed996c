//! How maps hash identities: they are hashes already, and are only folded with a secret, so that forged ones
//! do not all fall into one place.

use std::hash::{BuildHasher, Hasher, RandomState};

/// Makes hashers with one secret.
#[derive(Clone)]
pub(crate) struct BuildIdHasher {
    secret: [u64; 2],
}

impl Default for BuildIdHasher {
    fn default() -> Self {
        let random = RandomState::new();
        Self { secret: [random.hash_one(0_u8), random.hash_one(1_u8)] }
    }
}

impl BuildHasher for BuildIdHasher {
    type Hasher = IdHasher;

    fn build_hasher(&self) -> IdHasher {
        IdHasher { secret: self.secret, hash: 0 }
    }
}

/// Folds what it is given to 64 bits.
pub(crate) struct IdHasher {
    secret: [u64; 2],
    hash: u64,
}

impl Hasher for IdHasher {
    fn write(&mut self, bytes: &[u8]) {
        for chunk in bytes.chunks(16) {
            let mut whole = [0; 16];
            whole.iter_mut().zip(chunk).for_each(|(place, byte)| *place = *byte);
            self.write_u128(u128::from_le_bytes(whole));
        }
    }

    fn write_u128(&mut self, number: u128) {
        let (low, high) = halves(number);
        let product = u128::from(low ^ self.secret[0]) * u128::from(high ^ self.secret[1] ^ self.hash);
        let (low, high) = halves(product);
        self.hash = low ^ high;
    }

    fn finish(&self) -> u64 {
        self.hash
    }
}

#[expect(clippy::cast_possible_truncation, reason = "each half is meant")]
const fn halves(number: u128) -> (u64, u64) {
    (number as u64, (number >> 64) as u64)
}
