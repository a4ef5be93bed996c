//! The calls and compactions of one context, in order of time: what figures of contexts and caches are made from.

use rusqlite::{Connection, Result, Row};
use scopeon_core::label::Label;
use scopeon_core::metrics::context::CompactionPoint;
use scopeon_core::metrics::priced::CallPoint;
use scopeon_core::time::Timestamp;

use super::price::Prices;
use crate::write::column::{self, misread};

/// One context: a main session or one run of a sub-agent, without the others.
#[derive(Clone, Debug)]
pub(crate) struct ContextPoints {
    /// The session's rowid.
    pub(crate) session: i64,
    /// Its calls in order of time.
    pub(crate) calls: Vec<CallPoint>,
    /// Its compactions in order of time.
    pub(crate) compactions: Vec<CompactionPoint>,
    /// The capacity that the log states for the whole session, in tokens.
    pub(crate) session_window: Option<u64>,
    /// The capacity that the log states for the last call, in tokens.
    pub(crate) call_window: Option<u64>,
}

impl ContextPoints {
    /// Returns the last call's time and model.
    pub(crate) fn last(&self) -> Option<(Timestamp, &Label)> {
        self.calls.last().map(|call| (call.at, &call.model))
    }

    /// Returns the largest prompt of the last call's model, the sizes before compactions included, in tokens.
    pub(crate) fn largest_prompt(&self) -> u64 {
        let Some((_, model)) = self.last() else { return 0 };
        let prompts = self.calls.iter().filter(|call| call.model == *model).map(|call| call.context);
        prompts.chain(self.compactions.iter().filter_map(|one| one.before)).max().unwrap_or(0)
    }
}

/// Reads one context.
pub(crate) fn points(conn: &Connection, session: i64, prices: &mut Prices<'_>) -> Result<ContextPoints> {
    let (calls, call_window) = calls(conn, session, prices)?;
    let window = "SELECT window FROM session WHERE id = ?1";
    let session_window =
        conn.prepare_cached(window)?.query_row([session], |row| column::maybe_count(row, 0))?;
    let compactions = compactions(conn, session)?;
    Ok(ContextPoints { session, calls, compactions, session_window, call_window })
}

/// Reads the contexts of a session and of all its sub-agents, the session's first. Those without a call are left
/// out, but for the session's own.
pub(crate) fn points_of_root(
    conn: &Connection,
    root: i64,
    prices: &mut Prices<'_>,
) -> Result<Vec<ContextPoints>> {
    let mut find = conn.prepare_cached("SELECT id FROM session WHERE root = ?1 AND id <> ?1 ORDER BY uid")?;
    let members = find.query_map([root], |row| row.get(0))?.collect::<Result<Vec<i64>>>()?;
    let mut contexts = vec![points(conn, root, prices)?];
    for member in members {
        let context = points(conn, member, prices)?;
        if !context.calls.is_empty() {
            contexts.push(context);
        }
    }
    Ok(contexts)
}

/// The calls, and the window that the last one states.
fn calls(conn: &Connection, session: i64, prices: &mut Prices<'_>) -> Result<(Vec<CallPoint>, Option<u64>)> {
    let mut find = conn.prepare_cached(
        "SELECT c.at, t.uid, c.class, c.context, c.window, c.input, c.output, c.reasoning, c.cache_read, \
         c.cache_write_5m, c.cache_write_1h, c.searches FROM call c LEFT JOIN turn t ON t.id = c.turn \
         WHERE c.session = ?1 ORDER BY c.at, c.uid",
    )?;
    let mut rows = find.query([session])?;
    let (mut calls, mut window) = (Vec::new(), None);
    while let Some(row) = rows.next()? {
        calls.push(call(row, prices)?);
        window = column::maybe_count(row, 4)?;
    }
    Ok((calls, window))
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
        usage: column::usage(row, 5)?,
        rates,
    })
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
