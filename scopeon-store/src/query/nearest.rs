//! What lies nearest to a time that holds nothing.

use rusqlite::OptionalExtension;
use scopeon_core::time::{Range, Timestamp};

use super::Reader;
use crate::error::StoreError;
use crate::write::column;

/// The sessions nearest to a range that holds none.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Nearest {
    /// When the last session before it ended.
    pub before: Option<Timestamp>,
    /// When the first session after it was last active.
    pub after: Option<Timestamp>,
}

impl Reader {
    /// Finds what lies nearest to a range.
    ///
    /// # Errors
    ///
    /// [`StoreError`] when the file cannot be read or is damaged.
    pub fn nearest(&self, range: Range) -> Result<Nearest, StoreError> {
        const BEFORE: &str = "SELECT last_at FROM session WHERE last_at < ?1 ORDER BY last_at DESC LIMIT 1";
        const AFTER: &str = "SELECT last_at FROM session WHERE last_at >= ?1 ORDER BY last_at LIMIT 1";
        self.ask(|conn| {
            let find = |statement: &str, edge: Option<Timestamp>| {
                let Some(edge) = edge else { return Ok(None) };
                conn.prepare(statement)?
                    .query_row([edge.millis()], |row| column::maybe_instant(row, 0))
                    .optional()
                    .map(Option::flatten)
            };
            Ok(Nearest { before: find(BEFORE, range.since)?, after: find(AFTER, range.until)? })
        })
    }
}
