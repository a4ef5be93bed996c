//! The file around an agent's tables, and their rows.

use std::fs::File;
use std::io;
use std::path::Path;

use rusqlite::{Connection, Result, ToSql, params_from_iter};

use crate::sample::mixed::file::{last, surround, touch};
use crate::sample::mixed::session::Session;

/// What an agent's tables are, and how a session is put into them.
#[derive(Clone, Copy)]
pub(crate) struct Format {
    pub(super) schema: &'static str,
    pub(super) insert: fn(&Connection, &Session) -> Result<()>,
}

/// Writes a new database as if the last session had just ended.
pub(crate) fn write(path: &Path, format: Format, sessions: &[&Session]) -> io::Result<()> {
    surround(path)?;
    fill(path, format, sessions).map_err(io::Error::other)?;
    touch(&File::options().write(true).open(path)?, last(sessions))
}

fn fill(path: &Path, format: Format, sessions: &[&Session]) -> Result<()> {
    let mut database = Connection::open(path)?;
    // What is written for the occasion need not outlive a crash, and waiting for the disk takes longest.
    database.execute_batch("PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF;")?;
    let all = database.transaction()?;
    all.execute_batch(format.schema)?;
    sessions.iter().try_for_each(|session| (format.insert)(&all, session))?;
    all.commit()
}

/// Adds a row, of which every column is given.
pub(super) fn row(database: &Connection, table: &str, values: &[&dyn ToSql]) -> Result<()> {
    let places = vec!["?"; values.len()].join(", ");
    let mut insert = database.prepare_cached(&format!("INSERT INTO {table} VALUES({places})"))?;
    insert.execute(params_from_iter(values)).map(drop)
}

/// A count as databases have it.
pub(super) fn number(tokens: u64) -> i64 {
    i64::try_from(tokens).unwrap_or(i64::MAX)
}
