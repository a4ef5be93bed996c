//! Keeps the digests a question needs, and finds the sessions of which none are kept.

use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use rusqlite::{Connection, OptionalExtension, Result};
use scopeon_core::metrics::cache::ONE_HOUR_MS;
use scopeon_core::pricing::PriceBook;
use scopeon_core::time::{Quarter, Range, Timestamp};

use super::{Digester, Digests, basis, stored_basis};
use crate::error::StoreError;
use crate::query::scan::quarters;
use crate::rollup::DAY_MILLIS;
use crate::write::Store;
use crate::write::column::signed;

/// For how long one transaction computes.
const CHUNK: Duration = Duration::from_millis(250);
/// Up to how many sessions are looked at one by one for whether they lie in a range.
const FEW: usize = 256;

/// Which sessions are looked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Sought {
    /// Those with facts that their digests do not hold.
    Stale,
    /// All of them: the digests there are were computed with another price list or by another release.
    All,
}

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
    pub fn digest(
        &mut self,
        range: &Range,
        book: &PriceBook,
        now: Timestamp,
        stop: &AtomicBool,
    ) -> std::result::Result<u64, StoreError> {
        let mut missing = Vec::new();
        if self.look(|conn| is_all_kept(conn, book))? {
            return Ok(0);
        }
        self.change(|conn, _| {
            settle_basis(conn, book)?;
            missing = sought(conn, Sought::Stale, quarters(range))?;
            retain_closed(conn, now, &mut missing)
        })?;
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
}

fn is_all_kept(conn: &Connection, book: &PriceBook) -> Result<bool> {
    let none_stale: bool = conn.query_row("SELECT NOT EXISTS (SELECT 1 FROM stale)", [], |row| row.get(0))?;
    Ok(none_stale && stored_basis(conn)? == Some(basis(book)))
}

/// Digests of another basis are dropped, and every session is stale again.
fn settle_basis(conn: &Connection, book: &PriceBook) -> Result<()> {
    let basis = basis(book);
    if stored_basis(conn)? == Some(basis) {
        return Ok(());
    }
    conn.execute("DELETE FROM digest", [])?;
    conn.execute("INSERT OR IGNORE INTO stale SELECT id FROM session", [])?;
    conn.execute("INSERT OR REPLACE INTO digest_basis (id, basis) VALUES (1, ?1)", [basis])?;
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

fn keep(conn: &Connection, session: i64, digests: &Digests) -> Result<()> {
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

/// When a session had calls or records. A session of which neither is known is in no answer. A day is added at both
/// ends, since a tool's own times can lie outside.
const SPANS: &str = "coalesce(max(s.last_at, (SELECT max(at) FROM call WHERE session = s.id)), s.last_at, \
    (SELECT max(at) FROM call WHERE session = s.id)) >= ?1 \
    AND coalesce(min(s.first_at, (SELECT min(at) FROM call WHERE session = s.id)), s.first_at, \
    (SELECT min(at) FROM call WHERE session = s.id)) <= ?2";

/// Sessions with calls on these days or records since.
const NEAR: &str = "SELECT session FROM rollup WHERE day >= ?1 / 86400000 AND day <= ?2 / 86400000 \
    UNION SELECT id FROM session INDEXED BY session_last WHERE last_at IS NOT NULL AND last_at >= ?1";

/// Returns the sessions that can have anything to do with the quarters from the first to before the second, in order.
pub(crate) fn sought(conn: &Connection, which: Sought, quarters: (i64, i64)) -> Result<Vec<i64>> {
    let (since, until) =
        (quarters.0.saturating_mul(Quarter::MILLIS), quarters.1.saturating_mul(Quarter::MILLIS));
    let (since, until) = (since.saturating_sub(DAY_MILLIS), until.saturating_add(DAY_MILLIS));
    let is_few = which == Sought::Stale && count_stale(conn)? <= FEW;
    let statement = match (which, is_few) {
        (Sought::Stale, true) => {
            format!(
                "SELECT s.id FROM stale x CROSS JOIN session s ON s.id = x.session WHERE {SPANS} ORDER BY 1"
            )
        }
        (Sought::Stale, false) => format!(
            "SELECT s.id FROM ({NEAR}) x CROSS JOIN session s ON s.id = x.session \
             WHERE EXISTS (SELECT 1 FROM stale WHERE stale.session = s.id) AND {SPANS} ORDER BY 1"
        ),
        (Sought::All, _) => format!(
            "SELECT s.id FROM ({NEAR}) x CROSS JOIN session s ON s.id = x.session WHERE {SPANS} ORDER BY 1"
        ),
    };
    let mut find = conn.prepare_cached(&statement)?;
    find.query_map((since, until), |row| row.get(0))?.collect()
}

/// Counts stale sessions, as far as it matters.
fn count_stale(conn: &Connection) -> Result<usize> {
    let most = i64::try_from(FEW + 1).unwrap_or(i64::MAX);
    let mut count = conn.prepare_cached("SELECT count(*) FROM (SELECT 1 FROM stale LIMIT ?1)")?;
    count.query_row([most], |row| row.get::<_, i64>(0)).map(|count| usize::try_from(count).unwrap_or(0))
}
