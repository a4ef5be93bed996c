//! Text for cells of a terminal: cleaned of what could rewrite a screen, measured and cut by display width, never inside a
//! character.

mod fit;

use scopeon_core::label;
use unicode_segmentation::UnicodeSegmentation;
use unicode_width::UnicodeWidthStr;

pub(crate) use fit::{Keep, fit};

/// Returns a text in which nothing can rewrite what a terminal shows: line ends are spaces, and a sign stands for every other
/// control, bidirectional or invisible character.
pub(crate) fn clean(text: &str) -> String {
    let shown = |c: char| match c {
        '\n' | '\t' => ' ',
        _ if label::is_printable(c) => c,
        _ => char::REPLACEMENT_CHARACTER,
    };
    text.chars().map(shown).collect()
}

/// Returns how many columns of a terminal a text takes.
pub(crate) fn columns(text: &str) -> usize {
    text.graphemes(true).map(grapheme_columns).sum()
}

/// Returns how many columns one character with its marks takes.
pub(crate) fn grapheme_columns(grapheme: &str) -> usize {
    // A terminal gives a character with its marks two columns at most.
    grapheme.width().min(2)
}

/// Breaks a text at spaces into lines of at most `width` columns; a word that is longer is cut.
pub(crate) fn wrap(text: &str, width: usize) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    let mut line = String::new();
    for word in text.split_whitespace() {
        let word = fit(word, width.max(1), Keep::Start);
        let gap = usize::from(!line.is_empty());
        if columns(&line) + gap + columns(&word) > width && !line.is_empty() {
            lines.push(std::mem::take(&mut line));
        }
        if !line.is_empty() {
            line.push(' ');
        }
        line.push_str(&word);
    }
    lines.push(line);
    lines
}

#[cfg(test)]
mod tests {
    use super::{clean, columns, wrap};

    #[test]
    fn nothing_of_a_name_rewrites_a_screen() {
        assert_eq!(clean("a\u{1b}[31m\u{202e}b\nc\td"), "a\u{fffd}[31m\u{fffd}b c d");
    }

    #[test]
    fn wide_and_marked_characters_are_measured_as_they_are_drawn() {
        let cases = [("", 0), ("ab", 2), ("日本", 4), ("e\u{301}", 1), ("👩‍👩‍👧", 2)];
        for (text, width) in cases {
            assert_eq!(columns(text), width, "{text}");
        }
    }

    #[test]
    fn lines_hold_what_fits() {
        assert_eq!(wrap("one two three", 7), ["one two", "three"]);
        assert_eq!(wrap("extraordinary", 5), ["extr…"]);
        assert_eq!(wrap("", 5), [""]);
    }
}
