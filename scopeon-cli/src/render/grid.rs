//! A table without its layout.

/// What a row is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum RowKind {
    /// A row of its own.
    Plain,
    /// A part of the row above.
    Part,
    /// The sum, after a rule.
    Total,
}

/// A table without its layout.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Grid {
    /// The heading it stands below.
    pub(crate) heading: Option<String>,
    /// The titles of its columns.
    pub(crate) titles: Vec<String>,
    /// Its rows.
    pub(crate) rows: Vec<(RowKind, Vec<String>)>,
}
