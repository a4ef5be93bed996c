//! Agents' databases for tests, made of a fixture's SQL.
#![expect(clippy::expect_used, reason = "what is missing here is the failure of the test")]

use std::path::Path;

use rusqlite::Connection;

use crate::expect::fixture;

/// Makes the database at `path` of a fixture's SQL and leaves it open, as an agent that runs does.
pub(crate) fn make(path: &Path, sql: &str) -> Connection {
    let conn = open(path);
    conn.execute_batch(&std::fs::read_to_string(fixture(sql)).expect("the SQL is there")).expect("it is SQL");
    conn
}

/// Opens a database as agents do, with a write-ahead log.
pub(crate) fn open(path: &Path) -> Connection {
    std::fs::create_dir_all(path.parent().expect("a directory")).expect("a directory");
    let conn = Connection::open(path).expect("a database");
    conn.pragma_update(None, "journal_mode", "WAL").expect("a log");
    conn
}

/// Makes a database of one file, closed.
pub(crate) fn settle(path: &Path, sql: &str) {
    make(path, sql).close().expect("it closes");
}
