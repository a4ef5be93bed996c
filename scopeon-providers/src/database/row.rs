//! One row of an agent's table, read leniently: agents store numbers as text.

use std::cell::OnceCell;

use rusqlite::types::ValueRef;
use scopeon_core::provider::Row;

use super::document::Found;
use super::query::Layout;

/// A row as SQLite shows it, and what was asked of the documents in it, once it is looked at.
pub(super) struct SqlRow<'a> {
    row: &'a rusqlite::Row<'a>,
    layout: &'a Layout,
    inside: OnceCell<Vec<Found<'a>>>,
}

impl<'a> SqlRow<'a> {
    pub(super) const fn new(row: &'a rusqlite::Row<'a>, layout: &'a Layout) -> Self {
        Self { row, layout, inside: OnceCell::new() }
    }

    fn value(&self, column: usize) -> ValueRef<'_> {
        if let Some(place) = self.layout.cells.get(column).copied().flatten() {
            return self.cell(place);
        }
        match self.inside.get_or_init(|| self.find()).get(column) {
            Some(Found::Integer(number)) => ValueRef::Integer(*number),
            Some(Found::Real(number)) => ValueRef::Real(*number),
            Some(Found::Text(text)) => ValueRef::Text(text.as_bytes()),
            Some(Found::Missing | Found::Nothing) | None => ValueRef::Null,
        }
    }

    fn cell(&self, place: usize) -> ValueRef<'a> {
        self.row.get_ref(place).unwrap_or(ValueRef::Null)
    }

    fn find(&self) -> Vec<Found<'a>> {
        let mut found = Vec::new();
        found.resize_with(self.layout.cells.len(), Found::default);
        for (place, wanted) in &self.layout.documents {
            // A document may be stored as a blob.
            if let ValueRef::Text(document) | ValueRef::Blob(document) = self.cell(*place) {
                wanted.find(document, &mut found);
            }
        }
        found
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
