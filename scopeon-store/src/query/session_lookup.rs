//! Which session an id, the start of one, or `latest` names.

use rusqlite::{Connection, Result};
use scopeon_core::time::Timestamp;

use super::label::session_key;
use super::span::span;
use crate::error::StoreError;
use crate::rollup::day_of;
use crate::write::column;

/// How many ids are named when one is not enough or none fits.
const MAX_NAMED: i64 = 10;
/// So many sessions with records dated ahead are looked into.
const MAX_AHEAD: i64 = 64;

/// Returns the rowid of the session that `prefix` names; for a sub-agent's id, that of its session. `latest` is as of `now`.
pub(crate) fn find_session(
    conn: &Connection,
    prefix: &str,
    now: Timestamp,
) -> Result<std::result::Result<i64, StoreError>> {
    let prefix = prefix.trim();
    if prefix == "latest" {
        return Ok(latest(conn, now)?.ok_or_else(|| StoreError::UnknownSession { near: Vec::new() }));
    }
    for names in [Names::Sessions, Names::SubAgents, Names::Unnamed] {
        let found = starting_with(conn, prefix, names)?;
        match found.as_slice() {
            [] => {}
            [(_, root)] => return Ok(Ok(*root)),
            several => return Ok(choose(prefix, several)),
        }
    }
    Ok(Err(StoreError::UnknownSession { near: near(conn, prefix)? }))
}

/// An id that is meant whole names its session, even where another one starts with it.
fn choose(prefix: &str, several: &[(String, i64)]) -> std::result::Result<i64, StoreError> {
    let whole: Vec<_> = several.iter().filter(|(key, _)| key == prefix).collect();
    match whole.as_slice() {
        [(_, root)] => Ok(*root),
        _ => Err(StoreError::AmbiguousSession {
            candidates: several.iter().map(|(key, _)| key.clone()).collect(),
        }),
    }
}

/// Which sessions' ids are looked through.
#[derive(Clone, Copy)]
enum Names {
    Sessions,
    SubAgents,
    /// Those that are only referred to, so that they are shown by their identity.
    Unnamed,
}

impl Names {
    const fn statement(self) -> &'static str {
        match self {
            Self::Sessions => {
                "SELECT key, id FROM session INDEXED BY session_key WHERE key IS NOT NULL AND key >= ?1 \
                 AND substr(key, 1, length(?1)) = ?1 AND root IS NULL ORDER BY key LIMIT ?2"
            }
            Self::SubAgents => {
                "SELECT key, root FROM session INDEXED BY session_key WHERE key IS NOT NULL AND key >= ?1 \
                 AND substr(key, 1, length(?1)) = ?1 AND root IS NOT NULL ORDER BY key LIMIT ?2"
            }
            Self::Unnamed => {
                "SELECT lower(hex(uid)) AS name, coalesce(root, id) FROM session WHERE key IS NULL \
                 AND substr(lower(hex(uid)), 1, length(?1)) = ?1 ORDER BY name LIMIT ?2"
            }
        }
    }
}

/// Returns ids that start with `prefix`, each with its root, in order.
fn starting_with(conn: &Connection, prefix: &str, names: Names) -> Result<Vec<(String, i64)>> {
    let mut find = conn.prepare_cached(names.statement())?;
    find.query_map((prefix, MAX_NAMED), |row| Ok((column::text(row, 0)?, row.get(1)?)))?.collect()
}

/// Returns up to three ids that share the longest start with what was asked for.
fn near(conn: &Connection, prefix: &str) -> Result<Vec<String>> {
    let shorter =
        (2..prefix.chars().count()).rev().map(|length| prefix.chars().take(length).collect::<String>());
    for start in shorter {
        let found = starting_with(conn, &start, Names::Sessions)?;
        if !found.is_empty() {
            return Ok(found.into_iter().map(|(key, _)| key).take(3).collect());
        }
    }
    Ok(Vec::new())
}

/// Returns the root of the session that was last active as of an instant: what a clock ahead dated later is no activity
/// yet. Where there is nothing else, all counts.
pub(crate) fn latest(conn: &Connection, now: Timestamp) -> Result<Option<i64>> {
    if let Some((_, root)) = last_active(conn, now.plus_clock_tolerance().millis())? {
        return Ok(Some(root));
    }
    Ok(last_active(conn, i64::MAX)?.map(|(_, root)| root))
}

