//! A connection to a copy that can do nothing but read tables: no views, triggers, extensions or other
//! databases, bounded values, and a deadline.

use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

use rusqlite::config::DbConfig;
use rusqlite::hooks::{AuthAction, AuthContext, Authorization};
use rusqlite::limits::Limit;
use rusqlite::{Connection, OpenFlags};

/// The longest value, row or statement part, in bytes. No record of an agent comes near it.
const MAX_VALUE: i32 = 256 << 20;
/// The longest statement; the longest here names some 200 columns.
const MAX_SQL: i32 = 256 << 10;
/// How many of SQLite's instructions pass between two looks at the clock: some tens of microseconds.
const INSTRUCTIONS: i32 = 4_000;

/// Opens a copy.
pub(super) fn open(path: &Path, watch: &Arc<StopWatch>) -> rusqlite::Result<Connection> {
    // A copy with a write-ahead log or a hot journal can only be read by who may write: it is merged first.
    let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let mut conn = Connection::open_with_flags(path, flags)?;
    confine(&conn)?;
    let watch = Arc::clone(watch);
    conn.progress_handler(INSTRUCTIONS, Some(move || watch.has_passed()))?;
    conn.pragma_update(None, "query_only", true)?;
    conn.authorizer(Some(authorize))?;
    Ok(conn)
}

fn confine(conn: &Connection) -> rusqlite::Result<()> {
    for (setting, value) in [
        (DbConfig::SQLITE_DBCONFIG_DEFENSIVE, true),
        (DbConfig::SQLITE_DBCONFIG_TRUSTED_SCHEMA, false),
        (DbConfig::SQLITE_DBCONFIG_ENABLE_TRIGGER, false),
        (DbConfig::SQLITE_DBCONFIG_ENABLE_VIEW, false),
        (DbConfig::SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, true),
    ] {
        conn.set_db_config(setting, value)?;
    }
    for (limit, value) in [
        (Limit::SQLITE_LIMIT_LENGTH, MAX_VALUE),
        (Limit::SQLITE_LIMIT_SQL_LENGTH, MAX_SQL),
        (Limit::SQLITE_LIMIT_ATTACHED, 0),
        (Limit::SQLITE_LIMIT_TRIGGER_DEPTH, 1),
        (Limit::SQLITE_LIMIT_WORKER_THREADS, 0),
    ] {
        conn.set_limit(limit, value)?;
    }
    // The copy is this connection's alone; sorting in memory leaves nothing in a place others may read.
    conn.pragma_update(None, "locking_mode", "EXCLUSIVE")?;
    conn.pragma_update(None, "temp_store", "MEMORY")?;
    conn.pragma_update(None, "mmap_size", 0)?;
    conn.pragma_update(None, "cell_size_check", true)?;
    conn.pragma_update(None, "synchronous", "OFF")
}

/// Lets statements read tables and ask for their columns.
fn authorize(context: AuthContext<'_>) -> Authorization {
    match context.action {
        AuthAction::Select
        | AuthAction::Read { .. }
        | AuthAction::Function { .. }
        | AuthAction::Pragma { pragma_name: "table_info", .. } => Authorization::Allow,
        _ => Authorization::Deny,
    }
}

/// Measures the time that SQLite takes, and only that: what is done with its rows may have to wait for others.
#[derive(Debug)]
pub(super) struct StopWatch {
    since: Instant,
    /// When the time has passed, in nanoseconds since `since`.
    end: AtomicU64,
}

impl StopWatch {
    pub(super) fn new(deadline: Duration) -> Arc<Self> {
        Arc::new(Self { since: Instant::now(), end: AtomicU64::new(nanos(deadline)) })
    }

    pub(super) fn has_passed(&self) -> bool {
        nanos(self.since.elapsed()) > self.end.load(Ordering::Relaxed)
    }

    /// Says that SQLite has been waiting since the given time.
    pub(super) fn put_off(&self, since: Instant) {
        self.end.fetch_add(nanos(since.elapsed()), Ordering::Relaxed);
    }
}

fn nanos(duration: Duration) -> u64 {
    u64::try_from(duration.as_nanos()).unwrap_or(u64::MAX / 2).min(u64::MAX / 2)
}
