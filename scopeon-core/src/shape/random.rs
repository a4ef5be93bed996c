//! What looks random: the letters and digits of a key, a digest or a blob, told from words by how often they change.

/// How much of a name may look random.
#[derive(Clone, Copy)]
pub(super) struct Limit {
    /// Hexadecimal runs of exactly these lengths are digests.
    digests: &'static [usize],
    /// Whether other random runs are ids.
    takes_ids: bool,
}

/// No word, no number and no id is longer.
const LONGEST: usize = 64;
/// From so many characters on a run can be told from a word.
const TOLD_FROM: usize = 14;
/// No key is shorter.
const KEY: usize = 20;
/// A run of so many hexadecimal digits is a digest.
const DIGEST: usize = 32;

impl Limit {
    /// Words and short numbers only.
    pub(super) const WORDS: Self = Self { digests: &[], takes_ids: false };
    /// The digests of models: Ollama names them by SHA-256.
    pub(super) const DIGESTS: Self = Self { digests: &[64], takes_ids: false };
    /// The hashes of git.
    pub(super) const HASHES: Self = Self { digests: &[40, 64], takes_ids: false };
    /// Whatever an id is made of.
    pub(super) const IDS: Self = Self { digests: &[], takes_ids: true };

    /// Returns `true` if some run of letters and digits is longer or looks more random than a name's.
    pub(super) fn is_exceeded(self, text: &str) -> bool {
        text.split(|c: char| !c.is_ascii_alphanumeric()).any(|run| self.is_beyond(run.as_bytes()))
    }

    fn is_beyond(self, run: &[u8]) -> bool {
        if run.len() < TOLD_FROM {
            return false;
        }
        if run.len() > LONGEST {
            return true;
        }
        if self.takes_ids {
            return false;
        }
        if run.len() >= DIGEST && run.iter().all(u8::is_ascii_hexdigit) {
            return !self.digests.contains(&run.len());
        }
        let is_commit = !self.digests.is_empty() && run.iter().all(u8::is_ascii_hexdigit);
        !is_commit && (changes(run) * 2 > run.len() || is_key_like(run))
    }
}

/// A run of a key's length that holds all kinds of characters changes less often than a shorter one must.
fn is_key_like(run: &[u8]) -> bool {
    let digits = run.iter().filter(|byte| byte.is_ascii_digit()).count();
    let has_letters = run.iter().any(u8::is_ascii_lowercase) && run.iter().any(u8::is_ascii_uppercase);
    run.len() >= KEY && digits > 1 && has_letters && changes(run) * 5 > run.len() * 2
}

/// How often a run changes between small letters, capitals and digits: in words twice at each capital.
fn changes(run: &[u8]) -> usize {
    let class = |byte: &u8| match byte {
        b'a'..=b'z' => 0,
        b'A'..=b'Z' => 1,
        _ => 2,
    };
    run.windows(2).filter(|pair| pair.first().map(class) != pair.last().map(class)).count()
}
