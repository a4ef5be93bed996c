//! The calls of one session row, each with its tokens and cost: what the levels below a session are summed from.

use std::collections::HashMap;

use rusqlite::{Connection, Result, Row};
use scopeon_core::metrics::cost::{CostSum, total};
use scopeon_core::metrics::priced::PricedUsage;
use scopeon_core::time::Timestamp;

use super::price::Prices;
use crate::write::column;

/// One call, by rowids; 0 is none for project and branch.
#[derive(Clone, Copy, Debug)]
pub(crate) struct CallSum {
    pub(crate) uid: [u8; 16],
    pub(crate) at: Timestamp,
    pub(crate) turn: Option<i64>,
    pub(crate) class: i64,
    pub(crate) project: i64,
    pub(crate) branch: i64,
    pub(crate) sum: CostSum,
}

/// Requests of unknown usage (`finish` 2) are no calls.
const CALLS: &str = "SELECT uid, at, turn, class, coalesce(project, 0), coalesce(branch, 0), input, output, reasoning, \
    cache_read, cache_write_5m, cache_write_1h, searches FROM call WHERE session = ?1 AND finish <> 2 ORDER BY at, uid";

/// Reads the calls that one session, or one run of a sub-agent, made itself, in order of time.
pub(crate) fn calls_of(conn: &Connection, session: i64, prices: &mut Prices<'_>) -> Result<Vec<CallSum>> {
    conn.prepare_cached(CALLS)?.query_map([session], |row| read(row, prices))?.collect()
}

fn read(row: &Row<'_>, prices: &mut Prices<'_>) -> Result<CallSum> {
    let (at, class) = (column::instant(row, 1)?, row.get(3)?);
    // As in every sum: by the price at the start of the call's bucket.
    let rates = prices.rates(class, at.quarter());
    Ok(CallSum {
        uid: row.get(0)?,
        at,
        turn: row.get(2)?,
        class,
        project: row.get(4)?,
        branch: row.get(5)?,
        sum: total(&[PricedUsage { calls: 1, usage: column::usage(row, 6)?, rates }]),
    })
}

/// Numbers the calls of a session in order of time: each with the number of its turn in the session and its own in the turn.
/// Turn 0 is that of calls without one.
pub(crate) fn numbers<'a>(calls: impl IntoIterator<Item = &'a CallSum>) -> Vec<(i64, i64)> {
    let (mut turns, mut counts): (HashMap<i64, i64>, HashMap<i64, i64>) = Default::default();
    let number = |call: &CallSum| {
        let next = i64::try_from(turns.len()).unwrap_or_default() + 1;
        let turn = call.turn.map_or(0, |turn| *turns.entry(turn).or_insert(next));
        let count = counts.entry(turn).or_default();
        *count += 1;
        (turn, *count)
    };
    calls.into_iter().map(number).collect()
}

/// Returns the rowids of a session and of all its sub-agents, the session's first.
pub(crate) fn members(conn: &Connection, root: i64) -> Result<Vec<i64>> {
    let mut find = conn.prepare_cached("SELECT id FROM session WHERE root = ?1 AND id <> ?1 ORDER BY uid")?;
    let others = find.query_map([root], |row| row.get(0))?.collect::<Result<Vec<i64>>>()?;
    Ok(std::iter::once(root).chain(others).collect())
}

/// Adds up calls.
pub(crate) fn sum_of<'a>(calls: impl IntoIterator<Item = &'a CallSum>) -> CostSum {
    calls.into_iter().map(|call| call.sum).fold(CostSum::default(), CostSum::plus)
}
