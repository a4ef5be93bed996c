//! Keys as generators make them, from a fixed seed: how many of them are withheld is counted.

const DIGITS: &str = "0123456789";
const SMALL: &str = "abcdefghijklmnopqrstuvwxyz";
const CAPITALS: &str = "ABCDEFGHIJKLMNOPQRSTUVWXYZ";

/// Of so many of each shape.
pub(super) const EACH: usize = 1000;

/// Letters and digits of one alphabet, in groups of so many where there are groups.
pub(super) struct Shape {
    pub(super) name: &'static str,
    alphabet: String,
    length: usize,
    group: usize,
    before: &'static str,
    /// At least so many of a thousand are withheld.
    pub(super) least: usize,
}

/// Whatever a key is made of.
pub(super) fn shapes() -> Vec<Shape> {
    let small = SMALL.to_owned() + DIGITS;
    let base32 = CAPITALS.to_owned() + "234567";
    let capitals = CAPITALS.to_owned() + DIGITS;
    let letters = CAPITALS.to_owned() + SMALL;
    let mixed = letters.clone() + DIGITS;
    let base58 = mixed.replace(['0', 'O', 'I', 'l'], "");
    let base64 = mixed.clone() + "-_";
    let whole = |name, alphabet: &str, length, least| Shape {
        name,
        alphabet: alphabet.to_owned(),
        length,
        group: 0,
        before: "",
        least,
    };
    let mut shapes = Vec::new();
    for (name, alphabet) in [
        ("small letters and digits", &small),
        ("base32", &base32),
        ("capitals and digits", &capitals),
        ("letters", &letters),
        ("letters and digits", &mixed),
        ("base58", &base58),
    ] {
        shapes.push(whole(name, alphabet, 16, 900));
        shapes.extend([20, 24, 32, 48, 64].map(|length| whole(name, alphabet, length, 995)));
    }
    shapes.push(whole("base64", &base64, 43, 995));
    shapes.push(Shape { before: "AAAAB3NzaC1yc2E", ..whole("a key of SSH", &mixed, 40, 1000) });
    shapes.push(Shape { before: "the-key-is-", ..whole("a key behind words", &mixed, 32, 995) });
    shapes.push(Shape { before: "settings", ..whole("a key joined to a word", &small, 24, 990) });
    for (name, alphabet) in [("hexadecimal groups", "0123456789abcdef"), ("groups", mixed.as_str())] {
        shapes.push(Shape { group: 8, ..whole(name, alphabet, 64, 995) });
    }
    shapes
}

impl Shape {
    /// Its keys, always the same.
    pub(super) fn keys(&self) -> impl Iterator<Item = String> {
        let alphabet: Vec<char> = self.alphabet.chars().collect();
        let mut state = 0x9e37_79b9_7f4a_7c15_u64 ^ (self.length as u64) << 32;
        let mut next = move || {
            // SplitMix64.
            state = state.wrapping_add(0x9e37_79b9_7f4a_7c15);
            let mixed = (state ^ state >> 30).wrapping_mul(0xbf58_476d_1ce4_e5b9);
            let mixed = (mixed ^ mixed >> 27).wrapping_mul(0x94d0_49bb_1331_11eb);
            alphabet[usize::try_from((mixed ^ mixed >> 31) >> 32).unwrap_or(0) % alphabet.len()]
        };
        (0..EACH).map(move |_| {
            let mut key = self.before.to_owned();
            for place in 0..self.length {
                if self.group > 0 && place > 0 && place % self.group == 0 {
                    key.push('-');
                }
                key.push(next());
            }
            key
        })
    }

    /// What is said of it where it fails.
    pub(super) fn told(&self) -> String {
        format!("{} {}", self.name, self.length)
    }
}
