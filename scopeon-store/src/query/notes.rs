//! What sessions were, beside their figures: for reports whose rows stand for sessions.

use std::collections::BTreeMap;

use rusqlite::{Connection, OptionalExtension, Result};
use scopeon_core::report::SessionNote;

use super::Reader;
use super::sessions::span;
use crate::error::StoreError;

impl Reader {
    /// Returns what sessions were, by their ids; those without an id of their own are left out.
    ///
    /// # Errors
    ///
    /// [`StoreError`] when the file cannot be read or is damaged.
    pub fn session_notes<'a>(
        &self,
        ids: impl Iterator<Item = &'a str>,
    ) -> std::result::Result<BTreeMap<String, SessionNote>, StoreError> {
        self.ask(|conn| {
            let mut notes = BTreeMap::new();
            for id in ids {
                if let Some(note) = note(conn, id)? {
                    notes.insert(id.to_owned(), note);
                }
            }
            Ok(notes)
        })
    }
}

fn note(conn: &Connection, id: &str) -> Result<Option<SessionNote>> {
    let mut find = conn.prepare_cached(
        "SELECT s.id, l.text FROM session s INDEXED BY session_key LEFT JOIN label l ON l.id = s.project \
         WHERE s.key = ?1 AND s.root IS NULL",
    )?;
    let found = find.query_row([id], |row| Ok((row.get(0)?, row.get(1)?))).optional()?;
    let Some((root, project)) = found else { return Ok(None) };
    Ok(Some(SessionNote { project, last_at: span(conn, root)?.1 }))
}
