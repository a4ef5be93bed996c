//! Sequences that a terminal takes beside cells.

/// Puts text on the clipboard (OSC 52).
pub(crate) fn copy(text: &str) -> String {
    format!("\u{1b}]52;c;{}\u{7}", base64(text.as_bytes()))
}

fn base64(bytes: &[u8]) -> String {
    const LETTERS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let letter = |value: u32| LETTERS.get((value & 63) as usize).copied().map_or('=', char::from);
    let mut text = String::new();
    for chunk in bytes.chunks(3) {
        let byte = |place: usize| u32::from(chunk.get(place).copied().unwrap_or(0));
        let all = byte(0) << 16 | byte(1) << 8 | byte(2);
        let letters = [letter(all >> 18), letter(all >> 12), letter(all >> 6), letter(all)];
        text.extend(
            letters.into_iter().enumerate().map(|(place, c)| if place > chunk.len() { '=' } else { c }),
        );
    }
    text
}

#[cfg(test)]
mod tests {
    use super::copy;

    #[test]
    fn text_is_copied_as_it_is() {
        for (text, expected) in [("", ""), ("a", "YQ=="), ("ab", "YWI="), ("abc", "YWJj"), ("é", "w6k=")] {
            assert_eq!(copy(text), format!("\u{1b}]52;c;{expected}\u{7}"));
        }
    }
}
