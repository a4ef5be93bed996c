//! Text from elsewhere, made safe for a terminal.

use scopeon_core::label;

/// Returns a text in which nothing can rewrite what a terminal shows: line ends are spaces, and a sign stands for every other
/// control, bidirectional or invisible character.
#[must_use]
pub fn clean(text: &str) -> String {
    let shown = |c: char| match c {
        '\n' | '\t' => ' ',
        _ if label::is_printable(c) => c,
        _ => char::REPLACEMENT_CHARACTER,
    };
    text.chars().map(shown).collect()
}
