//! What is wrong with a configuration, and where.

use crate::label::Label;

/// Something in a configuration that is not allowed there.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("line {line}: {key}: {problem}")]
pub struct ConfigError {
    /// The line, the first being 1.
    pub line: usize,
    /// The key with its table: `privacy.paths`.
    pub key: String,
    /// What is wrong and what is allowed.
    pub problem: String,
}

impl ConfigError {
    pub(super) fn new(error: &toml::de::Error, text: &str) -> Self {
        let offset = error.span().map_or(0, |span| span.start).min(text.len());
        let problem = error.message().lines().next().unwrap_or("not readable");
        Self { line: line_of(text, offset), key: key_at(text, offset), problem: clean(problem) }
    }
}

/// Drops what could rewrite a terminal.
pub(super) fn clean(text: &str) -> String {
    Label::new(text).map_or_else(String::new, |label| label.as_str().to_owned())
}

pub(super) fn line_of(text: &str, offset: usize) -> usize {
    1 + text.bytes().take(offset).filter(|byte| *byte == b'\n').count()
}

/// The dotted name of the key at a place: the last table header above it and what stands before the `=`.
fn key_at(text: &str, offset: usize) -> String {
    let line = line_of(text, offset);
    let above = || text.lines().take(line).map(str::trim);
    let table = above().filter_map(|line| line.strip_prefix('[')).last().unwrap_or_default();
    let table = table.trim_start_matches('[').split(']').next().unwrap_or_default().trim();
    let last = above().last().unwrap_or_default();
    let key = if last.starts_with('[') { "" } else { last.split('=').next().unwrap_or_default().trim() };
    match (table.is_empty(), key.is_empty()) {
        (true, _) => clean(key),
        (false, true) => clean(table),
        (false, false) => clean(&format!("{table}.{key}")),
    }
}
