//! What a selection asks of the JSON documents in a row, found in one pass over each. What was not asked for is
//! passed over as bytes: no part of a document leaves but the values that were named.

use std::borrow::Cow;

use scopeon_core::input_fingerprint::digest;

use crate::kit::json::control;
use crate::kit::json::scan::{Scan, unescaped};

/// The paths that a selection asks for in one document.
#[derive(Debug, Default)]
pub(super) struct Wanted {
    /// The columns that ask for the value here.
    here: Vec<Ask>,
    members: Vec<(String, Self)>,
    items: Vec<(usize, Self)>,
}

/// One column that asks for a value.
#[derive(Clone, Copy, Debug)]
pub(super) struct Ask {
    /// Its number in the selection.
    pub(super) column: usize,
    /// Whether only the digest of the value is asked for.
    pub(super) digest: bool,
}

/// Whether a document is one in which what is asked for can stand.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Fits {
    Yes,
    No,
}

/// A value as a column shows it.
#[derive(Debug, Default)]
pub(super) enum Found<'a> {
    /// There is none.
    #[default]
    Missing,
    /// There is one that says nothing.
    Nothing,
    /// There is one that is no scalar.
    Nested,
    Integer(i64),
    Real(f64),
    Text(Cow<'a, str>),
}

/// One step of a path.
enum Step<'p> {
    Member(&'p str),
    Item(usize),
}

impl Wanted {
    /// Asks for the value at a path such as `$.tokens.input` or `$[0].name`; a text that is no path asks for nothing.
    pub(super) fn ask(&mut self, path: &str, ask: Ask) {
        let Some(steps) = steps(path) else { return };
        let node = steps.iter().fold(self, |node, step| node.child(step));
        node.here.push(ask);
    }

    fn child(&mut self, step: &Step<'_>) -> &mut Self {
        match step {
            Step::Member(name) => child(&mut self.members, |known| known == name, || (*name).to_owned()),
            Step::Item(number) => child(&mut self.items, |known| known == number, || *number),
        }
    }

    /// Finds what is asked for in a document, and says whether it can hold that: one that is no JSON holds nothing. Of
    /// what is only to be told from others by its digest, anything is as good.
    pub(super) fn find<'a>(&self, document: &'a [u8], found: &mut [Found<'a>]) -> Fits {
        let blank = document.trim_ascii();
        let mut scan = Scan::over(document);
        let value = scan.value().filter(|_| scan.is_done());
        let is_sound = !control::is_in(document);
        let Some(value) = value else {
            return if blank.is_empty() || self.is_digest() { Fits::Yes } else { Fits::No };
        };
        self.look(value, found);
        let is_of_kind = (self.members.is_empty() || value.first() == Some(&b'{'))
            && (self.items.is_empty() || value.first() == Some(&b'['));
        if (is_of_kind && is_sound) || value == b"null" { Fits::Yes } else { Fits::No }
    }

    /// Returns `true` if nothing but digests is asked for.
    fn is_digest(&self) -> bool {
        self.here.iter().all(|ask| ask.digest)
            && self.members.iter().all(|(_, node)| node.is_digest())
            && self.items.iter().all(|(_, node)| node.is_digest())
    }

    fn look<'a>(&self, value: &'a [u8], found: &mut [Found<'a>]) {
        for ask in &self.here {
            let Some(place) = found.get_mut(ask.column) else { continue };
            // Of duplicate members the first is taken.
            if matches!(place, Found::Missing) {
                *place = if ask.digest { digested(value) } else { scalar(value) };
            }
        }
        let mut scan = Scan::over(value);
        // What comes before a fault is taken as it is.
        let _ = match value.first() {
            Some(b'{') if !self.members.is_empty() => scan.object(|key, value| {
                let Some(key) = unescaped(key) else { return };
                if let Some((_, node)) = self.members.iter().find(|(name, _)| name.as_bytes() == &*key) {
                    node.look(value, found);
                }
            }),
            Some(b'[') if !self.items.is_empty() => {
                let mut number = 0;
                scan.array(|value| {
                    if let Some((_, node)) = self.items.iter().find(|(item, _)| *item == number) {
                        node.look(value, found);
                    }
                    number += 1;
                })
            }
            _ => None,
        };
    }
}

/// What is found at a path of a document, as text: for the testkit, which holds it against a full parser.
#[cfg(feature = "testkit")]
pub(crate) fn found(document: &[u8], path: &str) -> Option<String> {
    let mut wanted = Wanted::default();
    wanted.ask(path, Ask { column: 0, digest: false });
    let mut found = [Found::default()];
    let _ = wanted.find(document, &mut found);
    match &found[0] {
        Found::Missing | Found::Nothing | Found::Nested => None,
        Found::Integer(number) => Some(number.to_string()),
        Found::Real(number) => Some(number.to_string()),
        Found::Text(text) => Some(text.to_string()),
    }
}

fn child<K>(
    nodes: &mut Vec<(K, Wanted)>,
    is_it: impl Fn(&K) -> bool,
    make: impl FnOnce() -> K,
) -> &mut Wanted {
    let place = nodes.iter().position(|(key, _)| is_it(key)).unwrap_or_else(|| {
        nodes.push((make(), Wanted::default()));
        nodes.len() - 1
    });
    &mut nodes[place].1
}

/// Takes a path apart; `None` for what is none.
fn steps(path: &str) -> Option<Vec<Step<'_>>> {
    let mut rest = path.strip_prefix('$')?;
    let mut steps = Vec::new();
    while !rest.is_empty() {
        if let Some(inside) = rest.strip_prefix('[') {
            let (number, after) = inside.split_once(']')?;
            steps.push(Step::Item(number.parse().ok()?));
            rest = after;
        } else {
            let name = rest.strip_prefix('.')?;
            let end = name.find(['.', '[']).unwrap_or(name.len());
            let (name, after) = name.split_at(end);
            steps.push(Step::Member(name));
            rest = after;
        }
    }
    Some(steps)
}

/// Objects and arrays stay inside: what else they hold was not asked for.
fn scalar(value: &[u8]) -> Found<'_> {
    match value {
        b"true" => Found::Integer(1),
        b"false" => Found::Integer(0),
        [b'"', ..] => text(value).map_or(Found::Nothing, Found::Text),
        [b'-' | b'0'..=b'9', ..] => number(value),
        [b'{' | b'[', ..] => Found::Nested,
        _ => Found::Nothing,
    }
}

fn number(value: &[u8]) -> Found<'_> {
    let Ok(text) = std::str::from_utf8(value) else { return Found::Nothing };
    if let Ok(number) = text.parse() {
        return Found::Integer(number);
    }
    text.parse().ok().filter(|number: &f64| number.is_finite()).map_or(Found::Nothing, Found::Real)
}

fn text(value: &[u8]) -> Option<Cow<'_, str>> {
    let inside = value.strip_prefix(b"\"")?.strip_suffix(b"\"")?;
    if memchr::memchr(b'\\', inside).is_some() {
        return serde_json::from_slice::<String>(value).ok().map(Cow::Owned);
    }
    std::str::from_utf8(inside).ok().map(Cow::Borrowed)
}

/// Only the digest of a value leaves: of what a string says, and of an object or array as it is written.
fn digested(value: &[u8]) -> Found<'_> {
    let digest = match value.first() {
        Some(b'"') => text(value).map(|text| digest(text.as_bytes())),
        Some(b'{' | b'[') => Some(digest(value)),
        _ => None,
    };
    digest.map_or(Found::Nothing, |digest| Found::Integer(digest.cast_signed()))
}
