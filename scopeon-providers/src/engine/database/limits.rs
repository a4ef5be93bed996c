//! A connection to a copy that can do nothing but read tables: no views, triggers, extensions or other
//! databases, bounded values, and a deadline.

use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::time::{Duration, Instant};

use rusqlite::config::DbConfig;
use rusqlite::hooks::{AuthAction, AuthContext, Authorization};
use rusqlite::limits::Limit;
use rusqlite::{Connection, InterruptHandle, OpenFlags};

/// The longest value, row or statement part, in bytes. No record of an agent comes near it.
const MAX_VALUE: i32 = 256 << 20;
/// The longest statement; the longest here names some 200 columns.
const MAX_SQL: i32 = 256 << 10;
/// How many of SQLite's instructions pass between two looks at the clock: some tens of microseconds.
const INSTRUCTIONS: i32 = 4_000;

/// Opens a copy that has yet to be written. Nothing is read before [`confine`].
pub(super) fn open(path: &Path) -> rusqlite::Result<Connection> {
    Connection::open_with_flags(path, OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX)
}

/// Takes from a connection all that is not needed. The clock runs from before the first statement: a schema is read, too.
pub(super) fn confine(conn: &mut Connection, watch: &Arc<StopWatch>) -> rusqlite::Result<()> {
    let watch = Arc::clone(watch);
    conn.progress_handler(INSTRUCTIONS, Some(move || watch.has_passed()))?;
    // A copy that is read again was confined before.
    conn.authorizer(None::<fn(AuthContext<'_>) -> Authorization>)?;
    bound(conn)?;
    conn.authorizer(Some(authorize))
}

fn bound(conn: &Connection) -> rusqlite::Result<()> {
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
    // Sorting in memory leaves nothing in a place others may read.
    conn.pragma_update(None, "temp_store", "MEMORY")?;
    conn.pragma_update(None, "mmap_size", 0)?;
    conn.pragma_update(None, "cell_size_check", true)?;
    conn.pragma_update(None, "query_only", true)
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

/// Ends a statement from another thread: between two of SQLite's instructions any time may pass.
pub(crate) struct Ender {
    handle: InterruptHandle,
    watch: Arc<StopWatch>,
}

impl Ender {
    pub(super) fn new(conn: &Connection, watch: &Arc<StopWatch>) -> Self {
        Self { handle: conn.get_interrupt_handle(), watch: Arc::clone(watch) }
    }

    /// Ends what runs if its time has passed or nobody wants it any more.
    pub(crate) fn end_if(&self, is_unwanted: bool) {
        if is_unwanted || (!self.watch.is_held() && self.watch.has_passed()) {
            self.handle.interrupt();
        }
    }
}

/// Measures the time that SQLite takes, and only that: what is done with its rows may have to wait for others.
#[derive(Debug)]
pub(crate) struct StopWatch {
    since: Instant,
    /// When the time has passed, in nanoseconds since `since`.
    end: AtomicU64,
    /// Whether SQLite waits for what is done with a row.
    is_held: AtomicBool,
}

impl StopWatch {
    pub(super) fn new(deadline: Duration) -> Arc<Self> {
        Arc::new(Self {
            since: Instant::now(),
            end: AtomicU64::new(nanos(deadline)),
            is_held: AtomicBool::new(false),
        })
    }

    pub(super) fn has_passed(&self) -> bool {
        nanos(self.since.elapsed()) > self.end.load(Ordering::Relaxed)
    }

    /// Does something while SQLite waits.
    pub(super) fn hold<T>(&self, work: impl FnOnce() -> T) -> T {
        let since = Instant::now();
        self.is_held.store(true, Ordering::Relaxed);
        let done = work();
        self.end.fetch_add(nanos(since.elapsed()), Ordering::Relaxed);
        self.is_held.store(false, Ordering::Release);
        done
    }

    fn is_held(&self) -> bool {
        self.is_held.load(Ordering::Acquire)
    }
}

fn nanos(duration: Duration) -> u64 {
    u64::try_from(duration.as_nanos()).unwrap_or(u64::MAX / 2).min(u64::MAX / 2)
}
