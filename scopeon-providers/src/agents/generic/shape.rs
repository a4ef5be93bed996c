//! Which names of responses look as those do that services make up, unique in the world.

use crate::kit::uuid::is_uuid;

/// What services' names begin with.
const PREFIXES: [&str; 4] = ["chatcmpl-", "resp_", "gen-", "batch_req_"];
/// What the names of one vendor's messages begin with, its own and two clouds'.
const MESSAGES: [&str; 3] = ["msg_01", "msg_bdrk_01", "msg_vrtx_01"];
/// A shorter word may be a counter, a clock or a person's.
const MIN_WORD: usize = 16;

/// Returns `true` if a name looks unique: a UUID, or a known beginning and a long word of letters and digits. Whether it is
/// one, other responses of the log tell.
pub(super) fn is_unique(id: &str) -> bool {
    let rest =
        |prefixes: &[&str]| prefixes.iter().find_map(|prefix| id.strip_prefix(prefix).map(str::to_owned));
    if let Some(rest) = rest(&MESSAGES) {
        return is_word(&rest);
    }
    let rest = rest(&PREFIXES).unwrap_or_default();
    // One service puts the second before.
    let (second, word) = rest.rsplit_once('-').unwrap_or(("", &rest));
    is_mixed_uuid(id)
        || is_mixed_uuid(&rest)
        || is_word(word) && second.bytes().all(|byte| byte.is_ascii_digit())
}

fn is_mixed_uuid(text: &str) -> bool {
    is_uuid(text) && is_mixed(text)
}

fn is_word(text: &str) -> bool {
    text.len() >= MIN_WORD && text.bytes().all(|byte| byte.is_ascii_alphanumeric()) && is_mixed(text)
}

fn is_mixed(text: &str) -> bool {
    text.bytes().any(|byte| byte.is_ascii_digit()) && text.bytes().any(|byte| byte.is_ascii_alphabetic())
}
