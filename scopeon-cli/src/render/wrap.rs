//! Sentences and lists that go on in the next line.

use unicode_width::{UnicodeWidthChar, UnicodeWidthStr};

/// Breaks text at spaces into lines of at most `room` characters; a longer word stands alone.
pub(crate) fn wrap(text: &str, room: usize) -> Vec<String> {
    let mut lines = vec![String::new()];
    for word in text.split(' ') {
        let fits = |line: &String| line.is_empty() || line.width() + 1 + word.width() <= room;
        match lines.last_mut().filter(|last| fits(last)) {
            Some(last) if last.is_empty() => last.push_str(word),
            Some(last) => {
                last.push(' ');
                last.push_str(word);
            }
            None => lines.push(word.to_owned()),
        }
    }
    lines
}

/// Breaks text at spaces, and words that are longer than a line at a separator of paths, or where the line ends.
pub(crate) fn wrap_all(text: &str, room: usize) -> Vec<String> {
    wrap(text, room).iter().flat_map(|line| pieces(line, room.max(1))).collect()
}

fn pieces(line: &str, room: usize) -> Vec<String> {
    let mut pieces = Vec::new();
    let mut rest = line;
    while rest.width() > room {
        let at = cut(rest, room);
        pieces.push(rest[..at].to_owned());
        rest = &rest[at..];
    }
    // A character that is wider than a line leaves nothing behind it.
    if !rest.is_empty() || pieces.is_empty() {
        pieces.push(rest.to_owned());
    }
    pieces
}

/// Where a line is cut that is too long: behind the last separator that fits, unless that is near its start.
fn cut(line: &str, room: usize) -> usize {
    let mut width = 0;
    let (mut end, mut separator) = (0, 0);
    for (at, c) in line.char_indices() {
        width += c.width().unwrap_or(0);
        if width > room && at > 0 {
            break;
        }
        end = at + c.len_utf8();
        if matches!(c, '/' | '\\') {
            separator = end;
        }
    }
    if separator * 2 > end { separator } else { end }
}

/// Returns a sentence that stands alone, as lines of at most `width` characters.
pub(crate) fn sentence(text: &str, width: usize) -> String {
    wrap(text, width).join("\n") + "\n"
}

#[cfg(test)]
mod tests {
    use super::{wrap, wrap_all};

    #[test]
    fn lines_end_at_spaces_and_long_words_where_they_must() {
        let cases = [
            ("", 8, vec![""]),
            ("one two three", 8, vec!["one two", "three"]),
            ("/home/dev/shop is", 10, vec!["/home/dev/", "shop", "is"]),
            ("abcdefghij", 4, vec!["abcd", "efgh", "ij"]),
            ("日本語日本語", 5, vec!["日本", "語日", "本語"]),
            ("日", 1, vec!["日"]),
        ];
        for (text, room, expected) in cases {
            assert_eq!(wrap_all(text, room), expected, "{text}");
        }
        assert_eq!(
            wrap("a /home/dev/shop", 8),
            ["a", "/home/dev/shop"],
            "a path that is to be copied stays whole"
        );
    }
}
