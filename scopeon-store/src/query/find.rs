//! Which session an id, the start of one, or `latest` names.

use rusqlite::{Connection, Result};

use super::sessions::span;
use super::usage::session_key;
use crate::error::StoreError;

/// How many ids are named when one is not enough or none fits.
const MAX_NAMED: i64 = 10;

/// Returns the rowid of the session that `prefix` names; for a sub-agent's id, that of its session.
pub(crate) fn find(conn: &Connection, prefix: &str) -> Result<std::result::Result<i64, StoreError>> {
    let prefix = prefix.trim();
    if prefix == "latest" {
        return Ok(latest(conn)?.ok_or_else(|| StoreError::UnknownSession { near: Vec::new() }));
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
    find.query_map((prefix, MAX_NAMED), |row| Ok((row.get(0)?, row.get(1)?)))?.collect()
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

/// Returns the root of the session that was last active.
pub(crate) fn latest(conn: &Connection) -> Result<Option<i64>> {
    let mut best = None;
    for root in recent(conn)? {
        // Of two equally recent ones always the same is taken, by its id.
        let place = (span(conn, root)?.1, session_key(conn, root)?, root);
        best = best.max(Some(place));
    }
    Ok(best.filter(|(last, ..)| last.is_some()).map(|(.., root)| root))
}

/// Roots of which one is the last active: of the last records, and of the last day with calls.
fn recent(conn: &Connection) -> Result<Vec<i64>> {
    let mut find = conn.prepare_cached(
        "SELECT DISTINCT root FROM rollup WHERE day = (SELECT max(day) FROM rollup) \
         UNION SELECT coalesce(root, id) FROM session INDEXED BY session_last \
         WHERE last_at = (SELECT max(last_at) FROM session WHERE last_at IS NOT NULL)",
    )?;
    find.query_map([], |row| row.get(0))?.collect()
}
