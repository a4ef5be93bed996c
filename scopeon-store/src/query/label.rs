//! What a thing is called in answers.

use rusqlite::{Connection, OptionalExtension, Result};

use crate::write::column;

/// The key of what belongs to no project or branch.
pub(crate) const NONE: &str = "(none)";

/// Returns a label's text; 0 is none.
pub(crate) fn label_text(conn: &Connection, label: i64) -> Result<Option<String>> {
    conn.prepare_cached("SELECT text FROM label WHERE id = ?1")?
        .query_row([label], |row| column::text(row, 0))
        .optional()
}

/// Returns a session's id as its agent shows it; its identity where only references to it were seen.
pub(crate) fn session_key(conn: &Connection, session: i64) -> Result<String> {
    conn.prepare_cached("SELECT coalesce(key, lower(hex(uid))) FROM session WHERE id = ?1")?
        .query_row([session], |row| column::text(row, 0))
}
