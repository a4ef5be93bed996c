//! Connections with the pragmas every one of them has, and the checks that come before the first query.

mod earlier;
mod head;

use std::fmt::Write as _;
use std::path::Path;
use std::time::Duration;

use rusqlite::config::DbConfig;
use rusqlite::{Connection, OpenFlags};

use crate::error::{At, StoreError};
use crate::owner::{self, Owners};
use crate::private::{self, SIDES, beside};
use crate::{patience, schema};

pub use head::{DatabaseKind, database_kind};

/// The first release without the bug that lets a checkpoint and a commit of two connections damage the file.
const FIRST_SOUND: i32 = 3_051_003;
/// What the write-ahead log may grow to before it is merged, in pages of 4 KiB: 48 MiB. Merging seldom writes
/// a page once that many commits changed.
const MERGE_PAGES: i64 = 12_000;
/// The bounds of the writer's page cache in pages of 4 KiB: 16 MiB and 128 MiB.
const WRITER_CACHE_PAGES: (i64, i64) = (4 * 1024, 32 * 1024);
/// The page cache of a lean writer: 8 MiB.
const LEAN_CACHE_PAGES: i64 = 2 * 1024;
/// The page cache of a writer that has written nothing yet, as of every reader: 2 MB. To look up how far a hundred thousand
/// logs are read goes over tens of megabytes once.
const IDLE_CACHE_PAGES: i64 = 512;

/// Refuses a database that is another user's, another program's, or no file; what is not there yet is nobody's. Nothing is
/// changed, and a file of another user's is not opened.
pub(crate) fn check_own(path: &Path) -> Result<(), StoreError> {
    owner::check(path, Owners::User)?;
    for side in SIDES {
        let side = beside(path, side);
        owner::check(&side, Owners::User)?;
        // SQLite would open a pipe, and wait for whoever writes to it.
        if std::fs::metadata(&side).is_ok_and(|about| !about.is_file()) {
            return Err(StoreError::NotPrivate { path: side, reason: "not a regular file" });
        }
    }
    match head::check(path) {
        Err(StoreError::Io { source, .. }) if source.kind() == std::io::ErrorKind::NotFound => Ok(()),
        checked => checked,
    }
}

/// Opens the connection of the single writer; the file must be there. The write-ahead log is left as it is: see
/// [`try_write_ahead`].
pub(crate) fn writer(path: &Path) -> Result<Connection, StoreError> {
    check_library()?;
    check_own(path)?;
    // SQLite would open a file that cannot be written as one to read, and fail later with less to say.
    private::writable(path).map_err(|error| StoreError::io(path, "opening it to write", error))?;
    let conn = Connection::open_with_flags(path, flags(OpenFlags::SQLITE_OPEN_READ_WRITE)).at(path)?;
    harden(&conn).at(path)?;
    schema::check(&conn, path)?;
    tune_writer(&conn).at(path)?;
    Ok(conn)
}

/// Opens a connection beside the single writer's, for one short change of its own; it waits for a lock that long and
/// never merges the write-ahead log while it writes.
pub(crate) fn beside_writer(path: &Path, patience: Duration) -> Result<Connection, StoreError> {
    check_library()?;
    check_own(path)?;
    let conn = Connection::open_with_flags(path, flags(OpenFlags::SQLITE_OPEN_READ_WRITE)).at(path)?;
    harden(&conn).at(path)?;
    conn.busy_timeout(patience).at(path)?;
    conn.pragma_update(None, "synchronous", "NORMAL").at(path)?;
    conn.pragma_update(None, "wal_autocheckpoint", 0).at(path)?;
    Ok(conn)
}

/// Opens a connection that cannot write, on a read-only disk too.
pub(crate) fn reader(path: &Path) -> Result<Connection, StoreError> {
    check_library()?;
    check_own(path)?;
    match probe(path, None) {
        Err(StoreError::Permission { .. } | StoreError::ReadOnly { .. } | StoreError::Full { .. })
            if private::is_readable(path) =>
        {
            if is_being_filled(path) {
                rolled_back(path)
            } else {
                unmerged(path)
            }
        }
        other => other,
    }
}

/// A transaction without the write-ahead log was broken off, which only who may write can undo.
fn rolled_back(path: &Path) -> Result<Connection, StoreError> {
    let mended =
        Connection::open_with_flags(path, flags(OpenFlags::SQLITE_OPEN_READ_WRITE)).and_then(|conn| {
            harden(&conn)?;
            conn.query_row("SELECT count(*) FROM sqlite_schema", [], |row| row.get::<_, i64>(0))
        });
    mended.map_err(|_| StoreError::PendingLog { path: path.to_owned() })?;
    probe(path, None)
}

/// Returns `true` if an empty database is being filled for the first time; readers wait meanwhile. No file is opened.
#[must_use]
pub fn is_being_filled(path: &Path) -> bool {
    private::holds_some(path, "-journal")
}

/// A write-ahead database in a directory that cannot be written opens only as one that nobody changes; that
/// is true exactly when no log waits beside it.
fn unmerged(path: &Path) -> Result<Connection, StoreError> {
    if private::holds_some(path, "-wal") {
        return Err(StoreError::PendingLog { path: path.to_owned() });
    }
    probe(path, Some(unchanging(path)))
}

