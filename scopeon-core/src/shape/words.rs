//! How words make a name, and what tells it from a sentence, an address and a path.

use super::secret::holds_token;
use super::{is_mark, is_pseudonym};

/// Families of models: a name of several words begins with one.
const FAMILIES: &[&str] = &[
    "claude",
    "gpt",
    "gemini",
    "gemma",
    "grok",
    "llama",
    "mistral",
    "mixtral",
    "codestral",
    "devstral",
    "magistral",
    "qwen",
    "qwq",
    "deepseek",
    "kimi",
    "glm",
    "minimax",
    "nova",
    "command",
    "phi",
    "granite",
    "nemotron",
    "jamba",
    "swe",
    "composer",
    "raptor",
    "goldeneye",
    "sonnet",
    "opus",
    "haiku",
    "fable",
    "mythos",
    "o1",
    "o3",
    "o4",
    "chatgpt",
    "codex",
    "auto",
    "ernie",
    "doubao",
    "seed",
    "step",
    "hunyuan",
    "yi",
];

/// Words that a model's name holds without a capital.
const KINDS: &[&str] = &[
    "mini",
    "nano",
    "micro",
    "small",
    "medium",
    "large",
    "high",
    "low",
    "xhigh",
    "minimal",
    "max",
    "pro",
    "flash",
    "fast",
    "preview",
    "latest",
    "thinking",
    "reasoning",
    "turbo",
    "beta",
    "exp",
    "experimental",
    "context",
    "instruct",
    "coder",
    "chat",
    "code",
    "deep",
    "think",
    "x-high",
    "vision",
    "free",
    "lite",
    "ultra",
    "codex",
    "default",
];

/// A project that is no path has at most so many words and characters.
const PROJECT_WORDS: usize = 6;
const PROJECT_CHARS: usize = 96;
/// A version in one word without a digit, such as `dev`, has at most so many characters.
const VERSION_WORD: usize = 16;

/// A family's name, its number, and words of what kind it is.
pub(super) fn is_model(text: &str) -> bool {
    let words: Vec<&str> = text.split(' ').map(|word| word.trim_matches(['(', ')'])).collect();
    let family = words.first().map(|first| first.to_ascii_lowercase()).unwrap_or_default();
    words.len() <= 5
        && FAMILIES.iter().any(|known| family.strip_prefix(known).is_some_and(ends_a_family))
        && words.iter().skip(1).all(|word| is_part_of_model(word))
}

/// A family's name ends at a number or a sign: `gpt-5`, `qwen3`.
fn ends_a_family(rest: &str) -> bool {
    rest.bytes().next().is_none_or(|byte| !byte.is_ascii_alphabetic())
}

fn is_part_of_model(word: &str) -> bool {
    let small = word.to_ascii_lowercase();
    let is_number = word.bytes().take(8).any(|byte| byte.is_ascii_digit()) && word.len() <= 12;
    is_number || KINDS.contains(&small.as_str()) || FAMILIES.contains(&small.as_str())
}

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
    let (name, more) = (words.next(), words.next());
    let is_short_word = name.is_none() && last.len() <= VERSION_WORD && !last.contains(['/', '(']);
    let is_named = name.is_none_or(|name| {
        name.len() <= 24 && name.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-')
    });
    is_note && more.is_none() && is_named && (is_short_word || is_number(last) && begins_a_number(last, name))
}

fn is_number(text: &str) -> bool {
    !text.contains(' ') && text.bytes().any(|byte| byte.is_ascii_digit())
}

/// Behind a program's name only a number is a version.
fn begins_a_number(text: &str, name: Option<&str>) -> bool {
    let first = text.strip_prefix('v').unwrap_or(text).bytes().next();
    name.is_none() || (first.is_some_and(|byte| byte.is_ascii_digit()) && text.contains('.'))
}

/// `@` leads a scope, or a version, or the name of a place where plugins come from; an address has a name before it and a
/// domain behind.
pub(super) fn is_no_address(text: &str) -> bool {
    let Some((before, behind)) = text.rsplit_once('@') else { return !text.contains("://") };
    let is_scope = before.is_empty() || before.ends_with('/');
    let is_named = !before.contains(':');
    let is_place = !behind.contains('.') && is_named;
    let before_is_one =
        before.rsplit_once('@').is_none_or(|(outer, _)| outer.is_empty() || outer.ends_with('/'));
    let is_fine =
        is_scope || (is_named && is_dotted_number(behind)) || is_place || behind.starts_with("sha256:");
    !text.contains("://") && before_is_one && is_fine
}

/// `20250514` and `1.2.0-rc` are; `163.com` is a domain.
fn is_dotted_number(text: &str) -> bool {
    let mut parts = text.split('.');
    let first = parts.next().unwrap_or_default();
    let last = parts.next_back().unwrap_or(first);
    let begins = last.bytes().next().is_some_and(|byte| byte.is_ascii_digit());
    begins && first.bytes().all(|byte| byte.is_ascii_digit())
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

/// A path of any system, or a few words; in neither may a key stand, or a password of an address.
pub(super) fn is_project(text: &str) -> bool {
    if is_mark(text) || is_pseudonym(text) {
        return true;
    }
    let is_path =
        text.starts_with(['/', '\\']) || text.starts_with("~/") || text.starts_with(r"~\") || has_drive(text);
    let is_address = text.split_once("://").is_some_and(|(scheme, rest)| {
        let host = rest.split('/').next().unwrap_or_default();
        scheme.len() <= 24
            && scheme.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-')
            && !host.contains('@')
    });
    let is_few = || {
        text.chars().count() <= PROJECT_CHARS
            && text.split_whitespace().count() <= PROJECT_WORDS
            && !text.contains("://")
            && !text.contains(['{', '}', '<', '>', ';', '|', '"', '`', '='])
    };
    (is_path || is_address || is_few()) && !holds_token(text)
}
