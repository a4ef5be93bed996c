//! The search for tables and columns that this program does not make: nobody says what may stand in them.

use std::collections::BTreeSet;

use rusqlite::{Connection, Result};

use super::{Holding, Holds};
use crate::schema;

/// Where what is not known is found. Its name may say anything, so it is counted as values are, and not shown.
pub const SCHEMA: Holding = Holding { table: "sqlite_schema", column: "name", holds: Holds::Schema };

/// Every column of each table, and whatever else there is, by its kind. What is SQLite's own is left out.
const MADE: &str = "SELECT m.name, 'column', c.name FROM sqlite_schema m JOIN pragma_table_xinfo(m.name) c \
    WHERE m.type = 'table' AND m.name NOT LIKE 'sqlite\\_%' ESCAPE '\\' \
    UNION ALL SELECT m.tbl_name, m.type, m.name FROM sqlite_schema m \
    WHERE m.type <> 'table' AND m.name NOT LIKE 'sqlite\\_%' ESCAPE '\\'";

/// Counts what a file holds beside what the current schema makes.
pub(super) fn unknown(conn: &Connection) -> Result<u64> {
    let mut fresh = Connection::open_in_memory()?;
    schema::make(&mut fresh)?;
    let known = made(&fresh)?;
    let strange = made(conn)?.into_iter().filter(|one| !known.contains(one));
    Ok(u64::try_from(strange.count()).unwrap_or(u64::MAX))
}

fn made(conn: &Connection) -> Result<BTreeSet<(String, String, String)>> {
    let mut find = conn.prepare(MADE)?;
    let rows = find.query_map([], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))?;
    rows.collect()
}
