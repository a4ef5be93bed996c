//! What sessions were, beside their figures: for reports whose rows stand for sessions.

use std::collections::BTreeMap;

use rusqlite::{Connection, OptionalExtension, Result};
use scopeon_core::report::SessionNote;
use scopeon_core::time::Timestamp;

use super::Reader;
use super::span::shown;
use crate::error::StoreError;
use crate::write::column;

impl Reader {
    /// Returns what sessions were as of `now`, by their ids; those without an id of their own are left out.
    ///
    /// # Errors
    ///
    /// [`StoreError`] when the file cannot be read or is damaged.
    pub fn session_notes<'a>(
        &self,
        ids: impl Iterator<Item = &'a str>,
        now: Timestamp,
    ) -> std::result::Result<BTreeMap<String, SessionNote>, StoreError> {
        self.ask(|conn| {
            let mut notes = BTreeMap::new();
            for id in ids {
                if let Some(note) = note(conn, id, now)? {
                    notes.insert(id.to_owned(), note);
                }
            }
            Ok(notes)
        })
    }
}

fn note(conn: &Connection, id: &str, now: Timestamp) -> Result<Option<SessionNote>> {
    let mut find = conn.prepare_cached(
        "SELECT s.id, l.text FROM session s INDEXED BY session_key LEFT JOIN label l ON l.id = s.project \
         WHERE s.key = ?1 AND s.root IS NULL",
    )?;
    let found = find.query_row([id], |row| Ok((row.get(0)?, column::maybe_text(row, 1)?))).optional()?;
    let Some((root, project)) = found else { return Ok(None) };
    Ok(Some(SessionNote::new(project, shown(conn, root, Some(now))?.1)))
}
