//! Text from elsewhere, made safe for a terminal.

use scopeon_core::label;

/// Replaces every character that could rewrite what a terminal shows; line ends become spaces.
pub(crate) fn clean(text: &str) -> String {
    let shown = |c: char| match c {
        '\n' | '\t' => ' ',
        _ if label::is_printable(c) => c,
        _ => char::REPLACEMENT_CHARACTER,
    };
    text.chars().map(shown).collect()
}
