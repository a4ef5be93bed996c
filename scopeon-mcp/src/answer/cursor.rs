//! Where the next page of a list begins: what a caller hands back is what was handed out for the same question.

use xxhash_rust::xxh3::xxh3_64;

use crate::failure::Failure;

/// Writes where the next page begins.
pub(super) fn write(question: &str, offset: usize) -> String {
    format!("{offset}-{:08x}", check(question, offset))
}

/// Reads where a page begins.
///
/// # Errors
///
/// When it was not handed out for that question.
pub(super) fn read(question: &str, cursor: &str) -> Result<usize, Failure> {
    let parts = cursor.split_once('-');
    let offset = parts.and_then(|(offset, _)| offset.parse().ok());
    offset.filter(|offset| write(question, *offset) == cursor).ok_or_else(|| {
        Failure::parameter("cursor", "the cursor is none of this question; begin again without one")
    })
}

/// Half a hash is enough for what is no secret.
fn check(question: &str, offset: usize) -> u32 {
    let hash = xxh3_64(format!("{question}\n{offset}").as_bytes());
    u32::try_from(hash >> 32).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::{read, write};

    #[test]
    fn a_cursor_leads_on_in_its_own_list_alone() {
        let cursor = write("{\"a\":1}", 20);
        assert_eq!(read("{\"a\":1}", &cursor), Ok(20));
        assert!(read("{\"a\":2}", &cursor).is_err());
        for wrong in
            ["", "20", "20-", "21-00000000", "-1-00000000", &format!("{cursor}0"), &format!("+{cursor}")]
        {
            assert!(read("{\"a\":1}", wrong).is_err(), "{wrong}");
        }
    }
}
