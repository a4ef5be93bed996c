//! How long a lock of another process is waited for.

use std::cell::Cell;
use std::time::Duration;

use rusqlite::Connection;

/// How long a connection waits for another process's lock, and how long once one has waited without success.
pub(crate) const PATIENCE: Duration = Duration::from_secs(10);
const SHORT_PATIENCE: Duration = Duration::from_millis(500);

thread_local! {
    static HAS_WAITED: Cell<bool> = const { Cell::new(false) };
}

/// Remembers that a lock was waited for without success: what is tried instead is not to wait as long again.
pub(crate) fn has_waited() {
    HAS_WAITED.set(true);
}

/// Returns how long to wait for now.
pub(crate) fn patience() -> Duration {
    if HAS_WAITED.get() { SHORT_PATIENCE } else { PATIENCE }
}

/// Has a connection wait for others that long, and less once one has waited without success.
pub(crate) fn wait_for_others(conn: &Connection, at_most: Duration) -> rusqlite::Result<()> {
    conn.busy_timeout(at_most.min(patience()))
}

/// Has a connection wait for others no longer than what is worth it for something that can be done next time, too.
pub(crate) fn hurry(conn: &Connection) -> rusqlite::Result<()> {
    conn.busy_timeout(SHORT_PATIENCE)
}
