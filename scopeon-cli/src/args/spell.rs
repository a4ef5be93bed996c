//! Words of a command line as they are typed into a shell.

use scopeon_app::words::shell_word;

/// Adds an option with each of its values.
pub(crate) fn spell<'a>(words: &mut Vec<String>, option: &str, values: impl IntoIterator<Item = &'a str>) {
    for value in values {
        words.extend([option.to_owned(), shell_word(value)]);
    }
}
