//! Comments on types and fields as people read them outside of the code.

use schemars::Schema;
use serde_json::Value;

/// Makes a description of a comment: its paragraphs in one line each, without examples and links to code.
pub(super) fn tidy(schema: &mut Schema) {
    if let Some(Value::String(text)) = schema.get_mut("description") {
        *text = plain(text);
    }
}

fn plain(text: &str) -> String {
    let mut paragraphs: Vec<String> = Vec::new();
    let mut is_code = false;
    for paragraph in text.split("\n\n") {
        let fences = paragraph.lines().filter(|line| line.starts_with("```")).count();
        if !is_code && fences == 0 {
            paragraphs.push(unlinked(&paragraph.split_whitespace().collect::<Vec<_>>().join(" ")));
        }
        is_code ^= fences % 2 == 1;
    }
    paragraphs.join("\n\n")
}

/// Returns a text with the words of its links and without where they lead.
fn unlinked(text: &str) -> String {
    let (mut plain, mut rest) = (String::new(), text);
    while let Some((before, after)) = rest.split_once('[') {
        plain.push_str(before);
        let Some((words, behind)) = after.split_once(']').filter(|(words, _)| words.starts_with('`')) else {
            plain.push('[');
            rest = after;
            continue;
        };
        plain.push_str(words);
        rest = behind.strip_prefix('(').map_or(behind, closed);
    }
    plain + rest
}

/// Returns what follows the bracket that closes an open one.
fn closed(text: &str) -> &str {
    let mut open = 1;
    let closes = |c: char| {
        open += match c {
            '(' => 1,
            ')' => -1,
            _ => 0,
        };
        open == 0
    };
    text.split_once(closes).map_or("", |(_, behind)| behind)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn comments_are_read_outside_of_the_code() {
        let comment = "A sum\nof [`Usage`], as in [`chain`](super::chain()) or [0, 1].\n\n```\nlet a = 1;\n\nlet b;\n```\n\nThe end.";
        assert_eq!(plain(comment), "A sum of `Usage`, as in `chain` or [0, 1].\n\nThe end.");
    }
}
