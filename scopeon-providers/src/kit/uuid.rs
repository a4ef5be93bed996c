//! Telling ids that are unique in the world from ids that are unique only where they stand.

/// Returns `true` if a text is shaped like a UUID.
#[must_use]
pub fn is_uuid(text: &str) -> bool {
    text.len() == 36
        && text.bytes().enumerate().all(|(place, byte)| match place {
            8 | 13 | 18 | 23 => byte == b'-',
            _ => byte.is_ascii_hexdigit(),
        })
}

/// The time in a UUID of version 7, in milliseconds.
#[must_use]
pub fn millis_of_v7(text: &str) -> Option<i64> {
    if !is_uuid(text) || text.as_bytes().get(14) != Some(&b'7') {
        return None;
    }
    let digits = [text.get(..8)?, text.get(9..13)?].concat();
    i64::from_str_radix(&digits, 16).ok()
}
