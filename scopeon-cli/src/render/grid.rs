//! A table without its layout.

/// What a row is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum RowKind {
    /// A row of its own.
    Plain,
    /// A part of the last row that lies less deep; the first parts of a row are at depth 1. A row is the sum of its parts.
    Part(usize),
    /// A row of its own that is less important: what is not listed alone.
    Minor,
    /// A remark between rows, which is no row for a program.
    Aside,
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
