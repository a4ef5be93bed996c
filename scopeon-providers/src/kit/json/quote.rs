//! Where a JSON string ends. Short strings and long texts full of escapes are looked through differently.

use memchr::memchr_iter;

/// `IdFactory`, ids and names end within so many bytes: a few words looked at one by one are cheaper than a call.
const NEAR: usize = 40;

/// So many bytes of a long text are looked at in one go, without a branch, so that the compiler can compare
/// many of them at once.
const BLOCK: usize = 64;

/// How many bytes before a quote tell nearly always whether it is escaped.
const BEFORE: usize = 2;

/// Finds the quote that closes a string, given what follows its opening quote: the first one with an even
/// number of backslashes before it.
#[inline]
#[must_use]
pub fn closing(text: &[u8]) -> Option<usize> {
    match near(text) {
        Some(end) if end == 0 || text[end - 1] != b'\\' => Some(end),
        Some(escaped) => far(text, escaped.max(BEFORE)),
        None if text.len() < NEAR => exactly(text, 0, text.len()),
        None => far(text, NEAR),
    }
}

/// Finds a quote, escaped or not, among the first bytes of a text that has so many.
#[inline]
fn near(text: &[u8]) -> Option<usize> {
    let near = text.first_chunk::<NEAR>()?;
    near.as_chunks::<8>().0.iter().enumerate().find_map(|(place, word)| {
        let found = quotes_in(u64::from_le_bytes(*word));
        (found != 0).then(|| place * 8 + found.trailing_zeros() as usize / 8)
    })
}

/// Sets the high bit of the lowest byte that is a quote; higher bits may be noise.
const fn quotes_in(word: u64) -> u64 {
    const ONES: u64 = u64::from_ne_bytes([1; 8]);
    let other = word ^ (ONES * b'"' as u64);
    other.wrapping_sub(ONES) & !other & (ONES << 7)
}

/// Finds the closing quote in a long text, or in one whose first quote is escaped. None lies before `from`.
fn far(text: &[u8], mut from: usize) -> Option<usize> {
    while let Some(block) = text.get(from - BEFORE..).and_then(<[u8]>::first_chunk) {
        if may_close(block)
            && let Some(end) = exactly(text, from, from + BLOCK)
        {
            return Some(end);
        }
        from += BLOCK;
    }
    exactly(text, from, text.len())
}

/// Returns `true` if a quote of a block may be one that closes: no backslash before it, or one more before that.
/// The first bytes are those before the block.
#[expect(clippy::needless_bitwise_bool, reason = "without branches the compiler compares many bytes at once")]
fn may_close(block: &[u8; BEFORE + BLOCK]) -> bool {
    let mut found = 0;
    for place in BEFORE..BEFORE + BLOCK {
        let escape = (block[place - 1] == b'\\') & (block[place - 2] != b'\\');
        found |= u8::from((block[place] == b'"') & !escape);
    }
    found != 0
}

/// Finds the first closing quote from one place to another.
fn exactly(text: &[u8], from: usize, to: usize) -> Option<usize> {
    memchr_iter(b'"', &text[from..to]).map(|place| from + place).find(|quote| {
        let before = text[..*quote].iter().rev();
        before.take_while(|byte| **byte == b'\\').count() % 2 == 0
    })
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// Byte by byte, as the format's grammar has it.
    fn plainly(text: &[u8]) -> Option<usize> {
        let mut place = 0;
        loop {
            match text.get(place)? {
                b'"' => return Some(place),
                b'\\' => place += 2,
                _ => place += 1,
            }
        }
    }

    proptest! {
        /// Quotes and backslashes in every place of a block and over its edges.
        #[test]
        fn every_way_finds_the_same_end(
            text in "[a-z]{0,150}([a-z\"\\\\]{0,6}[a-z]{0,40}){0,12}[\"\\\\]{0,5}[a-z]{0,80}",
        ) {
            prop_assert_eq!(closing(text.as_bytes()), plainly(text.as_bytes()));
        }
    }
}
