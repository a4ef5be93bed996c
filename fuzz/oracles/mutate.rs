//! Changes to an input that its reader may not have thought of, the same in every run. It is what stands in for a fuzzer
//! where there is none.

/// Numbers at the edges of what is counted, and what is no number.
const NUMBERS: [&str; 20] = [
    "0",
    "-0",
    "-1",
    "1e3",
    "1.5",
    "1E+308",
    "1e400",
    "1e-400",
    "9007199254740993",
    "999999999999",
    "1000000000000",
    "1000000000001",
    "9223372036854775807",
    "9223372036854775808",
    "18446744073709551615",
    "18446744073709551616",
    "253402300799999",
    "-62135596800000",
    "null",
    "true",
];

/// What may stand anywhere in a log.
const WORDS: [&[u8]; 24] = [
    b"\"",
    b"\\",
    b"{",
    b"}",
    b"[",
    b"]",
    b":",
    b",",
    b"{}",
    b"[]",
    b"\"\"",
    b"\\u0000",
    b"\\ud800",
    b"\\u202e",
    b"\xef\xbb\xbf",
    b"\xff",
    b"\0\0\0\0",
    b"\x1b[31m",
    b"\r",
    b"\n",
    b"2026-02-30T25:61:61Z",
    b"9999-12-31T23:59:59.999Z",
    b"../../../etc/passwd",
    b"\xf0\x9f\x98\x80",
];

/// `SplitMix64`: numbers that look random and are the same in every run.
#[derive(Clone, Debug)]
pub(crate) struct Mutator(u64);

impl Mutator {
    pub(crate) const fn new(seed: u64) -> Self {
        Self(seed)
    }

    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mixed = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }

    /// Returns a number below `end`, or 0 when that is 0.
    pub(crate) fn below(&mut self, end: usize) -> usize {
        let number = self.next().checked_rem(end as u64).unwrap_or(0);
        usize::try_from(number).unwrap_or(0)
    }

    /// Returns the input with one to four changes; `other` is what parts are taken from.
    pub(crate) fn change(&mut self, input: &[u8], other: &[u8]) -> Vec<u8> {
        let mut bytes = input.to_vec();
        for _ in 0..=self.below(4) {
            match self.below(4) {
                0 => self.change_bytes(&mut bytes),
                1 => self.change_lines(&mut bytes),
                2 => self.change_value(&mut bytes),
                _ => self.change_parts(&mut bytes, other),
            }
        }
        bytes
    }

    /// A place and a longer one, at most `most` bytes apart.
    fn range(&mut self, bytes: &[u8], most: usize) -> std::ops::Range<usize> {
        let from = self.below(bytes.len());
        from..(from + 1 + self.below(most)).min(bytes.len())
    }

    fn change_bytes(&mut self, bytes: &mut Vec<u8>) {
        if bytes.is_empty() {
            return bytes.extend_from_slice(WORDS[self.below(WORDS.len())]);
        }
        let range = self.range(bytes, 64);
        let byte = self.next().to_le_bytes()[0];
        match self.below(5) {
            0 => bytes[range.start] = byte,
            1 => bytes[range.start] ^= 1 << self.below(8),
            2 => bytes[range].fill(byte),
            3 => drop(bytes.drain(range)),
            _ => {
                let word = WORDS[self.below(WORDS.len())];
                bytes.splice(range.start..range.start, word.iter().copied());
            }
        }
    }

    /// Takes lines out, doubles them, changes their order, or cuts one.
    fn change_lines(&mut self, bytes: &mut Vec<u8>) {
        let mut lines: Vec<Vec<u8>> =
            bytes.split_inclusive(|byte| *byte == b'\n').map(<[u8]>::to_vec).collect();
        if lines.is_empty() {
            return;
        }
        let (one, two) = (self.below(lines.len()), self.below(lines.len()));
        match self.below(5) {
            0 => drop(lines.remove(one)),
            1 => lines.insert(two, lines[one].clone()),
            2 => lines.swap(one, two),
            3 => {
                let kept = self.below(lines[one].len());
                lines[one].truncate(kept);
            }
            _ => lines.truncate(one + 1),
        }
        *bytes = lines.concat();
    }

    /// Puts a number, a name or another value of the input in a value's place.
    fn change_value(&mut self, bytes: &mut Vec<u8>) {
        let starts: Vec<usize> = (1..bytes.len())
            .filter(|at| matches!(bytes[at - 1], b':' | b'[' | b'=') && bytes[*at] != b'\n')
            .collect();
        if starts.is_empty() {
            return;
        }
        let start = starts[self.below(starts.len())];
        let end = end_of_value(bytes, start);
        let value = match self.below(4) {
            0 => {
                let from = starts[self.below(starts.len())];
                bytes[from..end_of_value(bytes, from)].to_vec()
            }
            1 => ["\"", NUMBERS[self.below(NUMBERS.len())], "\""].concat().into_bytes(),
            2 => [b"\"", WORDS[self.below(WORDS.len())], b"\""].concat(),
            _ => NUMBERS[self.below(NUMBERS.len())].as_bytes().to_vec(),
        };
        bytes.splice(start..end, value);
    }

    /// Puts a part of another input into this one, repeats a part, or ends early.
    fn change_parts(&mut self, bytes: &mut Vec<u8>, other: &[u8]) {
        if bytes.is_empty() || other.is_empty() {
            return;
        }
        let (range, from) = (self.range(bytes, 300), self.range(other, 300));
        match self.below(4) {
            0 => drop(bytes.splice(range.start..range.start, other[from].iter().copied())),
            1 => drop(bytes.splice(range, other[from].iter().copied())),
            2 => {
                let part = bytes[range.clone()].repeat(1 + self.below(20));
                bytes.splice(range.start..range.start, part);
            }
            _ => bytes.truncate(range.start),
        }
    }
}

/// Where the value that starts at a place ends, as far as it can be told at a glance.
fn end_of_value(bytes: &[u8], start: usize) -> usize {
    let rest = &bytes[start..];
    let length = match rest.first() {
        Some(b'"') => rest[1..].iter().position(|byte| *byte == b'"').map(|end| end + 2),
        Some(b'{') => rest.iter().position(|byte| *byte == b'}').map(|end| end + 1),
        _ => rest.iter().position(|byte| matches!(byte, b',' | b'}' | b']' | b'\n' | 0x1f)),
    };
    start + length.unwrap_or(rest.len())
}
