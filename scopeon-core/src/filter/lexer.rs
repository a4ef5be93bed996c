//! The words of a filter: quotes hold together what belongs together, parentheses stand for themselves.

use super::limits::is_joint;

/// A word and where it begins, in bytes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Token<'a> {
    pub(super) at: usize,
    pub(super) kind: TokenKind<'a>,
}

/// What a word is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum TokenKind<'a> {
    /// An opening parenthesis.
    Open,
    /// A closing one.
    Close,
    /// What stood in quotes.
    Text(String),
    /// A word, a colon or an equals sign, and what stood in quotes behind it.
    Keyed(&'a str, char, String),
    /// Any other word.
    Bare(&'a str),
}

/// Returns the words of a filter. A quote that is not closed reaches to the end.
pub(super) fn tokens(text: &str) -> Vec<Token<'_>> {
    let mut found = Vec::new();
    let mut at = 0;
    while let Some(rest) = text.get(at..).filter(|rest| !rest.is_empty()) {
        let trimmed = rest.trim_start();
        at += rest.len() - trimmed.len();
        if let Some((kind, length)) = first(trimmed) {
            if kind != TokenKind::Text(String::new()) {
                found.push(Token { at, kind });
            }
            at += length;
        }
    }
    found
}

/// The first word of a text that begins with one, and its length.
fn first(text: &str) -> Option<(TokenKind<'_>, usize)> {
    match text.chars().next()? {
        '(' => Some((TokenKind::Open, 1)),
        ')' => Some((TokenKind::Close, 1)),
        '"' => {
            let (held, length) = to_quote(text.get(1..)?);
            Some((TokenKind::Text(held), length + 1))
        }
        _ => bare(text),
    }
}

fn bare(text: &str) -> Option<(TokenKind<'_>, usize)> {
    let word = text.get(..end_of_word(text))?;
    let end = word.len();
    let Some((key, sign)) = before_quote(word) else { return Some((TokenKind::Bare(word), end)) };
    let start = key.len() + 2;
    let (held, length) = to_quote(text.get(start..)?);
    Some((TokenKind::Keyed(key, sign, held), start + length))
}

/// Where a word ends: parentheses that are opened and closed in it are a part of it, as in `fix(parser)`.
fn end_of_word(text: &str) -> usize {
    let word = text.split(char::is_whitespace).next().unwrap_or_default();
    let mut opened = Vec::new();
    for (at, c) in word.char_indices() {
        match c {
            '(' if word.get(..at).is_some_and(is_joint) => return at,
            '(' => opened.push(at),
            ')' if opened.pop().is_none() => return at,
            _ => {}
        }
    }
    opened.first().copied().unwrap_or(word.len())
}

/// What stands before the first quote that follows a colon, or an equals sign behind letters.
fn before_quote(word: &str) -> Option<(&str, char)> {
    let at = word.find(":\"").map(|at| (at, ':'));
    let is = word.find("=\"").map(|at| (at, '='));
    let is = is.filter(|(at, _)| word.bytes().take(*at).all(|byte| byte.is_ascii_alphabetic()));
    let (at, sign) = at.into_iter().chain(is).min()?;
    Some((word.get(..at)?, sign))
}

/// What stands before the closing quote, and the length up to behind it. Two quotes are one that is meant.
fn to_quote(text: &str) -> (String, usize) {
    let mut held = String::new();
    let mut chars = text.char_indices().peekable();
    while let Some((at, c)) = chars.next() {
        if c == '"' && chars.next_if(|(_, next)| *next == '"').is_none() {
            return (held, at + 1);
        }
        held.push(c);
    }
    (held, text.len())
}

#[cfg(test)]
mod tests {
    use super::{TokenKind, tokens};

    #[test]
    fn quotes_hold_together() {
        let text = |text: &str| TokenKind::Text(text.to_owned());
        let keyed = |key, sign, text: &str| TokenKind::Keyed(key, sign, text.to_owned());
        let bare = TokenKind::Bare;
        let cases = [
            ("", vec![]),
            ("a  b", vec![bare("a"), bare("b")]),
            ("\"a b\" c", vec![text("a b"), bare("c")]),
            ("\"a b", vec![text("a b")]),
            ("\"\"", vec![]),
            ("\"a \"\"b\"\"\"", vec![text("a \"b\"")]),
            ("p:\"a b\"c", vec![keyed("p", ':', "a b"), bare("c")]),
            ("p:\"a", vec![keyed("p", ':', "a")]),
            ("p=\"a b\"", vec![keyed("p", '=', "a b")]),
            ("10=\"a b\"", vec![bare("10=\"a"), bare("b\"")]),
            ("ü:\"é\" ß", vec![keyed("ü", ':', "é"), bare("ß")]),
            ("(a)b", vec![TokenKind::Open, bare("a"), TokenKind::Close, bare("b")]),
            ("a(b)c b:(none)", vec![bare("a(b)c"), bare("b:(none)")]),
            ("(a(b))", vec![TokenKind::Open, bare("a(b)"), TokenKind::Close]),
            ("a(b c)", vec![bare("a"), TokenKind::Open, bare("b"), bare("c"), TokenKind::Close]),
            ("NOT(a)", vec![bare("NOT"), TokenKind::Open, bare("a"), TokenKind::Close]),
            ("p:\"(a)\"", vec![keyed("p", ':', "(a)")]),
        ];
        for (text, expected) in cases {
            let kinds: Vec<_> = tokens(text).into_iter().map(|token| token.kind).collect();
            assert_eq!(kinds, expected, "{text}");
        }
        let places: Vec<_> = tokens(" ä (b \"c\" d:\"e\"").into_iter().map(|token| token.at).collect();
        assert_eq!(places, [1, 4, 5, 7, 11]);
    }
}
