//! Ids of sessions as people type them: the start that tells one from the others.

/// As much of a random id as tells sessions apart, mostly.
const RANDOM: usize = 8;
/// Ids of at most so many characters are written as they are.
const LONG: usize = 2 * RANDOM;
/// An id that begins with the time tells less by its start: of a UUID the time takes twelve digits and a hyphen, and a day is
/// followed by its hour.
const TIMED: usize = 13;

/// Returns as much of a session's id as names it: the start, with the time or the prefix that some ids begin with.
///
/// ```
/// use scopeon_app::words::short_id;
/// assert_eq!(short_id("aa5e63be-11d4-4c4f-9e41-000000000000"), "aa5e63be");
/// assert_eq!(short_id("2026-11-28T10:35:00.000Z"), "2026-11-28T10");
/// ```
#[must_use]
pub fn short_id(id: &str) -> String {
    if id.chars().nth(LONG).is_none() {
        return id.to_owned();
    }
    id.chars().take(least(id)).collect()
}

fn least(id: &str) -> usize {
    let bytes = id.as_bytes();
    let is_timed = bytes.get(13) == Some(&b'-') && bytes.get(14) == Some(&b'7');
    if is_timed || is_dated(bytes) {
        TIMED
    } else {
        // What all ids of an agent begin with tells none of them: `ses_`, `T-`.
        let prefix = id.char_indices().take(RANDOM - 1).find(|(_, c)| matches!(c, '_' | '-'));
        prefix.map_or(0, |(at, _)| at + 1) + RANDOM
    }
}

/// Begins with a day, as `2026-11-28`.
fn is_dated(id: &[u8]) -> bool {
    let day = id.get(..10).unwrap_or_default();
    day.len() == 10
        && day
            .iter()
            .enumerate()
            .all(|(at, byte)| if at == 4 || at == 7 { *byte == b'-' } else { byte.is_ascii_digit() })
}

#[cfg(test)]
mod tests {
    use super::short_id;

    #[test]
    fn a_start_names_a_session() {
        let cases = [
            ("aa5e63be-11d4-4c4f-9e41-000000000000", "aa5e63be"),
            ("019fa149-1c5e-7a3b-8d7a-000000000001", "019fa149-1c5e"),
            ("2026-11-28T10:35:00.000Z", "2026-11-28T10"),
            ("2026-11-27T09-35-00.000Z", "2026-11-27T09"),
            ("ses_d9311b7170e34c8c8f1b8fc661a976c8", "ses_d9311b71"),
            ("T-1ada70ea-57bb-4a03-8368-026c7920b128", "T-1ada70ea"),
            ("20261122_1", "20261122_1"),
            ("navigation", "navigation"),
            ("üüüüüüüüüüüüüüüüüüüü", "üüüüüüüü"),
        ];
        for (id, expected) in cases {
            assert_eq!(short_id(id), expected);
        }
    }
}
