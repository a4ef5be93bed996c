//! Readings of limits that no log holds: what a status line hands over.

use std::path::Path;
use std::time::Duration;

use rusqlite::{Connection, OptionalExtension, Result, TransactionBehavior};
use scopeon_core::id::Identity;
use scopeon_core::label::Label;
use scopeon_core::metrics::limits::LimitSeen;
use scopeon_core::shape::Role;
use scopeon_core::time::Timestamp;

use super::Store;
use super::rowid_cache::Rowid;
use crate::error::{At, StoreError};
use crate::{connect, schema};

impl Store {
    /// Keeps readings that were handed over. One that says what the last one of its window said only moves that
    /// one's time, so the file grows with what changes and not with how often it is told.
    ///
    /// # Errors
    ///
    /// [`StoreError`] when the file cannot be written; none of them is kept then.
    pub fn record_limits(&mut self, readings: &[LimitSeen]) -> std::result::Result<(), StoreError> {
        self.change(|conn, _| readings.iter().try_for_each(|reading| record(conn, reading)))
    }
}

/// What became of readings that were handed over beside the writer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[must_use]
pub enum RecordOutcome {
    /// They are kept.
    Kept,
    /// The writer was in the middle of a change all the time, or is making the file: nothing was written.
    Skipped,
}

/// Keeps readings as [`Store::record_limits`] does, but without the writer lock, while another process may have the file open to
/// write: in one transaction that waits at most `patience` for that process's own.
///
/// That is sound because all it adds are rows the writer looks up before it adds them, and none the writer may remember
/// is changed or goes.
///
/// # Errors
///
/// [`StoreError`] when the file is not this version's or cannot be written; nothing is written then.
pub fn hand_over_limits(
    path: &Path,
    readings: &[LimitSeen],
    patience: Duration,
) -> std::result::Result<RecordOutcome, StoreError> {
    match change_beside(path, readings, patience) {
        Ok(kept) => Ok(kept),
        Err(StoreError::Busy { .. }) => Ok(RecordOutcome::Skipped),
        Err(error) => Err(error),
    }
}

fn change_beside(
    path: &Path,
    readings: &[LimitSeen],
    patience: Duration,
) -> std::result::Result<RecordOutcome, StoreError> {
    let mut conn = connect::beside_writer(path, patience)?;
    if !schema::is_made(&conn, path)? {
        return Ok(RecordOutcome::Skipped);
    }
    let change = conn.transaction_with_behavior(TransactionBehavior::Immediate).at(path)?;
    readings.iter().try_for_each(|reading| record(&change, reading)).at(path)?;
    change.commit().at(path)?;
    Ok(RecordOutcome::Kept)
}

fn record(conn: &Connection, seen: &LimitSeen) -> Result<()> {
    if !Role::Provider.fits(seen.provider.as_str()) || !Role::Window.fits(seen.window.as_str()) {
        // Agents name their windows by words of their own; another text is not kept, and a mark of it helps nobody.
        return Ok(());
    }
    let (provider, window) = (provider_id(conn, &seen.provider)?, label_id(conn, &seen.window)?);
    let said = (seen.used_bp, seen.minutes, seen.resets_at.map(Timestamp::millis));
    // A reading by a clock that was ahead tells nothing of what is read before its time.
    let last = last(conn, provider, window, seen.at)?;
    if let Some(last) = last.filter(|last| last.said == said && !last.has_session) {
        conn.execute("UPDATE limit_reading SET at = ?2 WHERE id = ?1", (last.id, seen.at.millis()))?;
        return Ok(());
    }
    conn.execute(
        "INSERT OR IGNORE INTO limit_reading (uid, at, provider, window, used_bp, minutes, resets_at) \
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)",
        (identity(seen).to_bytes(), seen.at.millis(), provider, window, said.0, said.1, said.2),
    )?;
    Ok(())
}

fn identity(seen: &LimitSeen) -> Identity {
    let reading = Identity::builder("limit handed over").text(seen.provider.as_str());
    reading.text(seen.window.as_str()).bytes(&seen.at.millis().to_be_bytes()).finish()
}

/// The newest reading of a window up to an instant.
#[derive(Clone, Copy)]
struct Last {
    id: Rowid,
    said: (Option<u32>, Option<u32>, Option<i64>),
    has_session: bool,
}

fn last(conn: &Connection, provider: Rowid, window: Rowid, at: Timestamp) -> Result<Option<Last>> {
    let mut find = conn.prepare_cached(
        "SELECT id, used_bp, minutes, resets_at, session IS NOT NULL FROM limit_reading \
         WHERE provider = ?1 AND window = ?2 AND at <= ?3 ORDER BY at DESC LIMIT 1",
    )?;
    find.query_row((provider, window, at.millis()), |row| {
        let said = (row.get(1)?, row.get(2)?, row.get(3)?);
        Ok(Last { id: row.get(0)?, said, has_session: row.get(4)? })
    })
    .optional()
}

fn provider_id(conn: &Connection, name: &Label) -> Result<Rowid> {
    conn.execute("INSERT INTO provider (name) VALUES (?1) ON CONFLICT (name) DO NOTHING", [name.as_str()])?;
    conn.query_row("SELECT id FROM provider WHERE name = ?1", [name.as_str()], |row| row.get(0))
}

/// Returns a label's rowid; it is made if it is new.
pub(super) fn label_id(conn: &Connection, label: &Label) -> Result<Rowid> {
    conn.execute("INSERT INTO label (text) VALUES (?1) ON CONFLICT (text) DO NOTHING", [label.as_str()])?;
    conn.query_row("SELECT id FROM label WHERE text = ?1", [label.as_str()], |row| row.get(0))
}
