//! What tools take and give, as tables.

/// What a tool takes.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Param {
    /// Its name.
    pub(crate) name: &'static str,
    /// Other names that are understood.
    pub(crate) also: &'static [&'static str],
    /// What it may be.
    pub(crate) kind: Kind,
    /// What it says, where the name does not.
    pub(crate) about: &'static str,
}

impl Param {
    /// Returns `true` if that is one of its names.
    pub(crate) fn is_called(&self, name: &str) -> bool {
        self.name == name || self.also.contains(&name)
    }

    /// Returns `true` if it has to be stated.
    pub(crate) const fn is_needed(&self) -> bool {
        matches!(self.kind, Kind::Needed | Kind::NeededTexts)
    }
}

/// What a parameter may be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    /// A text.
    Text,
    /// A text that has to be stated.
    Needed,
    /// Texts.
    Texts,
    /// Texts that have to be stated.
    NeededTexts,
    /// One of some words.
    Word(&'static [&'static str]),
    /// A whole number from one on up to a largest one.
    Count(usize),
    /// `true` or `false`.
    Flag,
}

/// What a tool gives.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Field {
    /// Its name.
    pub(crate) name: &'static str,
    /// What it is.
    pub(crate) is: Is,
}

/// What a field is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Is {
    /// An amount of dollars as text; null where it is not known.
    Usd,
    /// A whole number; null where it is not known.
    Count,
    /// A number; null where it is not known.
    Number,
    /// A text; null where it is not known.
    Text,
    /// An instant of UTC; null where it is not known.
    At,
    /// `true` or `false`.
    Flag,
    /// A part with fields of its own.
    Part,
    /// Rows with fields of their own.
    Rows,
}
