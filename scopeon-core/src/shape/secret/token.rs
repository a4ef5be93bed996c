//! What a key or a token looks like.

/// A key's beginning and what follows it.
pub(super) type Token = (&'static str, Tail);

/// What a token looks like behind its beginning.
#[derive(Clone, Copy)]
pub(super) enum Tail {
    /// At least so many letters, digits, `-`, `_` and `.`, with a digit among them.
    Mixed(usize),
    /// As [`Mixed`](Self::Mixed), and a run in it that is longer than a word, or mixes what words do not: names begin alike.
    Keyed(usize),
    /// At least so many letters and digits in one run, with a digit or a capital among them.
    Run(usize),
    /// Exactly so many hexadecimal digits.
    Hex(usize),
    /// Anything.
    Any,
}
