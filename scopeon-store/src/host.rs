//! This machine in the file: a random identity made once, and a name for people.

use std::io;
use std::path::Path;

use rusqlite::{Connection, OptionalExtension, TransactionBehavior};
use scopeon_core::label::Label;

use crate::error::{At, StoreError};

/// Returns this machine's rowid, which is made when the file is new; a new name replaces the old.
pub(crate) fn of(conn: &mut Connection, path: &Path, name: Option<&Label>) -> Result<i64, StoreError> {
    let name = name.map(Label::as_str);
    if let Some((id, known)) = find(conn).at(path)? {
        if name.is_some() && known.as_deref() != name {
            conn.execute("UPDATE host SET name = ?2 WHERE id = ?1", (id, name)).at(path)?;
        }
        return Ok(id);
    }
    make(conn, path, name)
}

/// Returns a key made of this machine's identity in the file, for whoever has none of their own.
pub(crate) fn key(conn: &Connection, id: i64) -> rusqlite::Result<[u8; 32]> {
    let uid: [u8; 16] = conn.query_row("SELECT uid FROM host WHERE id = ?1", [id], |row| row.get(0))?;
    let mut key = [0; 32];
    key.iter_mut().zip(uid.iter().cycle()).for_each(|(byte, part)| *byte = *part);
    Ok(key)
}

fn find(conn: &Connection) -> rusqlite::Result<Option<(i64, Option<String>)>> {
    conn.query_row("SELECT id, name FROM host ORDER BY id LIMIT 1", [], |row| Ok((row.get(0)?, row.get(1)?)))
        .optional()
}

fn make(conn: &mut Connection, path: &Path, name: Option<&str>) -> Result<i64, StoreError> {
    let mut uid = [0_u8; 16];
    getrandom::fill(&mut uid)
        .map_err(|error| StoreError::io(path, "asking for a random number", io::Error::other(error)))?;
    // Of two first runs at once, the second finds what the first made.
    let change = conn.transaction_with_behavior(TransactionBehavior::Immediate).at(path)?;
    let id = if let Some((id, _)) = find(&change).at(path)? {
        id
    } else {
        change.execute("INSERT INTO host (uid, name) VALUES (?1, ?2)", (uid, name)).at(path)?;
        change.last_insert_rowid()
    };
    change.commit().at(path)?;
    Ok(id)
}
