//! Making the file small again, and forgetting what is old when the user asks for it.

use std::fs;

use rusqlite::{Connection, Result};
use scopeon_core::time::Timestamp;

use crate::error::StoreError;
use crate::part::Part;
use crate::rollup::day_of;
use crate::write::{Dirty, Store};

/// What of history is kept.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Retention {
    /// Everything.
    #[default]
    KeepAll,
    /// Only what is not older than that instant. A log that is still there and read again from its start
    /// brings its facts back.
    DeleteBefore(Timestamp),
}

impl Store {
    /// Rewrites the file without gaps, after deleting what is not to be kept. A file without gaps is left as it is: what
    /// was filled in order is packed more densely than SQLite rewrites it.
    ///
    /// # Errors
    ///
    /// [`StoreError`] when the disk is full or the file is in use; nothing is lost then.
    pub fn compact(&mut self, retention: Retention) -> std::result::Result<(), StoreError> {
        if let Retention::DeleteBefore(before) = retention {
            self.change(|conn, dirty| delete_before(conn, before, dirty))?;
        }
        if self.would_shrink()? {
            self.run("VACUUM;")?;
        }
        self.run("PRAGMA wal_checkpoint(TRUNCATE);")
    }

    /// Tries with a copy whether rewriting makes the file smaller.
    fn would_shrink(&self) -> std::result::Result<bool, StoreError> {
        let failed = |error| StoreError::io(self.path(), "trying to compact it", error);
        // SQLite takes an empty file, and this one is the owner's alone.
        let part = Part::beside(self.path()).map_err(failed)?;
        // SQLite learns of the copy in words; without them there is no trial.
        let Some(name) = part.path().to_str() else { return Ok(true) };
        let (now, then) = self.look(|conn| sizes(conn, name))?;
        Ok(then < now)
    }
}

/// Returns how large the file is and how large its copy without gaps, in bytes.
fn sizes(conn: &Connection, copy: &str) -> Result<(i64, i64)> {
    conn.execute("VACUUM INTO ?1", [copy])?;
    let pragma = |name| conn.pragma_query_value(None, name, |row| row.get::<_, i64>(0));
    let now = pragma("page_count")?.saturating_mul(pragma("page_size")?);
    let then = fs::metadata(copy).map_or(i64::MAX, |about| about.len().cast_signed());
    Ok((now, then))
}

const DELETES: [&str; 9] = [
    "DELETE FROM unrecorded WHERE at < ?1",
    "DELETE FROM claim WHERE call IN (SELECT uid FROM call WHERE at < ?1)",
    "DELETE FROM call WHERE at < ?1",
    "DELETE FROM tool WHERE coalesce(started, ended) < ?1",
    "DELETE FROM skill WHERE at < ?1",
    "DELETE FROM hook WHERE at < ?1",
    "DELETE FROM compaction WHERE at < ?1",
    "DELETE FROM api_error WHERE at < ?1",
    "DELETE FROM limit_reading WHERE at < ?1",
];

/// What became of a later call's cache follows from the calls before it, so all digests of a session that loses any
/// fact are computed again. Sessions that were not digested are stale already.
const OUTDATED: [&str; 2] = [
    "INSERT OR REPLACE INTO stale (session) SELECT session FROM digest WHERE day <= ?1 / 86400000",
    "DELETE FROM digest WHERE session IN (SELECT session FROM stale) AND ?1 IS NOT NULL",
];

/// The totals of whatever sessions lose a call or a total: less would be left of the others beside the calls that stay.
const DELETE_TOTALS: &str = "DELETE FROM rest WHERE session IN (SELECT id FROM session \
    WHERE coalesce(root, id) IN (SELECT coalesce(s.root, s.id) FROM call c JOIN session s ON s.id = c.session \
    WHERE c.at < ?1 UNION SELECT coalesce(s.root, s.id) FROM rest r JOIN session s ON s.id = r.session \
    WHERE r.at < ?1))";

/// The totals that agents state of whatever sessions lose a call: they cover what is no longer there, so what they held
/// beyond the calls stays as it was, and they witness nothing more.
const CUT_WITNESSES: &str = "UPDATE witness SET cut = 1 WHERE session IN (SELECT id FROM session \
    WHERE coalesce(root, id) IN (SELECT coalesce(s.root, s.id) FROM call c JOIN session s ON s.id = c.session \
    WHERE c.at < ?1)) OR (session IS NULL AND EXISTS (SELECT 1 FROM call WHERE at < ?1))";

fn delete_before(conn: &Connection, before: Timestamp, dirty: &mut Dirty) -> Result<()> {
    let before = before.millis();
    let mut calls = conn.prepare("SELECT session, at, turn FROM call WHERE at < ?1")?;
    let mut rows = calls.query([before])?;
    while let Some(row) = rows.next()? {
        dirty.days.insert((row.get(0)?, day_of(row.get(1)?)));
        dirty.turns.extend(row.get::<_, Option<i64>>(2)?);
    }
    // What totals leave beside calls that are deleted would come back: what they left so far stays.
    conn.execute(DELETE_TOTALS, [before])?;
    conn.execute(CUT_WITNESSES, [before])?;
    for delete in OUTDATED.into_iter().chain(DELETES) {
        conn.execute(delete, [before])?;
    }
    Ok(())
}
