//! What looks random: the letters and digits of a key, a digest or a blob, told from words by what follows what in them.

use super::letters::noise;

/// How much of a name may look random.
#[derive(Clone, Copy)]
pub(super) struct Limit {
    /// Hexadecimal runs of exactly these lengths are digests.
    digests: &'static [usize],
    /// Behind these a run is an id that the program behind the name makes.
    ids: &'static [Id],
    /// Whether other random runs are ids.
    takes_ids: bool,
}

/// An id as one program makes it: what stands before it, how it begins, how long it is at least and at most, and of what.
#[derive(Clone, Copy)]
struct Id {
    before: &'static str,
    start: &'static str,
    length: (usize, usize),
    is_hex: bool,
}

/// No word, no number and no id is longer.
const LONGEST: usize = 64;
/// From so many characters on a run can be known from a word.
const TOLD_FROM: usize = 14;
/// A run that falls short of words by so much is none. Of noise of 20 characters 199 in 200 do.
const NOISE: i32 = 246;
/// From so many characters on the parts of a run that is cut up are looked at together.
const PART: usize = 8;
/// Parts fall short of words by so much each, and by so much together.
const NOISE_OF_PART: i32 = 100;
const NOISE_OF_PARTS: i32 = 480;
/// A run of so many hexadecimal digits is a digest.
const DIGEST: usize = 32;
/// A short name of a commit or of an agent has at most so many.
const SHORT_DIGEST: usize = 20;
/// More hexadecimal digits than these in parts are a digest that is cut up.
const CUT_DIGEST: usize = 36;
/// The groups of a UUID.
const UUID: [usize; 5] = [8, 4, 4, 4, 12];

/// The ids at the ends of branches: of Claude Code on the web, and of Snyk.
const BRANCHES: &[Id] = &[
    Id { before: "-", start: "01", length: (24, 26), is_hex: false },
    Id { before: "snyk-fix-", start: "", length: (32, 32), is_hex: true },
    Id { before: "snyk-upgrade-", start: "", length: (32, 32), is_hex: true },
];

impl Limit {
    /// Words and short numbers only.
    pub(super) const WORDS: Self = Self { digests: &[], ids: &[], takes_ids: false };
    /// The digests of models: Ollama names them by SHA-256.
    pub(super) const DIGESTS: Self = Self { digests: &[64], ..Self::WORDS };
    /// The hashes of git.
    pub(super) const HASHES: Self = Self { digests: &[40, 64], ..Self::WORDS };
    /// The hashes of git, and ids of those who make branches.
    pub(super) const BRANCHES: Self = Self { ids: BRANCHES, ..Self::HASHES };
    /// The hashes that agents put in the place of a directory.
    pub(super) const PLACES: Self = Self { digests: &[32, 40, 64], ..Self::WORDS };
    /// Whatever an id is made of.
    pub(super) const IDS: Self = Self { takes_ids: true, ..Self::WORDS };

    /// Returns `true` if some run of letters and digits is longer or looks more random than a name's, or some runs
    /// together do.
    pub(super) fn is_exceeded(self, text: &str) -> bool {
        // Nearly every name ends here.
        if text.len() < TOLD_FROM {
            return false;
        }
        let mut parts = Parts::default();
        runs(text).any(|(before, run)| {
            if run.len() > LONGEST {
                return true;
            }
            if self.takes_ids || self.is_id(before, run) {
                parts = Parts { digits: 0, letters: 0, ..parts };
                return false;
            }
            let is_hex = run.iter().all(u8::is_ascii_hexdigit);
            if is_hex && run.len() >= DIGEST {
                return !self.digests.contains(&run.len());
            }
            if is_hex && run.len() <= SHORT_DIGEST && !self.digests.is_empty() {
                return parts.add_digits(run);
            }
            let short = if run.len() < PART { 0 } else { noise(run) };
            parts.add(run, is_hex, short) || (run.len() >= TOLD_FROM && short > NOISE)
        })
    }

    fn is_id(self, before: &str, run: &[u8]) -> bool {
        self.ids.iter().any(|id| {
            (id.length.0..=id.length.1).contains(&run.len())
                && before.ends_with(id.before)
                && run.starts_with(id.start.as_bytes())
                && (!id.is_hex || run.iter().all(u8::is_ascii_hexdigit))
        })
    }
}

/// What the parts of a text that was cut up come to.
#[derive(Default)]
struct Parts {
    /// Hexadecimal digits of parts that follow each other, and how many of them are letters.
    digits: usize,
    letters: usize,
    /// By how much parts fall short of words, and how many do.
    short: i32,
    count: usize,
}

impl Parts {
    fn add(&mut self, run: &[u8], is_hex: bool, short: i32) -> bool {
        if short > NOISE_OF_PART {
            self.short += short;
            self.count += 1;
        }
        if !is_hex {
            (self.digits, self.letters) = (0, 0);
        }
        (is_hex && self.add_digits(run)) || (self.count > 1 && self.short > NOISE_OF_PARTS)
    }

    /// Dates are digits in parts, too, and hold no letters.
    fn add_digits(&mut self, run: &[u8]) -> bool {
        self.digits += run.len();
        self.letters += run.iter().filter(|byte| byte.is_ascii_alphabetic()).count();
        self.digits > CUT_DIGEST && self.letters * 8 > self.digits
    }
}

/// The runs of letters and digits, each with what stands before it. A UUID is an id wherever it stands, and left out.
fn runs(text: &str) -> impl Iterator<Item = (&str, &[u8])> {
    let mut rest = text;
    std::iter::from_fn(move || {
        loop {
            let start = rest.find(|c: char| c.is_ascii_alphanumeric())?;
            let behind = rest.get(start..)?;
            if let Some(left) = behind_uuid(behind) {
                rest = left;
                continue;
            }
            let end = behind.find(|c: char| !c.is_ascii_alphanumeric()).unwrap_or(behind.len());
            let (run, left) = behind.split_at_checked(end)?;
            let before = text.get(..text.len() - behind.len())?;
            rest = left;
            return Some((before, run.as_bytes()));
        }
    })
}

/// What follows the UUID that a text begins with.
fn behind_uuid(text: &str) -> Option<&str> {
    let mut rest = text;
    for (at, length) in UUID.into_iter().enumerate() {
        if at > 0 {
            rest = rest.strip_prefix('-')?;
        }
        let (group, left) = rest.split_at_checked(length)?;
        if !group.bytes().all(|byte| byte.is_ascii_hexdigit()) {
            return None;
        }
        rest = left;
    }
    (!rest.starts_with(|c: char| c.is_ascii_alphanumeric())).then_some(rest)
}
