//! When a session was: by everything that is kept of it, and as it is shown.

use rusqlite::{Connection, Result};
use scopeon_core::time::{FIRST_AGENTS_MS, Timestamp};

use crate::write::column;

/// The first and the last instant of something.
pub(crate) type Span = (Option<Timestamp>, Option<Timestamp>);

/// The first and the last instant of a session or of one of its sub-agents: of a record or of a call.
pub(crate) fn span(conn: &Connection, root: i64) -> Result<Span> {
    let mut members = conn.prepare_cached(
        "SELECT first_at, last_at, (SELECT min(at) FROM call WHERE session = s.id), \
         (SELECT max(at) FROM call WHERE session = s.id) FROM session s WHERE id = ?1 OR root = ?1",
    )?;
    let mut rows = members.query([root])?;
    let (mut first, mut last) = (None, None);
    while let Some(row) = rows.next()? {
        let edges = [0, 1, 2, 3].map(|edge| column::maybe_instant(row, edge));
        let [began, ended, first_call, last_call] = edges;
        first = [first, began?, first_call?].into_iter().flatten().min();
        last = [last, ended?, last_call?].into_iter().flatten().max();
    }
    Ok((first, last))
}

/// When a session was, as of `now`: what a wrong clock dated before there were agents, or later than now, says nothing of
/// that, unless there is nothing else.
pub(crate) fn shown(conn: &Connection, root: i64, now: Option<Timestamp>) -> Result<Span> {
    let (first, last) = span(conn, root)?;
    let (since, until) = believed(now);
    let is_believed = |at: Timestamp| (since..=until).contains(&at.millis());
    if first.is_none_or(is_believed) && last.is_none_or(is_believed) {
        return Ok((first, last));
    }
    let within = within(conn, root, (since, until))?;
    Ok((within.0.or(first), within.1.or(last)))
}

/// The first and the last instant that is believed, in milliseconds.
pub(crate) fn believed(now: Option<Timestamp>) -> (i64, i64) {
    (FIRST_AGENTS_MS, now.map_or(i64::MAX, |now| now.plus_clock_tolerance().millis()))
}

/// Where a session stands among others by when it was last active, as of `now`: behind all of which that is believed are
/// those of which it is not.
pub(crate) fn activity(
    conn: &Connection,
    root: i64,
    now: Option<Timestamp>,
) -> Result<(bool, Option<Timestamp>)> {
    let last = shown(conn, root, now)?.1;
    let (since, until) = believed(now);
    Ok((last.is_some_and(|last| (since..=until).contains(&last.millis())), last))
}

const WITHIN: &str = "SELECT min(at), max(at) FROM (SELECT c.at FROM session s JOIN call c ON c.session = s.id \
    WHERE s.id = ?1 OR s.root = ?1 UNION ALL SELECT first_at FROM session WHERE id = ?1 OR root = ?1 \
    UNION ALL SELECT last_at FROM session WHERE id = ?1 OR root = ?1) WHERE at BETWEEN ?2 AND ?3";

fn within(conn: &Connection, root: i64, (since, until): (i64, i64)) -> Result<Span> {
    conn.prepare_cached(WITHIN)?.query_row((root, since, until), |row| {
        Ok((column::maybe_instant(row, 0)?, column::maybe_instant(row, 1)?))
    })
}
