//! What one word of a filter says: a condition, or a text to look for.

use super::comparison::{Comparison, SIGNS};
use super::error::FilterError;
use super::field::{Edge, NameField, NumberField, State};
use super::pattern::NamePattern;
use super::term::Term;
use crate::time::{Range, Timestamp, Zone};

/// Whether a text is a time does not depend on the present: a day of 2026, in UTC.
fn some_day() -> Timestamp {
    Timestamp::from_millis(1_767_225_600_000).unwrap_or_default()
}

/// A word of a filter, and where it stands in which.
#[derive(Clone, Copy)]
pub(super) struct Written<'a> {
    pub(super) filter: &'a str,
    pub(super) at: usize,
}

impl Written<'_> {
    fn error(self, problem: impl Into<String>) -> FilterError {
        FilterError::new(self.filter, self.at, problem)
    }
}

/// Splits a comparison into name, sign and what stands behind it; none where a word is none.
pub(super) fn split(word: &str) -> Option<(&str, &'static str, &str)> {
    let (name, rest) = word.split_at(word.find(['<', '>', '='])?);
    let sign = SIGNS.into_iter().find(|sign| rest.starts_with(sign))?;
    is_name(name).then(|| (name, sign, rest.get(sign.len()..).unwrap_or_default()))
}

/// Returns `true` if something may be compared by that name.
pub(super) fn is_compared(name: &str) -> bool {
    let name = name.to_ascii_lowercase();
    number_field(&name).is_some() || NameField::of(&name).is_some()
}

/// Reads a comparison.
pub(super) fn compared(
    (name, sign, value): (&str, &str, &str),
    place: Written<'_>,
) -> Result<Term, FilterError> {
    let name = name.to_ascii_lowercase();
    if let Some(field) = number_field(&name) {
        let read = Comparison::parse(sign, value, field.unit());
        let problem = || format!("{name}{sign} takes {}", field.unit().expects());
        return read.map(|read| Term::Number(field, read)).ok_or_else(|| place.error(problem()));
    }
    match NameField::of(&name) {
        Some(field) if sign == "=" => named(field, value, place, NamePattern::Is),
        Some(_) => Err(place.error(format!("{name} is a name: it takes {name}: or {name}="))),
        None => {
            let known = NumberField::ALL.into_iter().map(NumberField::name).chain(NameField::WORDS);
            Err(place.error(format!("there is no {name} to compare")).instead(&name, known))
        }
    }
}

/// Reads what a word with a colon says.
pub(super) fn keyed((key, value): (&str, &str), place: Written<'_>) -> Result<Term, FilterError> {
    if !is_name(key) {
        // A time or a path has a colon, too.
        return Ok(Term::Word(format!("{key}:{value}").to_lowercase()));
    }
    let name = key.to_ascii_lowercase();
    if let Some(field) = NameField::of(&name) {
        return named(field, value, place, NamePattern::Holds);
    }
    if let Some(edge) = Edge::ALL.into_iter().find(|edge| edge.name() == name) {
        return time(edge, value, place);
    }
    if name == "is" {
        let states = State::ALL.into_iter().map(State::name);
        let state = State::ALL.into_iter().find(|state| state.name().eq_ignore_ascii_case(value));
        let problem = || {
            format!("a session is not {value}: is: takes {}", states.clone().collect::<Vec<_>>().join(", "))
        };
        return state.map(Term::Is).ok_or_else(|| place.error(problem()).instead(value, states.clone()));
    }
    if let Some(field) = number_field(&name) {
        return Err(place.error(format!("{name} takes a comparison, such as {}", field.example())));
    }
    let known = NameField::WORDS.into_iter().chain(Edge::ALL.map(Edge::name)).chain(["is"]);
    Err(place.error(format!("there is no {name}: to filter by")).instead(&name, known))
}

/// Returns the sign of another language that stands in a word, and what is written here: as a word it would find nothing.
pub(super) fn foreign(word: &str) -> Option<(&'static str, &'static str)> {
    match word {
        "&&" | "&" => Some(("&", "and")),
        "||" | "|" => Some(("|", "or")),
        _ if word.contains("!=") => Some(("!=", "not field=value")),
        _ if word.starts_with('!') => Some(("!", "not")),
        _ => None,
    }
}

/// Reads a word without a sign in it.
pub(super) fn plain(word: &str) -> Term {
    match word.to_lowercase() {
        word if word == "today" => Term::Time(Edge::Since, word),
        word if word == "anomaly" => Term::Is(State::Anomaly),
        word => Term::Word(word),
    }
}

fn named(
    field: NameField,
    value: &str,
    place: Written<'_>,
    pattern: fn(String) -> NamePattern,
) -> Result<Term, FilterError> {
    if value.trim().is_empty() {
        return Err(place.error(format!("{}: says nothing", field.name())));
    }
    Ok(Term::Name(field, pattern(value.to_owned())))
}

fn time(edge: Edge, value: &str, place: Written<'_>) -> Result<Term, FilterError> {
    let name = edge.name();
    if value.trim().is_empty() {
        return Err(place.error(format!("{name}: says nothing")));
    }
    Range::parse(Some(value), None, Zone::UTC, some_day())
        .map_err(|error| place.error(format!("{name}: takes a time: {error}")))?;
    Ok(Term::Time(edge, value.to_owned()))
}

fn number_field(name: &str) -> Option<NumberField> {
    NumberField::ALL.into_iter().find(|field| field.name() == name)
}

fn is_name(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_alphabetic())
}