fn probe(path: &Path, uri: Option<String>) -> Result<Connection, StoreError> {
    let conn = match uri {
        Some(uri) => Connection::open_with_flags(
            uri,
            flags(OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_URI),
        ),
        None => Connection::open_with_flags(path, flags(OpenFlags::SQLITE_OPEN_READ_ONLY)),
    }
    .at(path)?;
    harden(&conn).at(path)?;
    conn.pragma_update(None, "query_only", true).at(path)?;
    // The first real read; opening alone touches nothing.
    conn.query_row("SELECT count(*) FROM sqlite_schema", [], |row| row.get::<_, i64>(0)).at(path)?;
    Ok(conn)
}

fn flags(mode: OpenFlags) -> OpenFlags {
    mode | OpenFlags::SQLITE_OPEN_NO_MUTEX | OpenFlags::SQLITE_OPEN_EXRESCODE
}

/// `file:` and the path's bytes, of which all but plain ones are percent-encoded.
fn unchanging(path: &Path) -> String {
    let mut uri = String::from("file:");
    for byte in path.as_os_str().as_encoded_bytes() {
        if byte.is_ascii_alphanumeric() || matches!(byte, b'/' | b'-' | b'_' | b'.' | b'~') {
            uri.push(char::from(*byte));
        } else {
            // Writing to a string cannot fail.
            let _ = write!(uri, "%{byte:02X}");
        }
    }
    uri.push_str("?immutable=1");
    uri
}

fn check_library() -> Result<(), StoreError> {
    if rusqlite::version_number() < FIRST_SOUND {
        return Err(StoreError::Library { version: rusqlite::version() });
    }
    Ok(())
}

fn harden(conn: &Connection) -> rusqlite::Result<()> {
    conn.busy_timeout(patience::patience())?;
    conn.set_db_config(DbConfig::SQLITE_DBCONFIG_DEFENSIVE, true)?;
    // Else a statement on a table with a partial index is planned again whenever another value is bound to it.
    conn.set_db_config(DbConfig::SQLITE_DBCONFIG_ENABLE_QPSG, true)?;
    conn.pragma_update(None, "trusted_schema", false)?;
    conn.pragma_update(None, "cell_size_check", true)?;
    conn.pragma_update(None, "mmap_size", 0)?;
    conn.pragma_update(None, "foreign_keys", true)?;
    conn.pragma_update(None, "temp_store", "MEMORY")?;
    conn.set_prepared_statement_cache_capacity(64);
    Ok(())
}

/// Turns the write-ahead log on unless another connection is at work or the file system cannot bear it; returns `true` if it
/// is on. Without it everything works, but readers and the writer wait for each other.
pub(crate) fn try_write_ahead(conn: &Connection, path: &Path, at_most: Duration) -> Result<bool, StoreError> {
    // It is tried again with the next commit, so nobody is waited for.
    conn.busy_timeout(Duration::ZERO).at(path)?;
    let mode = conn.pragma_update_and_check(None, "journal_mode", "WAL", |row| row.get::<_, String>(0));
    patience::wait_for_others(conn, at_most).at(path)?;
    match mode.at(path) {
        Ok(mode) if mode == "wal" => Ok(true),
        Ok(_) | Err(StoreError::Busy { .. }) => Ok(false),
        Err(error) => Err(error),
    }
}

/// Returns `true` if changes go to the write-ahead log.
pub(crate) fn is_write_ahead(conn: &Connection) -> rusqlite::Result<bool> {
    conn.pragma_query_value(None, "journal_mode", |row| Ok(row.get_ref(0)?.as_str()? == "wal"))
}

fn tune_writer(conn: &Connection) -> rusqlite::Result<()> {
    conn.pragma_update(None, "synchronous", "NORMAL")?;
    conn.pragma_update(None, "wal_autocheckpoint", MERGE_PAGES)?;
    // Every reference that is written was looked up or made in the same transaction or an earlier one, and
    // what is referred to is never deleted: to look each up again would cost a tenth of the whole write.
    // Verification looks them up.
    conn.pragma_update(None, "foreign_keys", false)?;
    fit_cache(conn, false).map(drop)
}

/// Makes the page cache small until there is something to write.
pub(crate) fn idle_cache(conn: &Connection) -> rusqlite::Result<()> {
    conn.pragma_update(None, "cache_size", IDLE_CACHE_PAGES)
}

/// Fits the writer's page cache to the file: the identity indexes, a quarter of it, are written all over, and
/// where they do not fit each page of them is written many times in one transaction.
///
/// A `lean` writer has a small cache whatever the file's size. Returns how many times the smallest cache of others it is, at
/// least once.
pub(crate) fn fit_cache(conn: &Connection, lean: bool) -> rusqlite::Result<usize> {
    if lean {
        return conn.pragma_update(None, "cache_size", LEAN_CACHE_PAGES).map(|()| 1);
    }
    let pages: i64 = conn.pragma_query_value(None, "page_count", |row| row.get(0))?;
    let (least, most) = WRITER_CACHE_PAGES;
    let cache = (pages / 5 * 2).clamp(least, most);
    conn.pragma_update(None, "cache_size", cache)?;
    Ok(usize::try_from(cache / least).unwrap_or(1))
}
