//! Sentences and lists that go on in the next line.

/// Breaks text at spaces into lines of at most `room` characters; a longer word stands alone.
pub(crate) fn wrap(text: &str, room: usize) -> Vec<String> {
    let mut lines = vec![String::new()];
    for word in text.split(' ') {
        let fits = |line: &String| line.is_empty() || line.chars().count() + 1 + word.chars().count() <= room;
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

/// Returns a sentence that stands alone, as lines of at most `width` characters.
pub(crate) fn sentence(text: &str, width: usize) -> String {
    wrap(text, width).join("\n") + "\n"
}
