//! What is wrong with a configuration, and where.

use super::keys::{KEYS, Key};
use crate::label::Label;

/// Something in a configuration that is not allowed there.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("line {line}: {key}: {problem}")]
pub struct ConfigError {
    /// The line, the first being 1.
    pub line: usize,
    /// The key with its table: `privacy.paths`. `…` stands for what is no key: nothing of the file is repeated.
    pub key: String,
    /// What is wrong and what is allowed.
    pub problem: String,
}

impl ConfigError {
    pub(super) fn new(error: &toml::de::Error, text: &str) -> Self {
        let span = error.span().unwrap_or_default();
        let offset = span.start.min(text.len());
        let content = Content::around(text, offset, span.end);
        let said = error.message().lines().next().unwrap_or_default();
        Self { line: line_of(text, offset), key: key_at(text, offset), problem: problem(said, &content) }
    }
}

/// What a parser's message may not repeat: a file may hold anything, and an error goes anywhere.
struct Content(Vec<String>);

impl Content {
    /// Takes the words of the lines that an error is about, but for those of the configuration itself.
    fn around(text: &str, start: usize, end: usize) -> Self {
        let lines = line_of(text, start)..=line_of(text, end.clamp(start, text.len()));
        let lines = text.lines().skip(lines.start() - 1).take(lines.count());
        Self(lines.flat_map(words).filter(|word| !is_own(word)).map(str::to_owned).collect())
    }

    fn is_in(&self, message: &str) -> bool {
        words(message).any(|word| self.0.iter().any(|content| content == word))
    }
}

/// The words of a text that are long enough to tell something.
fn words(text: &str) -> impl Iterator<Item = &str> {
    text.split(|c: char| !c.is_alphanumeric() && c != '_').filter(|word| word.chars().count() > 3)
}

/// How messages begin that quote what they found, and what is said instead. What they expected comes after it.
const QUOTING: [(&str, &str); 5] = [
    ("unknown field", "an unknown key"),
    ("unknown variant", "none of the values it may have"),
    ("invalid type", "a value of another type"),
    ("invalid value", "a value that is not allowed"),
    ("invalid length", "another number of values"),
];
/// How types are called in a configuration.
const TYPES: [(&str, &str); 4] =
    [("a sequence", "a list"), ("a map", "a table"), ("i64", "a whole number"), ("u32", "a whole number")];

fn problem(said: &str, content: &Content) -> String {
    let expected = said.rfind(", expected ").map(|at| &said[at + 2..]).filter(|rest| !content.is_in(rest));
    for (quoting, instead) in QUOTING {
        if said.starts_with(quoting) {
            return expected.map_or_else(|| instead.to_owned(), |rest| format!("{instead}; {}", named(rest)));
        }
    }
    // What begins so is one of the configuration's own messages.
    if said.starts_with("expected ") {
        return clean(said);
    }
    if said.is_empty() || content.is_in(said) { "not what may stand here".to_owned() } else { clean(said) }
}

fn named(expected: &str) -> String {
    let what = expected.trim_start_matches("expected ");
    if what.starts_with("struct ") {
        return "expected a table".to_owned();
    }
    let name = TYPES.iter().find(|(name, _)| *name == what).map_or(what, |(_, name)| name);
    format!("expected {}", clean(name))
}

/// Drops what could rewrite a terminal.
fn clean(text: &str) -> String {
    Label::new(text).map_or_else(String::new, |label| label.as_str().to_owned())
}

/// Returns `true` if a word is one of the configuration's own.
fn is_own(word: &str) -> bool {
    let tables = |key: &Key| key.table.split('.').any(|part| part.trim_matches(['[', ']']) == word);
    KEYS.iter().any(|key| key.name == word || tables(key))
}

pub(super) fn line_of(text: &str, offset: usize) -> usize {
    1 + text.bytes().take(offset).filter(|byte| *byte == b'\n').count()
}

/// The dotted name of the key at a place: the last table header above it and what stands before the `=`. What is no name
/// of a key is `…`: the line tells where it is.
fn key_at(text: &str, offset: usize) -> String {
    let line = line_of(text, offset);
    let above = || text.lines().take(line).map(str::trim);
    let table = above().filter_map(|line| line.strip_prefix('[')).last().unwrap_or_default();
    let table = table.trim_start_matches('[').split(']').next().unwrap_or_default().trim();
    let last = above().last().unwrap_or_default();
    let key = if last.starts_with('[') { "" } else { last.split('=').next().unwrap_or_default().trim() };
    let parts = [table, key].into_iter().filter(|part| !part.is_empty()).flat_map(|part| part.split('.'));
    let mut known: Vec<&str> =
        parts.map(|part| if is_own(part.trim()) { part.trim() } else { UNKNOWN }).collect();
    known.dedup_by(|a, b| *a == UNKNOWN && *b == UNKNOWN);
    known.join(".")
}

/// Stands for a key that is none.
const UNKNOWN: &str = "…";
