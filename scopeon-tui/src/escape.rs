//! Sequences that a terminal takes beside cells.

use scopeon_core::alert::AlertSeverity;

use crate::attention::Call;
use crate::text::clean;

/// Remembers the window's title, as far as the terminal does that.
pub(crate) const KEEP_TITLE: &str = "\u{1b}[22;0t";
/// Takes the title again that was remembered, and ends the taskbar's progress.
pub(crate) const TAKE_BACK: &str = "\u{1b}]9;4;0\u{7}\u{1b}[23;0t";

/// Calls for attention.
pub(crate) fn call(call: &Call) -> String {
    match call {
        Call::Title(text) => format!("\u{1b}]2;{}\u{7}", clean(text)),
        Call::Progress(None) => "\u{1b}]9;4;0\u{7}".to_owned(),
        Call::Progress(Some((percent, severity))) => {
            let state = match severity {
                AlertSeverity::Critical => 2,
                AlertSeverity::Warning => 4,
                _ => 1,
            };
            format!("\u{1b}]9;4;{state};{percent}\u{7}")
        }
        Call::Bell => "\u{7}".to_owned(),
        Call::Notify(text) => {
            // A terminal takes the one that it knows.
            let text = clean(text).replace(';', ",");
            format!(
                "\u{1b}]9;scopeon: {text}\u{7}\u{1b}]99;;scopeon: {text}\u{1b}\\\u{1b}]777;notify;scopeon;{text}\u{7}"
            )
        }
    }
}

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
    use super::{Call, call, copy};

    #[test]
    fn what_is_called_is_one_sequence() {
        let text = call(&Call::Title("a\u{7}b\u{1b}]0;c".to_owned()));
        assert_eq!(text.matches(['\u{7}', '\u{1b}']).count(), 2, "nothing of a name ends it: {text:?}");
        let text = call(&Call::Notify("x;y\u{7}".to_owned()));
        assert!(text.contains("x,y\u{fffd}"), "{text:?}");
        assert_eq!(call(&Call::Progress(Some((62, super::AlertSeverity::Info)))), "\u{1b}]9;4;1;62\u{7}");
    }

    #[test]
    fn text_is_copied_as_it_is() {
        for (text, expected) in [("", ""), ("a", "YQ=="), ("ab", "YWI="), ("abc", "YWJj"), ("é", "w6k=")] {
            assert_eq!(copy(text), format!("\u{1b}]52;c;{expected}\u{7}"));
        }
    }
}
