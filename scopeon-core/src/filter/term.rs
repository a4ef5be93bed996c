//! One condition of a filter.

use super::comparison::Comparison;
use super::field::{Edge, NameField, NumberField, State};
use super::pattern::NamePattern;

/// One condition.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Term {
    /// A text, in lower case, that has to be somewhere in what is shown.
    Word(String),
    /// A figure stands to an amount as is said.
    Number(NumberField, Comparison),
    /// Something is called as is said.
    Name(NameField, NamePattern),
    /// It was since or until then, as the inputs of those names take it.
    Time(Edge, String),
    /// It is so.
    Is(State),
}
