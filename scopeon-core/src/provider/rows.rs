//! Rows of another program's database. A provider names a table and columns and writes no SQL; what it does
//! not name is not read.

use super::issue::IssueKind;
use super::read_error::ReadError;
use super::sink::Flow;
use super::source::Source;

/// A private, read-only copy of an agent's database, with limits and a deadline.
pub trait Rows {
    /// Returns the source that is read.
    fn source(&self) -> &Source;

    /// Returns `true` if a table has a column. Agents change their schemas; look before use.
    ///
    /// # Errors
    ///
    /// [`ReadError`] when the database cannot be read.
    fn has(&mut self, table: &str, column: &str) -> Result<bool, ReadError>;

    /// Returns `true` if there is no table in it, nor a view: an agent that has just begun has not made them yet.
    ///
    /// # Errors
    ///
    /// [`ReadError`] when the database cannot be read.
    fn is_empty(&mut self) -> Result<bool, ReadError> {
        Ok(true)
    }

    /// Shows every selected row to `visit`, in the order of [`Select::above`]'s column where one is given.
    ///
    /// A table that does not exist has no rows, and a column that does not exist is absent in every row.
    ///
    /// # Errors
    ///
    /// [`ReadError`] when the database cannot be read on, or the deadline has passed.
    fn select(
        &mut self,
        select: &Select<'_>,
        visit: &mut dyn FnMut(&dyn Row) -> Flow,
    ) -> Result<(), ReadError>;
}

/// What to read of one table.
#[derive(Clone, Copy, Debug)]
pub struct Select<'a> {
    /// The table.
    pub table: &'a str,
    /// The columns, in the order in which [`Row`] numbers them.
    pub columns: &'a [Column<'a>],
    /// Only rows whose value in this column is greater than the number, and in its order: for tables that grow.
    pub above: Option<(&'a str, i64)>,
    /// Only rows whose value in this column is this text.
    pub equals: Option<(&'a str, &'a str)>,
    /// Only rows whose text in this column starts with this text.
    pub starts_with: Option<(&'a str, &'a str)>,
}

impl<'a> Select<'a> {
    /// Selects columns of every row of a table.
    #[must_use]
    pub const fn all(table: &'a str, columns: &'a [Column<'a>]) -> Self {
        Self { table, columns, above: None, equals: None, starts_with: None }
    }

    /// Selects only rows above a number in a column, in that column's order.
    #[must_use]
    pub const fn above(mut self, column: &'a str, number: i64) -> Self {
        self.above = Some((column, number));
        self
    }

    /// Selects only rows with a text in a column.
    #[must_use]
    pub const fn equals(mut self, column: &'a str, text: &'a str) -> Self {
        self.equals = Some((column, text));
        self
    }

    /// Selects only rows whose text in a column starts with a text.
    #[must_use]
    pub const fn starts_with(mut self, column: &'a str, text: &'a str) -> Self {
        self.starts_with = Some((column, text));
        self
    }
}

/// One column of a selection.
#[derive(Clone, Copy, Debug)]
#[non_exhaustive]
pub enum Column<'a> {
    /// A column's own value.
    Plain(&'a str),
    /// A value inside a column that holds JSON, by an SQLite path such as `$.tokens.input`: the rest of the
    /// document, which may be content, does not leave the engine.
    Json(&'a str, &'a str),
    /// The digest of a value inside a column that holds JSON, objects and arrays too, to make a
    /// [`InputFingerprint`](crate::input_fingerprint::InputFingerprint) of: an integer whose bits are the digest's. The value itself
    /// does not leave the engine.
    Digest(&'a str, &'a str),
    /// How many bytes a column's value has, without reading it.
    Bytes(&'a str),
}

/// One row, its columns numbered from 0 as they were selected.
pub trait Row {
    /// Returns an integer; also from text that is one.
    fn integer(&self, column: usize) -> Option<i64>;
    /// Returns a number; also from text that is one.
    fn real(&self, column: usize) -> Option<f64>;
    /// Returns text.
    fn text(&self, column: usize) -> Option<&str>;
    /// Returns a blob's bytes, or text's.
    fn bytes(&self, column: usize) -> Option<&[u8]>;
    /// Says that a column does not hold what it is for: a count that is none, a time that is no instant. An issue of that
    /// kind is noted at the row, unless the column holds nothing.
    fn doubt(&self, column: usize, kind: IssueKind) {
        let _ = (column, kind);
    }
}
