//! Marks and pseudonyms: what is kept in the place of a name or a path.

/// How many hexadecimal digits a mark has.
pub const MARK_DIGITS: usize = 12;

/// Returns `true` if `text` is a mark that stands for a name which was not kept: `~`, twelve hexadecimal digits, `-` and
/// how many characters the name had.
///
/// ```
/// assert!(scopeon_core::shape::is_mark("~4f2a91c3d07b-23"));
/// ```
#[must_use]
pub fn is_mark(text: &str) -> bool {
    let Some((digits, length)) = text.strip_prefix('~').and_then(|rest| rest.split_once('-')) else {
        return false;
    };
    digits.len() == MARK_DIGITS
        && digits.bytes().all(is_lower_hex)
        && (1..=3).contains(&length.len())
        && length.bytes().all(|byte| byte.is_ascii_digit())
}

/// Returns `true` if `text` is a pseudonym of a path.
///
/// ```
/// assert!(scopeon_core::shape::is_pseudonym("path-0123456789abcdef"));
/// ```
#[must_use]
pub fn is_pseudonym(text: &str) -> bool {
    text.strip_prefix("path-").is_some_and(|digits| digits.len() == 16 && digits.bytes().all(is_lower_hex))
}

const fn is_lower_hex(byte: u8) -> bool {
    matches!(byte, b'0'..=b'9' | b'a'..=b'f')
}
