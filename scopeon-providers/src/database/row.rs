//! One row of an agent's table, read leniently: agents store numbers as text.

use rusqlite::types::ValueRef;
use scopeon_core::provider::{Column, Row};
use scopeon_core::repeat::digest;

/// A row as SQLite shows it.
pub(super) struct SqlRow<'a> {
    pub(super) row: &'a rusqlite::Row<'a>,
    pub(super) columns: &'a [Column<'a>],
}

impl SqlRow<'_> {
    fn value(&self, column: usize) -> ValueRef<'_> {
        let value = self.row.get_ref(column).unwrap_or(ValueRef::Null);
        match (self.columns.get(column), value) {
            (Some(Column::Digest(..)), ValueRef::Text(text)) => ValueRef::Integer(digest(text).cast_signed()),
            (Some(Column::Digest(..)), _) => ValueRef::Null,
            (_, value) => value,
        }
    }
}

impl Row for SqlRow<'_> {
    fn integer(&self, column: usize) -> Option<i64> {
        match self.value(column) {
            ValueRef::Integer(number) => Some(number),
            ValueRef::Real(number) => whole(number),
            ValueRef::Text(text) => std::str::from_utf8(text).ok()?.trim().parse().ok(),
            ValueRef::Null | ValueRef::Blob(_) => None,
        }
    }

    #[expect(clippy::cast_precision_loss, reason = "what is asked for as a real number may be rounded")]
    fn real(&self, column: usize) -> Option<f64> {
        match self.value(column) {
            ValueRef::Integer(number) => Some(number as f64),
            ValueRef::Real(number) => Some(number),
            ValueRef::Text(text) => std::str::from_utf8(text).ok()?.trim().parse().ok(),
            ValueRef::Null | ValueRef::Blob(_) => None,
        }
    }

    fn text(&self, column: usize) -> Option<&str> {
        let ValueRef::Text(text) = self.value(column) else { return None };
        std::str::from_utf8(text).ok()
    }

    fn bytes(&self, column: usize) -> Option<&[u8]> {
        match self.value(column) {
            ValueRef::Text(bytes) | ValueRef::Blob(bytes) => Some(bytes),
            ValueRef::Null | ValueRef::Integer(_) | ValueRef::Real(_) => None,
        }
    }
}

/// A real number that is whole and exact.
#[expect(clippy::cast_possible_truncation, reason = "the range is checked")]
fn whole(number: f64) -> Option<i64> {
    const EXACT: f64 = 9_007_199_254_740_992.0;
    (number.fract() == 0.0 && number.abs() <= EXACT).then_some(number as i64)
}
