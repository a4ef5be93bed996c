//! Words of a command line that is to be typed into a shell.

/// Writes a word as a shell takes it for one: quoted where it would take it for something else.
#[must_use]
pub fn shell_word(word: &str) -> String {
    // No argument of a program has the one character that cannot be quoted.
    shlex::try_quote(word).map_or_else(|_| "''".to_owned(), Into::into)
}

#[cfg(test)]
mod tests {
    use super::shell_word;

    #[test]
    fn a_shell_reads_what_was_meant() {
        for word in [
            "claude-code",
            "(none)",
            "my shop",
            "it's",
            "",
            "a;b",
            "$HOME",
            "`x`",
            "über/straße",
            "~/shop",
            "a\nb",
        ] {
            assert_eq!(shlex::split(&shell_word(word)), Some(vec![word.to_owned()]), "{word}");
        }
        assert_eq!(shell_word("/home/dev/acme.shop"), "/home/dev/acme.shop", "what is plain stays so");
    }
}