/// Returns the session that was last active up to an instant, in milliseconds, and when that was.
pub(crate) fn last_active(conn: &Connection, reach: i64) -> Result<Option<(Timestamp, i64)>> {
    let mut best = None;
    for roots in [by_records(conn, reach)?, by_calls(conn, reach, 0)?] {
        for root in roots {
            // Of two equally recent ones always the same is taken, by its id.
            let place = (last_up_to(conn, root, reach)?, session_key(conn, root)?, root);
            best = best.max(Some(place).filter(|(last, ..)| last.is_some()));
        }
    }
    if best.is_none() {
        // The last day may hold nothing but what is dated ahead.
        for root in by_calls(conn, reach, 1)? {
            let place = (last_up_to(conn, root, reach)?, session_key(conn, root)?, root);
            best = best.max(Some(place).filter(|(last, ..)| last.is_some()));
        }
    }
    Ok(best.and_then(|(last, _, root)| Some((last?, root))))
}

/// Returns the sessions that were active since an instant and up to another one, in milliseconds, last active first, with
/// when that was.
pub(crate) fn active_since(conn: &Connection, since: i64, reach: i64) -> Result<Vec<(Timestamp, i64)>> {
    let mut find = conn.prepare_cached(
        "SELECT coalesce(root, id) FROM session INDEXED BY session_last WHERE last_at >= ?1 \
         UNION SELECT root FROM rollup WHERE day >= ?2 AND day <= ?3",
    )?;
    let roots = find.query_map((since, day_of(since), day_of(reach)), |row| row.get(0))?;
    let mut found = Vec::new();
    for root in roots.collect::<Result<Vec<i64>>>()? {
        let last = last_up_to(conn, root, reach)?.filter(|last| last.millis() >= since);
        if let Some(last) = last {
            // Of two equally recent ones always the same comes first, by its id.
            found.push((last, session_key(conn, root)?, root));
        }
    }
    found.sort_by(|a, b| b.cmp(a));
    Ok(found.into_iter().map(|(last, _, root)| (last, root)).collect())
}

/// Sessions of the last records up to an instant, and some whose last record is dated later.
fn by_records(conn: &Connection, reach: i64) -> Result<Vec<i64>> {
    let mut find = conn.prepare_cached(
        "SELECT coalesce(root, id) FROM session INDEXED BY session_last WHERE last_at = \
         (SELECT max(last_at) FROM session INDEXED BY session_last WHERE last_at IS NOT NULL AND last_at <= ?1) \
         UNION SELECT * FROM (SELECT coalesce(root, id) FROM session INDEXED BY session_last \
         WHERE last_at > ?1 ORDER BY last_at LIMIT ?2)",
    )?;
    find.query_map((reach, MAX_AHEAD), |row| row.get(0))?.collect()
}

/// Sessions of the last day with calls up to an instant, or of the `skip`-th before it.
fn by_calls(conn: &Connection, reach: i64, skip: i64) -> Result<Vec<i64>> {
    let mut find = conn.prepare_cached(
        "SELECT DISTINCT root FROM rollup WHERE day = (SELECT DISTINCT day FROM rollup WHERE day <= ?1 \
         ORDER BY day DESC LIMIT 1 OFFSET ?2)",
    )?;
    find.query_map((day_of(reach), skip), |row| row.get(0))?.collect()
}

/// When a session or one of its sub-agents was last active up to an instant.
fn last_up_to(conn: &Connection, root: i64, reach: i64) -> Result<Option<Timestamp>> {
    let last = span(conn, root)?.1;
    if last.is_none_or(|last| last.millis() <= reach) {
        return Ok(last);
    }
    let mut find = conn.prepare_cached(
        "SELECT max(max(coalesce((SELECT max(at) FROM call WHERE session = s.id AND at <= ?2), -1), \
         CASE WHEN last_at <= ?2 THEN last_at WHEN first_at <= ?2 THEN first_at ELSE -1 END)) \
         FROM session s WHERE id = ?1 OR root = ?1",
    )?;
    let last: Option<i64> = find.query_row((root, reach), |row| row.get(0))?;
    Ok(last.filter(|last| *last >= 0).and_then(Timestamp::from_millis))
}
