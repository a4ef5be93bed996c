//! The seeded source of every choice and identity in a sample. Not for anything that must be unguessable.

/// xoshiro256** seeded by splitmix64, as published by Blackman and Vigna: small, fast, the same everywhere.
#[derive(Clone, Debug)]
pub(super) struct Prng([u64; 4]);

const BASE62: &[u8; 62] = b"0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
const HEX: &[u8; 16] = b"0123456789abcdef";

impl Prng {
    pub(super) fn new(seed: u64) -> Self {
        let mut state = seed;
        Self(std::array::from_fn(|_| splitmix(&mut state)))
    }

    pub(super) fn next(&mut self) -> u64 {
        let [a, b, c, d] = &mut self.0;
        let value = b.wrapping_mul(5).rotate_left(7).wrapping_mul(9);
        let carried = *b << 17;
        *c ^= *a;
        *d ^= *b;
        *b ^= *c;
        *a ^= *d;
        *c ^= carried;
        *d = d.rotate_left(45);
        value
    }

    /// Returns a number of `low..=high`.
    pub(super) fn between(&mut self, low: u64, high: u64) -> u64 {
        low + self.next() % (high - low + 1)
    }

    /// Returns `true` if an event of that likelihood happens.
    pub(super) fn chance(&mut self, percent: u64) -> bool {
        self.next() % 100 < percent
    }

    pub(super) fn index(&mut self, len: usize) -> usize {
        usize::try_from(self.next() >> 33).unwrap_or(0) % len
    }

    pub(super) fn pick<T: Copy>(&mut self, items: &[T]) -> T {
        items[self.index(items.len())]
    }

    /// Returns a random (version 4) UUID.
    pub(super) fn uuid(&mut self) -> String {
        let mut text = self.hex(32);
        text.replace_range(12..13, "4");
        text.replace_range(16..17, self.pick(&["8", "9", "a", "b"]));
        for at in [8, 13, 18, 23] {
            text.insert(at, '-');
        }
        text
    }

    pub(super) fn hex(&mut self, len: usize) -> String {
        self.letters(len, HEX)
    }

    /// Returns an identity as the API makes them, such as `msg_01…` with 22 further characters.
    pub(super) fn api_id(&mut self, prefix: &str) -> String {
        let mut text = String::with_capacity(prefix.len() + 24);
        text.push_str(prefix);
        text.push_str("01");
        text.push_str(&self.letters(22, BASE62));
        text
    }

    /// Returns `len` characters of base64, as signatures are made of.
    pub(super) fn base62(&mut self, len: usize) -> String {
        self.letters(len, BASE62)
    }

    fn letters(&mut self, len: usize, alphabet: &[u8]) -> String {
        let mut text = String::with_capacity(len + 4);
        let mut bits = 0_u64;
        for at in 0..len {
            if at % 8 == 0 {
                bits = self.next();
            }
            let [byte, ..] = bits.to_le_bytes();
            bits >>= 8;
            text.push(char::from(alphabet[usize::from(byte) % alphabet.len()]));
        }
        text
    }
}

fn splitmix(state: &mut u64) -> u64 {
    *state = state.wrapping_add(0x9E37_79B9_7F4A_7C15);
    let mut z = *state;
    z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
    z ^ (z >> 31)
}
