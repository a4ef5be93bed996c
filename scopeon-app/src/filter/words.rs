//! The words of a filter: quotes hold together what belongs together.

/// A word of a filter.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Word<'a> {
    /// What stood in quotes.
    Text(&'a str),
    /// A word with a colon whose value stood in quotes.
    Keyed(&'a str, &'a str),
    /// Any other word.
    Bare(&'a str),
}

/// Returns the words of a filter. A quote that is not closed reaches to the end.
pub(super) fn words(text: &str) -> Vec<Word<'_>> {
    let mut found = Vec::new();
    let mut rest = text.trim_start();
    while !rest.is_empty() {
        let (word, after) = first(rest);
        if word != Word::Text("") {
            found.push(word);
        }
        rest = after.trim_start();
    }
    found
}

fn first(text: &str) -> (Word<'_>, &str) {
    if let Some(quoted) = text.strip_prefix('"') {
        let (held, after) = to_quote(quoted);
        return (Word::Text(held), after);
    }
    let end = text.find(char::is_whitespace).unwrap_or(text.len());
    let (word, after) = text.split_at(end);
    match word.split_once(":\"") {
        Some((key, _)) => {
            let (value, after) = to_quote(text.get(key.len() + 2..).unwrap_or_default());
            (Word::Keyed(key, value), after)
        }
        None => (Word::Bare(word), after),
    }
}

fn to_quote(text: &str) -> (&str, &str) {
    text.split_once('"').unwrap_or((text, ""))
}

#[cfg(test)]
mod tests {
    use super::{Word, words};

    #[test]
    fn quotes_hold_together() {
        let cases = [
            ("", vec![]),
            ("a  b", vec![Word::Bare("a"), Word::Bare("b")]),
            ("\"a b\" c", vec![Word::Text("a b"), Word::Bare("c")]),
            ("\"a b", vec![Word::Text("a b")]),
            ("\"\"", vec![]),
            ("p:\"a b\"c", vec![Word::Keyed("p", "a b"), Word::Bare("c")]),
            ("p:\"a", vec![Word::Keyed("p", "a")]),
            ("ü:\"é\" ß", vec![Word::Keyed("ü", "é"), Word::Bare("ß")]),
        ];
        for (text, expected) in cases {
            assert_eq!(words(text), expected, "{text}");
        }
    }
}
