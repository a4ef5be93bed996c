//! Cutting a text to a width.

use unicode_segmentation::UnicodeSegmentation;

use super::{columns, grapheme_columns};

/// What of a text that is cut is kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Keep {
    /// Its start: names.
    Start,
    /// Its end: paths.
    End,
    /// Both: branches.
    Both,
}

/// Cuts a text to at most `width` columns; `…` stands for what is left out.
pub(crate) fn fit(text: &str, width: usize, keep: Keep) -> String {
    if columns(text) <= width {
        return text.to_owned();
    }
    let Some(room) = width.checked_sub(1) else { return String::new() };
    match keep {
        Keep::Start => format!("{}…", start(text, room)),
        Keep::End => format!("…{}", end(text, room)),
        Keep::Both => format!("{}…{}", start(text, room / 2), end(text, room.div_ceil(2))),
    }
}

fn start(text: &str, room: usize) -> String {
    taken(text.graphemes(true), room).concat()
}

fn end(text: &str, room: usize) -> String {
    let mut kept = taken(text.graphemes(true).rev(), room);
    kept.reverse();
    kept.concat()
}

fn taken<'a>(graphemes: impl Iterator<Item = &'a str>, room: usize) -> Vec<&'a str> {
    let mut used = 0;
    graphemes
        .take_while(|grapheme| {
            used += grapheme_columns(grapheme);
            used <= room
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::{Keep, fit};

    #[test]
    fn what_is_cut_is_cut_between_characters() {
        let cases = [
            ("short", 5, Keep::Start, "short"),
            ("longer", 5, Keep::Start, "long…"),
            ("/home/me/shop", 6, Keep::End, "…/shop"),
            ("feature/payment", 9, Keep::Both, "feat…ment"),
            ("日本語", 4, Keep::Start, "日…"),
            ("日本語", 4, Keep::End, "…語"),
            ("e\u{301}e\u{301}e\u{301}", 2, Keep::Start, "e\u{301}…"),
            ("any", 0, Keep::Start, ""),
            ("any", 1, Keep::Both, "…"),
        ];
        for (text, width, keep, expected) in cases {
            assert_eq!(fit(text, width, keep), expected, "{text} to {width}");
        }
    }
}
