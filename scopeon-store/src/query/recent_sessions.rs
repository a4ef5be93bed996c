//! The sessions that were active last, found without looking at all of them.

use std::collections::HashSet;

use rusqlite::{Connection, Result};
use scopeon_core::time::Timestamp;

use super::label::session_key;
use super::span::{activity, believed};
use crate::rollup::day_of;

/// Sessions by their last records, latest first: a session's own and its sub-agents'.
const BY_RECORDS: &str = "SELECT coalesce(root, id), last_at FROM session INDEXED BY session_last \
    WHERE last_at IS NOT NULL ORDER BY last_at DESC";
const BY_CALLS: &str = "SELECT DISTINCT root FROM rollup WHERE day >= ?1";

/// Returns the `count` of the wanted sessions that were active last, latest first; of equally recent ones by their ids,
/// from behind. `None` where so few of them have a record that all have to be looked at.
///
/// The first `count` met by their records were all active at or after the last one's record, so that every session that
/// could come before any of them was, too: by a record, or by a call on that day or a later one. Those with a record that
/// is dated later than `now` are looked at whatever it says.
pub(crate) fn recent_sessions(
    conn: &Connection,
    wanted: &HashSet<i64>,
    (count, now): (usize, Option<Timestamp>),
) -> Result<Option<Vec<i64>>> {
    let (mut near, mut met): (HashSet<i64>, HashSet<i64>) = Default::default();
    let (_, until) = believed(now);
    let mut edge = None;
    let mut find = conn.prepare_cached(BY_RECORDS)?;
    let mut rows = find.query([])?;
    while let Some(row) = rows.next()? {
        let (root, last): (i64, i64) = (row.get(0)?, row.get(1)?);
        if edge.is_some_and(|edge| last < edge) {
            break;
        }
        if !wanted.contains(&root) {
            continue;
        }
        near.insert(root);
        if last <= until && met.insert(root) && met.len() == count {
            edge = Some(last);
        }
    }
    let Some(edge) = edge else { return Ok(None) };
    let mut find = conn.prepare_cached(BY_CALLS)?;
    let mut rows = find.query([day_of(edge)])?;
    while let Some(row) = rows.next()? {
        let root = row.get(0)?;
        if wanted.contains(&root) {
            near.insert(root);
        }
    }
    ordered(conn, near, (count, now)).map(Some)
}

fn ordered(
    conn: &Connection,
    near: HashSet<i64>,
    (count, now): (usize, Option<Timestamp>),
) -> Result<Vec<i64>> {
    let mut places = Vec::with_capacity(near.len());
    for root in near {
        places.push((activity(conn, root, now)?, session_key(conn, root)?, root));
    }
    places.sort_by(|a, b| b.cmp(a));
    Ok(places.into_iter().take(count).map(|(.., root)| root).collect())
}
