//! Words of a command line as they are typed into a shell.

/// Adds an option with each of its values.
pub(crate) fn spell<'a>(words: &mut Vec<String>, option: &str, values: impl IntoIterator<Item = &'a str>) {
    for value in values {
        words.extend([option.to_owned(), quoted(value)]);
    }
}

/// Quotes a word that a shell would take for something else.
pub(crate) fn quoted(word: &str) -> String {
    let is_plain = |c: char| c.is_alphanumeric() || "-_./:@%+=,~".contains(c);
    if !word.is_empty() && word.chars().all(is_plain) {
        word.to_owned()
    } else {
        format!("'{}'", word.replace('\'', "'\\''"))
    }
}

#[cfg(test)]
mod tests {
    use super::{quoted, spell};

    #[test]
    fn a_shell_reads_what_was_meant() {
        let cases = [
            ("claude-code", "claude-code"),
            ("(none)", "'(none)'"),
            ("my shop", "'my shop'"),
            ("it's", "'it'\\''s'"),
            ("", "''"),
            ("a;b", "'a;b'"),
            ("über/straße", "über/straße"),
        ];
        for (word, expected) in cases {
            assert_eq!(quoted(word), expected);
        }
        let mut words = Vec::new();
        spell(&mut words, "--model", ["a b", "c"]);
        assert_eq!(words.join(" "), "--model 'a b' --model c");
    }
}
