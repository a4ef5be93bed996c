//! Text for cells of a terminal: cleaned of what could rewrite a screen, measured and cut by display width, never inside a
//! character.

mod fit;

use unicode_segmentation::UnicodeSegmentation;
use unicode_width::{UnicodeWidthChar, UnicodeWidthStr};

pub(crate) use fit::{Keep, fit};
pub(crate) use scopeon_app::words::clean;

/// A character has so many marks and joiners at most, as the longest in use have.
const MARKS: usize = 4;
/// A character is written in so many parts at most.
const PARTS: usize = 12;

/// Cuts what is written over one cell without bound: of each character its first marks and parts are left.
pub(crate) fn bounded(text: &str) -> String {
    text.graphemes(true).flat_map(bounded_grapheme).collect()
}

fn bounded_grapheme(grapheme: &str) -> impl Iterator<Item = char> {
    let mut marks = 0;
    grapheme.chars().take(PARTS).take_while(move |c| {
        marks += usize::from(c.width() == Some(0));
        marks <= MARKS
    })
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
    use super::{bounded, clean, columns, wrap};

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
    fn marks_over_one_cell_are_few() {
        let many = |start: &str, mark: &str, number| format!("{start}{}", mark.repeat(number));
        for (text, left) in [
            (many("a", "\u{301}", 200) + "b", many("a", "\u{301}", 4) + "b"),
            (many("\u{1f469}", "\u{200d}\u{1f469}", 200), many("\u{1f469}", "\u{200d}\u{1f469}", 4)),
            (many("", "\u{1100}", 200), many("", "\u{1100}", 12)),
            ("👩‍👩‍👧‍👦 e\u{301} 日本".to_owned(), "👩‍👩‍👧‍👦 e\u{301} 日本".to_owned()),
            (many("", "\u{301}", 200), many("", "\u{301}", 4)),
        ] {
            assert_eq!(bounded(&text), left, "{text}");
        }
    }

    #[test]
    fn lines_hold_what_fits() {
        assert_eq!(wrap("one two three", 7), ["one two", "three"]);
        assert_eq!(wrap("extraordinary", 5), ["extr…"]);
        assert_eq!(wrap("", 5), [""]);
    }
}
