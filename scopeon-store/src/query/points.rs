//! The calls and compactions of one context, in order of time: what figures of contexts and caches are made from.

use rusqlite::{Connection, OptionalExtension, Result, Row};
use scopeon_core::metrics::context::CompactionPoint;
use scopeon_core::metrics::priced::CallPoint;
use scopeon_core::time::Timestamp;

use super::calls::members;
use super::price::Prices;
use crate::write::column::{self, misread};

/// One context: a main session or one run of a sub-agent, without the others.
#[derive(Clone, Debug)]
pub(crate) struct ContextPoints {
    /// Its calls in order of time.
    pub(crate) calls: Vec<CallPoint>,
    /// The window that the log states for each call.
    pub(crate) windows: Vec<Option<u64>>,
    /// Its compactions in order of time.
    pub(crate) compactions: Vec<CompactionPoint>,
}

/// Reads one context.
pub(crate) fn points(conn: &Connection, session: i64, prices: &mut Prices<'_>) -> Result<ContextPoints> {
    let (calls, windows) = calls(conn, session, prices)?.into_iter().unzip();
    Ok(ContextPoints { calls, windows, compactions: compactions(conn, session)? })
}

impl ContextPoints {
    /// Leaves out what a clock ahead dated later than an instant, in milliseconds, unless there is nothing else.
    pub(crate) fn up_to(mut self, reach: i64) -> Self {
        let known = self.calls.iter().take_while(|call| call.at.millis() <= reach).count();
        if known > 0 {
            self.calls.truncate(known);
            self.windows.truncate(known);
            self.compactions.retain(|compaction| compaction.at.millis() <= reach);
        }
        self
    }
}

/// Reads the contexts of a session and of all its sub-agents, the session's first. Those without a call are left
/// out, but for the session's own.
pub(crate) fn points_of_root(
    conn: &Connection,
    root: i64,
    prices: &mut Prices<'_>,
) -> Result<Vec<ContextPoints>> {
    let mut contexts = vec![points(conn, root, prices)?];
    for member in members(conn, root)?.into_iter().skip(1) {
        let context = points(conn, member, prices)?;
        if !context.calls.is_empty() {
            contexts.push(context);
        }
    }
    Ok(contexts)
}

fn calls(conn: &Connection, session: i64, prices: &mut Prices<'_>) -> Result<Vec<(CallPoint, Option<u64>)>> {
    let mut find = conn.prepare_cached(
        "SELECT c.at, t.uid, c.class, c.context, c.input, c.output, c.reasoning, c.cache_read, c.cache_write_5m, \
         c.cache_write_1h, c.searches, c.window FROM call c LEFT JOIN turn t ON t.id = c.turn WHERE c.session = ?1 \
         AND c.finish <> 2 ORDER BY c.at, c.uid",
    )?;
    find.query_map([session], |row| Ok((call(row, prices)?, column::maybe_count(row, 11)?)))?.collect()
}

fn call(row: &Row<'_>, prices: &mut Prices<'_>) -> Result<CallPoint> {
    let (at, class) = (column::instant(row, 0)?, row.get(2)?);
    // As in every sum: by the price at the start of the call's bucket.
    let rates = prices.rates(class, at.quarter());
    let model = prices.classes.get(&class).map(|class| class.price.model.clone());
    Ok(CallPoint {
        at,
        turn: column::maybe_identity(row, 1)?,
        model: model.ok_or_else(|| misread(2))?,
        context: column::count(row, 3)?,
        usage: column::usage(row, 4)?,
        rates,
    })
}

/// Returns what a meter of the agent's last said of a session's context, unless that claims a time beyond `reach` or a call
/// or a compaction is later.
pub(crate) fn metered(conn: &Connection, (session, reach): (i64, i64)) -> Result<Option<(Timestamp, u64)>> {
    let mut find = conn.prepare_cached(
        "SELECT s.context_at, s.context FROM session s WHERE s.id = ?1 AND s.context_at <= ?2 AND s.context > 0 \
         AND NOT EXISTS (SELECT 1 FROM call c WHERE c.session = s.id AND c.at > s.context_at AND c.at <= ?2 AND c.context > 0) \
         AND NOT EXISTS (SELECT 1 FROM compaction x WHERE x.session = s.id AND x.at > s.context_at AND x.at <= ?2)",
    )?;
    let read = |row: &Row<'_>| Ok((column::instant(row, 0)?, column::count(row, 1)?));
    find.query_row((session, reach), read).optional()
}

/// Reads the compactions of one context.
pub(crate) fn compactions(conn: &Connection, session: i64) -> Result<Vec<CompactionPoint>> {
    let mut find = conn.prepare_cached(
        "SELECT at, set_off_by, before, after, duration_ms FROM compaction WHERE session = ?1 ORDER BY at, uid",
    )?;
    let compactions = find.query_map([session], |row| {
        Ok(CompactionPoint {
            at: column::instant(row, 0)?,
            trigger: column::trigger(row, 1)?,
            before: column::maybe_count(row, 2)?,
            after: column::maybe_count(row, 3)?,
            duration_ms: column::maybe_count(row, 4)?,
        })
    })?;
    compactions.collect()
}
