//! Where the next page of a list begins, signed: what a caller hands back is what was handed out, for the same question.

use data_encoding::BASE64URL_NOPAD;
use subtle::ConstantTimeEq;

use crate::problem::Problem;
use crate::token::Signer;

/// As much of a signature is enough for what is no secret.
const SIGNED: usize = 12;

/// Writes where the next page begins.
pub(crate) fn write(signer: &Signer, question: &str, offset: usize) -> String {
    let offset = u64::try_from(offset).unwrap_or(u64::MAX).to_be_bytes();
    let mut bytes = offset.to_vec();
    bytes.extend(code(signer, question, offset));
    BASE64URL_NOPAD.encode(&bytes)
}

/// Reads where a page begins.
///
/// # Errors
///
/// When it was not handed out for that question by this server.
pub(crate) fn read(signer: &Signer, question: &str, cursor: &str) -> Result<usize, Problem> {
    let bytes = BASE64URL_NOPAD.decode(cursor.as_bytes()).unwrap_or_default();
    let parts = bytes.split_first_chunk::<8>();
    let held = parts.filter(|(offset, signed)| bool::from(code(signer, question, **offset).ct_eq(signed)));
    let offset = held.and_then(|(offset, _)| usize::try_from(u64::from_be_bytes(*offset)).ok());
    offset.ok_or_else(|| {
        let detail = "the cursor is none of this question and this server; begin again without one";
        Problem::parameter("cursor", detail)
    })
}

fn code(signer: &Signer, question: &str, offset: [u8; 8]) -> Vec<u8> {
    let mut code = signer.of(&[b"cursor\n", question.as_bytes(), b"\n", &offset[..]].concat());
    code.truncate(SIGNED);
    code
}

#[cfg(test)]
mod tests {
    use super::{Signer, read, write};

    #[test]
    fn a_cursor_leads_on_in_its_own_list_alone() {
        let signer = Signer::new(b"key").expect("a key");
        let cursor = write(&signer, "/sessions", 100);
        assert_eq!(read(&signer, "/sessions", &cursor).ok(), Some(100));
        assert!(read(&signer, "/calls", &cursor).is_err());
        let other = Signer::new(b"other").expect("a key");
        assert!(read(&other, "/sessions", &cursor).is_err());
        for wrong in ["", "AAAA", "????", &format!("{cursor}A"), &cursor[..cursor.len() - 1]] {
            assert!(read(&signer, "/sessions", wrong).is_err(), "{wrong}");
        }
    }
}
