//! One row of an agent's table, read leniently: agents store numbers as text.

use std::cell::OnceCell;

use rusqlite::types::ValueRef;
use scopeon_core::provider::{IssueKind, Row};

use super::document::{Fits, Found};
use super::faults::Faults;
use super::query::Layout;

/// A row as SQLite shows it, and what was asked of the documents in it, once it is looked at.
pub(super) struct SqlRow<'a> {
    row: &'a rusqlite::Row<'a>,
    layout: &'a Layout,
    faults: &'a Faults,
    inside: OnceCell<Vec<Found<'a>>>,
}

impl<'a> SqlRow<'a> {
    pub(super) const fn new(row: &'a rusqlite::Row<'a>, layout: &'a Layout, faults: &'a Faults) -> Self {
        Self { row, layout, faults, inside: OnceCell::new() }
    }

    /// Returns `true` if the row is one of those that were asked for: SQLite takes text for more than every number.
    pub(super) fn is_above(&self) -> bool {
        let Some((place, name)) = &self.layout.above else { return true };
        let is_number = matches!(self.cell(*place), ValueRef::Integer(_) | ValueRef::Real(_));
        if !is_number {
            self.faults.note(name, self.number(), IssueKind::Malformed);
        }
        is_number
    }

    /// The number of the row, where its table has such.
    fn number(&self) -> i64 {
        match self.layout.rowid.map(|place| self.cell(place)) {
            Some(ValueRef::Integer(number)) => number,
            _ => 0,
        }
    }

    fn value(&self, column: usize) -> ValueRef<'_> {
        if let Some(place) = self.layout.cells.get(column).copied().flatten() {
            return self.cell(place);
        }
        match self.inside.get_or_init(|| self.find()).get(column) {
            Some(Found::Integer(number)) => ValueRef::Integer(*number),
            Some(Found::Real(number)) => ValueRef::Real(*number),
            Some(Found::Text(text)) => ValueRef::Text(text.as_bytes()),
            Some(Found::Missing | Found::Nothing | Found::Nested) | None => ValueRef::Null,
        }
    }

    fn cell(&self, place: usize) -> ValueRef<'a> {
        self.row.get_ref(place).unwrap_or(ValueRef::Null)
    }

    fn find(&self) -> Vec<Found<'a>> {
        let mut found = Vec::new();
        found.resize_with(self.layout.cells.len(), Found::default);
        for document in &self.layout.documents {
            let fits = match self.cell(document.place) {
                // A document may be stored as a blob.
                ValueRef::Text(text) | ValueRef::Blob(text) => document.wanted.find(text, &mut found),
                ValueRef::Null => Fits::Yes,
                ValueRef::Integer(_) | ValueRef::Real(_) => Fits::No,
            };
            if fits == Fits::No {
                self.faults.note(&document.name, self.number(), IssueKind::Malformed);
            }
        }
        found
    }

    /// Returns `true` if nothing stands in a column.
    fn is_blank(&self, column: usize) -> bool {
        if self.layout.cells.get(column).copied().flatten().is_none()
            && matches!(self.inside.get_or_init(|| self.find()).get(column), Some(Found::Nested))
        {
            return false;
        }
        match self.value(column) {
            ValueRef::Null => true,
            ValueRef::Text(text) | ValueRef::Blob(text) => text.trim_ascii().is_empty(),
            ValueRef::Integer(_) | ValueRef::Real(_) => false,
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

    fn doubt(&self, column: usize, kind: IssueKind) {
        if let Some(name) = self.layout.names.get(column)
            && !self.is_blank(column)
        {
            self.faults.note(name, self.number(), kind);
        }
    }
}

/// A real number that is whole and exact.
#[expect(clippy::cast_possible_truncation, reason = "the range is checked")]
fn whole(number: f64) -> Option<i64> {
    const EXACT: f64 = 9_007_199_254_740_992.0;
    (number.fract() == 0.0 && number.abs() <= EXACT).then_some(number as i64)
}
