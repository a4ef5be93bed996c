//! What a directory is called: a path of any system, an address of one, or a few words.

use super::address::{Behind, has_fair_signs, is_asked, is_none};
use super::mark::{is_mark, is_pseudonym};
use super::random::Limit;
use super::secret::contains_secret;
use super::words::has_drive;

/// A project that is no path has at most so many words and characters.
const WORDS: usize = 6;
const CHARS: usize = 96;
/// As many of its words may be small ones; more are a sentence.
const SMALL_WORDS: usize = 2;
/// One directory of a path has at most so many words.
const WORDS_OF_ONE: usize = 12;
/// The first one of a path has at most so many: a prompt may begin with a slash, too.
const WORDS_OF_FIRST: usize = 2;
/// From so many words on a full stop ends a sentence.
const SENTENCE: usize = 4;

/// A path, its address or a few words; in none of them may a key stand, or a password, or what a page is asked.
pub(super) fn is_project(text: &str) -> bool {
    if is_mark(text) || is_pseudonym(text) {
        return true;
    }
    let fits = if is_path(text) {
        !text.contains("://") && has_fair_signs(text, Behind::Anything) && is_of_components(text)
    } else if text.contains("://") {
        is_address(text)
    } else {
        is_few(text)
    };
    fits && !text.contains(is_unseen) && !is_asked(text) && !contains_secret(text)
}

/// Returns `true` if the text begins as a path does.
pub(super) fn is_path(text: &str) -> bool {
    text.starts_with(['/', '\\']) || text.starts_with("~/") || text.starts_with(r"~\") || has_drive(text)
}

/// No directory is a sentence.
fn is_of_components(text: &str) -> bool {
    let is_fair = |component: &str| {
        let words = component.split_whitespace().count();
        words <= WORDS_OF_ONE && (words < SENTENCE || !component.ends_with(['.', '?', '!']))
    };
    let first = text.strip_prefix('/').and_then(|rest| rest.split('/').find(|part| !part.is_empty()));
    first.is_none_or(|first| first.split_whitespace().count() <= WORDS_OF_FIRST)
        && text.split(['/', '\\']).all(is_fair)
}

/// The address of a directory: no name and no password before its host, and nothing asked.
fn is_address(text: &str) -> bool {
    let Some((scheme, rest)) = text.split_once("://") else { return false };
    let host = rest.split('/').next().unwrap_or_default();
    scheme.len() <= 24
        && scheme.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-')
        && !host.contains('@')
        && !rest.contains("://")
        && !rest.contains(['?', '#'])
        && has_fair_signs(rest, Behind::Anything)
        && is_of_components(rest)
}

/// A directory's own name, or a title: of several words nearly all begin with a capital or a number.
fn is_few(text: &str) -> bool {
    let is_small = |word: &&str| word.chars().next().is_some_and(|c| c.is_alphabetic() && !c.is_uppercase());
    text.chars().count() <= CHARS
        && text.split_whitespace().count() <= WORDS
        && text.split_whitespace().filter(is_small).count() <= SMALL_WORDS
        && !text.contains(['{', '}', '<', '>', ';', '|', '"', '`', '='])
        && is_none(text, Behind::Version)
        && !Limit::PLACES.is_exceeded(text)
}

/// What stands where something invisible was, and what only changes how the character before it is drawn.
const fn is_unseen(c: char) -> bool {
    matches!(c, char::REPLACEMENT_CHARACTER | '\u{fe00}'..='\u{fe0f}')
}
