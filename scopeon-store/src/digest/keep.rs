//! Keeps the digests a question needs.

use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use rusqlite::{Connection, OptionalExtension, Result};
use scopeon_core::metrics::cache::ONE_HOUR_MS;
use scopeon_core::pricing::PriceBook;
use scopeon_core::time::{Range, Timestamp};

use super::stale::{StaleScope, are_many_new, stale_sessions};
use super::{Digester, SessionAggregates, basis, stored_basis};
use crate::error::StoreError;
use crate::query::bucket::quarters;
use crate::write::Store;
use crate::write::column::signed;

/// For how long one transaction computes.
const CHUNK: Duration = Duration::from_millis(250);

impl Store {
    /// Computes the digests that a question about `range` needs and keeps them, so that it is answered fast from now
    /// on. Sessions with a call of the last hour are left out: what becomes of their caches is open. It works in
    /// short transactions, can be killed at any moment and goes on from there; `stop` ends it early.
    ///
    /// Returns how many sessions' digests were computed.
    ///
    /// # Errors
    ///
    /// [`StoreError`] when the file cannot be written; what was committed is kept.
    pub fn aggregate_sessions(
        &mut self,
        range: &Range,
        book: &PriceBook,
        now: Timestamp,
        stop: &AtomicBool,
    ) -> std::result::Result<u64, StoreError> {
        self.prepare(book)?;
        let mut missing = self.look(|conn| stale_sessions(conn, StaleScope::Marked, quarters(range)))?;
        self.look(|conn| retain_closed(conn, now, &mut missing))?;
        let mut left = missing.iter().copied().peekable();
        while left.peek().is_some() && !stop.load(Ordering::Relaxed) {
            self.change(|conn, _| {
                let (digester, began) = (Digester::final_ones(conn, book)?, Instant::now());
                while let Some(session) = left.next_if(|_| began.elapsed() < CHUNK) {
                    keep(conn, session, &digester.compute(session)?)?;
                }
                Ok(())
            })?;
        }
        Ok((missing.len() - left.count()) as u64)
    }

    /// Sees to it that what is kept is of the price list's basis, and that stale sessions can be found.
    fn prepare(&mut self, book: &PriceBook) -> std::result::Result<(), StoreError> {
        let is_other = self.look(|conn| Ok(stored_basis(conn)? != Some(basis(book))))?;
        if is_other {
            self.change(|conn, _| replace_basis(conn, book))?;
        }
        if self.look(are_many_new)? {
            self.change(|conn, _| conn.execute(DATE, []).map(drop))?;
        }
        Ok(())
    }
}

/// Looks up when stale sessions were last active. Later facts mark them again.
const DATE: &str = "UPDATE stale SET until = coalesce((SELECT max(coalesce(s.last_at, 0), coalesce( \
    (SELECT max(at) FROM call WHERE session = s.id), 0)) FROM session s WHERE s.id = stale.session), 0) \
    WHERE until IS NULL";

/// Digests of another basis are dropped, and every session is stale again.
fn replace_basis(conn: &Connection, book: &PriceBook) -> Result<()> {
    conn.execute("DELETE FROM digest", [])?;
    conn.execute("INSERT OR IGNORE INTO stale (session) SELECT id FROM session", [])?;
    conn.execute("INSERT OR REPLACE INTO digest_basis (id, basis) VALUES (1, ?1)", [basis(book)])?;
    Ok(())
}

/// Leaves sessions of which the fate of every cache write is decided.
fn retain_closed(conn: &Connection, now: Timestamp, sessions: &mut Vec<i64>) -> Result<()> {
    let mut last = conn.prepare_cached("SELECT max(at) FROM call WHERE session = ?1")?;
    let open_from = now.millis().saturating_sub(signed(ONE_HOUR_MS));
    let mut failed = Ok(());
    sessions.retain(|session| {
        let last: Result<Option<i64>> = last.query_row([session], |row| row.get(0));
        last.map_or_else(
            |error| {
                failed = Err(error);
                false
            },
            |last| last.is_none_or(|last| last < open_from),
        )
    });
    failed
}

fn keep(conn: &Connection, session: i64, digests: &SessionAggregates) -> Result<()> {
    conn.prepare_cached("DELETE FROM digest WHERE session = ?1")?.execute([session])?;
    let mut find = conn.prepare_cached("SELECT coalesce(root, id), provider FROM session WHERE id = ?1")?;
    let Some((root, provider)): Option<(i64, i64)> =
        find.query_row([session], |row| Ok((row.get(0)?, row.get(1)?))).optional()?
    else {
        return Ok(());
    };
    let mut insert = conn.prepare_cached(
        "INSERT INTO digest (day, session, project, branch, root, provider, first, last, sums) \
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)",
    )?;
    for (place, digest) in digests {
        let (first, last) = digest.quarters.unwrap_or_default();
        let (day, project, branch) = (place.day, place.project, place.branch);
        insert.execute((day, session, project, branch, root, provider, first, last, digest.encode()))?;
    }
    conn.prepare_cached("DELETE FROM stale WHERE session = ?1")?.execute([session])?;
    Ok(())
}
