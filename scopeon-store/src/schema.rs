//! The versions of the schema.

use std::path::Path;

use rusqlite::Connection;

use crate::error::{At, StoreError};

/// What marks the file as Scopeon's: `ScpN` in ASCII.
pub(crate) const APPLICATION_ID: i32 = 0x5363_704e;

/// The steps; the schema's version is the number of those taken.
pub(crate) const STEPS: &[&str] = &[
    include_str!("../migrations/0001_ledger.sql"),
    include_str!("../migrations/0002_witness.sql"),
    include_str!("../migrations/0003_limits.sql"),
    include_str!("../migrations/0004_outdated.sql"),
    include_str!("../migrations/0005_claim.sql"),
    include_str!("../migrations/0006_context.sql"),
    include_str!("../migrations/0007_carry.sql"),
];

/// Refuses a file that is another program's or a newer release's.
pub(crate) fn check(conn: &Connection, path: &Path) -> Result<(), StoreError> {
    check_against(conn, path, STEPS)
}

/// Makes the current schema in an empty file.
pub(crate) fn make(conn: &mut Connection) -> rusqlite::Result<()> {
    let change = conn.transaction()?;
    STEPS.iter().try_for_each(|step| change.execute_batch(step))?;
    change.commit()
}

/// Returns `true` if the file holds the current schema; an empty file does not yet.
pub(crate) fn is_made(conn: &Connection, path: &Path) -> Result<bool, StoreError> {
    check(conn, path)?;
    let (found, known) = (version(conn).at(path)?, newest(STEPS));
    match found {
        0 => Ok(false),
        _ if found < known => Err(StoreError::OlderSchema { path: path.to_owned(), found, known }),
        _ => Ok(true),
    }
}

const STATE: &str = "SELECT i.application_id, v.user_version, (SELECT count(*) FROM sqlite_schema) \
    FROM pragma_application_id i, pragma_user_version v";

/// Refuses a file that is another program's or has taken more than these steps.
pub(crate) fn check_against(conn: &Connection, path: &Path, steps: &[&str]) -> Result<(), StoreError> {
    // One statement, so that all three are of one commit, should another process make the file just now.
    let (id, found, tables): (i32, u32, i64) =
        conn.query_row(STATE, [], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?))).at(path)?;
    let is_new = id == 0 && found == 0 && tables == 0;
    if id != APPLICATION_ID && !is_new {
        return Err(StoreError::NotScopeon { path: path.to_owned() });
    }
    let known = newest(steps);
    if found > known {
        return Err(StoreError::NewerSchema { path: path.to_owned(), found, known });
    }
    Ok(())
}

/// Returns the version that a schema has after all of these steps.
pub(crate) fn newest(steps: &[&str]) -> u32 {
    u32::try_from(steps.len()).unwrap_or(u32::MAX)
}

/// Returns how many steps a file has taken.
pub(crate) fn version(conn: &Connection) -> rusqlite::Result<u32> {
    conn.pragma_query_value(None, "user_version", |row| row.get(0))
}
