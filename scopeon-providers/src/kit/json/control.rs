//! Control characters, which no JSON holds but as white space: a file has them where something else was to stand.

/// So many bytes are looked at in one go, without a branch, so that the compiler can compare many of them at once.
const BLOCK: usize = 128;

/// Returns `true` if there is a control character that is no white space. Those are taken where they stand in a text, too.
#[must_use]
pub fn is_in(bytes: &[u8]) -> bool {
    let (blocks, rest) = bytes.as_chunks::<BLOCK>();
    blocks.iter().any(|block| any(block)) || any(rest)
}

#[inline]
fn any(block: &[u8]) -> bool {
    // Ends of lines are everywhere, what else is below a space nearly nowhere.
    block.iter().fold(false, |found, byte| found | is_low(*byte))
        && block.iter().any(|byte| is_control(*byte))
}

#[expect(clippy::needless_bitwise_bool, reason = "without branches the compiler compares many bytes at once")]
const fn is_low(byte: u8) -> bool {
    (byte < b' ') & (byte != b'\n')
}

const fn is_control(byte: u8) -> bool {
    byte < b' ' && !matches!(byte, b'\t' | b'\n' | b'\r')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_is_found_wherever_it_stands() {
        for byte in 0..=u8::MAX {
            for place in [0, 1, 63, 127, 128, 200, 299] {
                let mut bytes = [b'x'; 300];
                bytes[place] = byte;
                let is_one = byte.is_ascii_control() && byte != 0x7f && !b"\t\n\r".contains(&byte);
                assert_eq!(is_in(&bytes), is_one, "{byte} at {place}");
            }
        }
        assert!(!is_in(b""));
    }
}
