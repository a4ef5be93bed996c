//! Bytes as lines, however they come.

use proptest::prelude::*;
use scopeon_mcp::{Line, Lines};

fn all(lines: &mut Lines, chunks: &[Vec<u8>]) -> Vec<Line> {
    let mut found: Vec<Line> = chunks.iter().flat_map(|chunk| lines.feed(chunk)).collect();
    found.extend(lines.end());
    found
}

/// The same, thought of as one text.
fn expected(bytes: &[u8], most: usize) -> Vec<Line> {
    let mut parts: Vec<&[u8]> = bytes.split(|byte| *byte == b'\n').collect();
    if parts.last().is_some_and(|last| last.is_empty()) {
        parts.pop();
    }
    let line = |part: &[u8]| {
        if part.len() > most {
            Line::TooLong
        } else {
            Line::Whole(part.strip_suffix(b"\r").unwrap_or(part).to_vec())
        }
    };
    parts.into_iter().map(line).collect()
}

proptest! {
    #[test]
    fn lines_do_not_depend_on_how_bytes_come(
        chunks in prop::collection::vec(prop::collection::vec(prop_oneof![Just(b'\n'), Just(b'\r'), any::<u8>()], 0..40), 0..12),
        most in 0_usize..50,
    ) {
        let whole: Vec<u8> = chunks.concat();
        prop_assert_eq!(all(&mut Lines::new(most), &chunks), expected(&whole, most));
        let bytes: Vec<Vec<u8>> = whole.iter().map(|byte| vec![*byte]).collect();
        prop_assert_eq!(all(&mut Lines::new(most), &bytes), expected(&whole, most));
    }
}
