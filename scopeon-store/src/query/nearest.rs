//! What lies nearest to a time that holds nothing.

use rusqlite::{Connection, OptionalExtension, Result};
use scopeon_core::time::{Range, Timestamp};

use super::Reader;
use super::filter::{Filter, Selection};
use super::scan::scan;
use crate::error::StoreError;
use crate::write::column;

/// What lies nearest to a range that holds nothing.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Nearest {
    /// When the last session, or the last call of a filter, before it was.
    pub before: Option<Timestamp>,
    /// When the first session, or the first call of a filter, after it was.
    pub after: Option<Timestamp>,
}

impl Reader {
    /// Finds what a filter lets in nearest to a range.
    ///
    /// # Errors
    ///
    /// [`StoreError`] when the file cannot be read or is damaged.
    pub fn nearest(&self, range: Range, filter: &Filter) -> std::result::Result<Nearest, StoreError> {
        self.ask(
            |conn| if filter.is_everything() { of_all(conn, range) } else { of_some(conn, range, filter) },
        )
    }
}

fn of_all(conn: &Connection, range: Range) -> Result<Nearest> {
    const BEFORE: &str = "SELECT last_at FROM session WHERE last_at < ?1 ORDER BY last_at DESC LIMIT 1";
    const AFTER: &str = "SELECT last_at FROM session WHERE last_at >= ?1 ORDER BY last_at LIMIT 1";
    let find = |statement: &str, edge: Option<Timestamp>| {
        let Some(edge) = edge else { return Ok(None) };
        conn.prepare(statement)?
            .query_row([edge.millis()], |row| column::maybe_instant(row, 0))
            .optional()
            .map(Option::flatten)
    };
    Ok(Nearest { before: find(BEFORE, range.since)?, after: find(AFTER, range.until)? })
}

/// Names are told from sums alone, so that all of history is looked through.
fn of_some(conn: &Connection, range: Range, filter: &Filter) -> Result<Nearest> {
    let mut selection = Selection::new(conn, filter)?;
    let mut nearest = Nearest::default();
    scan(conn, &Range::default(), &mut selection, |_, quarter, _| {
        let at = quarter.start();
        if range.since.is_some_and(|since| at < since) {
            nearest.before = nearest.before.max(Some(at));
        } else if range.until.is_some_and(|until| until <= at) {
            nearest.after = Some(nearest.after.map_or(at, |first| first.min(at)));
        }
    })?;
    Ok(nearest)
}
