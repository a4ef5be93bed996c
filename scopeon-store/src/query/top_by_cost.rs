//! The most expensive of many sessions, always the same ones.

use std::cmp::Reverse;

use rusqlite::{Connection, Result};
use scopeon_core::money::PicoUsd;

use super::label::session_key;

/// A session's cost and rowid, and what else belongs to it.
pub(crate) type Costing<T> = (PicoUsd, i64, T);

/// Returns the `top` most expensive, the most expensive first; of equally expensive ones by their ids, which are looked
/// up only where that matters, for rowids depend on the order of reading.
pub(crate) fn top_by_cost<T>(
    conn: &Connection,
    mut rows: Vec<Costing<T>>,
    top: usize,
) -> Result<Vec<(i64, T)>> {
    rows.sort_by_key(|(cost, ..)| Reverse(*cost));
    let least = rows.get(top.saturating_sub(1)).map(|(cost, ..)| *cost);
    rows.retain(|(cost, ..)| least.is_none_or(|least| *cost >= least));
    let mut named = Vec::with_capacity(rows.len());
    for (cost, session, other) in rows {
        named.push(((Reverse(cost), session_key(conn, session)?, session), other));
    }
    named.sort_by(|(a, _), (b, _)| a.cmp(b));
    named.truncate(top);
    Ok(named.into_iter().map(|((.., session), other)| (session, other)).collect())
}
