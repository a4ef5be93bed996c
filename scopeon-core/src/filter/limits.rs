//! How large a filter may be, and the words that are none to look for.

/// The longest filter, in bytes.
pub const MAX_BYTES: usize = 1_024;
/// The most words and conditions in one filter.
pub const MAX_TERMS: usize = 64;
/// How deep parentheses and `not` may lie in one another.
pub const MAX_DEPTH: usize = 16;
/// Words that join others or stand for a condition of their own.
pub const KEYWORDS: [&str; 5] = ["and", "or", "not", "today", "anomaly"];

/// Returns `true` if a word joins others.
pub(super) fn is_joint(word: &str) -> bool {
    ["and", "or", "not"].iter().any(|joint| word.eq_ignore_ascii_case(joint))
}
