//! How words make a title or a version, and how files end.

/// A version in one word without a digit, such as `dev`, has at most so many characters.
const VERSION_WORD: usize = 16;
/// A program's name before its version has at most so many words.
const NAME_WORDS: usize = 3;

/// Words that each begin with a capital or a digit; a domain may come first.
pub(super) fn is_title(text: &str, most: usize) -> bool {
    let begins = |word: &str| {
        word.trim_start_matches('(')
            .bytes()
            .next()
            .is_some_and(|byte| byte.is_ascii_uppercase() || byte.is_ascii_digit())
    };
    let is_domain = |word: &str| word.len() <= 32 && word.split('.').count() == 2;
    let words = || text.split(' ');
    words().count() <= most
        && words().enumerate().all(|(at, word)| begins(word) || (at == 0 && is_domain(word)))
}

/// A word with a digit, or a short one; a program's name may stand before it, and in brackets behind it.
pub(super) fn is_version(text: &str) -> bool {
    let (text, note) = match text.split_once(" (") {
        Some((text, note)) => (text, note.strip_suffix(')')),
        None => (text, Some("")),
    };
    let is_note = note.is_some_and(|note| note.is_empty() || is_title(note, 3) || is_number(note));
    let mut words = text.rsplit(' ');
    let last = words.next().unwrap_or_default();
    let name: Vec<&str> = words.collect();
    let is_word = |word: &&str| word.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-');
    let is_named = name.len() <= NAME_WORDS
        && name.iter().all(|word| word.len() <= 24 && is_word(word))
        && (name.len() < 2 || name.iter().all(|word| word.starts_with(|c: char| c.is_ascii_uppercase())));
    let is_short_word = name.is_empty() && last.len() <= VERSION_WORD && !last.contains(['/', '(']);
    is_note && is_named && (is_short_word || is_number(last) && begins_a_number(last, !name.is_empty()))
}

fn is_number(text: &str) -> bool {
    !text.contains(' ') && text.bytes().any(|byte| byte.is_ascii_digit())
}

/// Behind a program's name only a number is a version.
fn begins_a_number(text: &str, is_named: bool) -> bool {
    let first = text.strip_prefix('v').unwrap_or(text).bytes().next();
    !is_named || (first.is_some_and(|byte| byte.is_ascii_digit()) && text.contains('.'))
}

/// How files of models end, which are called by them.
const WEIGHTS: &[&str] = &["gguf", "ggml", "bin", "onnx", "task"];

/// `src/main.rs` is a file, `server/tool` is none.
pub(super) fn ends_like_a_file(text: &str) -> bool {
    let last = text.rsplit('/').next().unwrap_or_default();
    last.rsplit_once('.').is_some_and(|(name, end)| {
        let is_ending = (1..=5).contains(&end.len()) && end.bytes().all(|byte| byte.is_ascii_alphabetic());
        !name.is_empty() && is_ending && !WEIGHTS.contains(&end)
    })
}

/// `C:/…` and `C:…` with a backslash.
pub(super) fn has_drive(text: &str) -> bool {
    let bytes = text.as_bytes();
    bytes.first().is_some_and(u8::is_ascii_alphabetic)
        && bytes.get(1) == Some(&b':')
        && matches!(bytes.get(2), Some(b'/' | b'\\'))
}

/// Returns `true` if the text ends as a file that holds a model and nothing else.
pub(super) fn is_weights(text: &str) -> bool {
    text.rsplit_once('.').is_some_and(|(_, end)| matches!(end, "gguf" | "ggml" | "safetensors"))
}
