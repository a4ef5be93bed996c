//! Where one session stands now.

use rusqlite::{Connection, Result};
use scopeon_core::metrics::priced::CallPoint;
use scopeon_core::metrics::pulse::pulse;
use scopeon_core::report::SessionNow;
use scopeon_core::time::Timestamp;

use super::Reader;
use super::points::points_of_root;
use super::price::Prices;
use super::query_context::QueryContext;
use super::session_lookup::find_session;
use super::status::live_session;
use crate::error::{At, StoreError};

/// So many of the last calls are told.
const LAST_CALLS: usize = 30;
/// So many of the last tools are told.
const LAST_TOOLS: i64 = 6;
/// A sub-agent runs that wrote something that short a while ago, in milliseconds.
const RUNNING_MILLIS: i64 = 2 * 60_000;

impl Reader {
    /// Shows where the session whose id starts with `id_prefix` stands, or for `latest` the last active one. Range and
    /// filter of the question do not matter.
    ///
    /// # Errors
    ///
    /// [`StoreError::UnknownSession`] and [`StoreError::AmbiguousSession`] when the prefix names none or several,
    /// another [`StoreError`] when the file cannot be read or is damaged.
    pub fn session_now(
        &self,
        id_prefix: &str,
        asked: &QueryContext<'_>,
    ) -> std::result::Result<SessionNow, StoreError> {
        let view = self.conn.unchecked_transaction().at(&self.path)?;
        let root = find_session(&view, id_prefix, asked.now).at(&self.path)??;
        answer(&view, root, asked).at(&self.path)
    }
}

fn answer(conn: &Connection, root: i64, asked: &QueryContext<'_>) -> Result<SessionNow> {
    let (live, mut context) = live_session(conn, asked, root)?;
    let scope = asked.scope([live.session.provider.clone()]);
    let mut now = SessionNow::new(scope, live, context.outlook);
    let history = &mut context.history;
    now.compactions = history.manual + history.automatic + history.unknown;
    now.last_compaction = history.compactions.pop();
    now.steps = context.steps.split_off(context.steps.len().saturating_sub(LAST_CALLS));
    add_pulse(&mut now, (conn, root), asked)?;
    now.last_tools = last_tools(conn, root)?;
    now.running = running(conn, root, asked.now)?;
    Ok(now)
}

/// Says what the session is doing to its money.
fn add_pulse(now: &mut SessionNow, (conn, root): (&Connection, i64), asked: &QueryContext<'_>) -> Result<()> {
    let mut prices = Prices::new(conn, asked.book)?;
    let reach = asked.now.plus_clock_tolerance().millis();
    let contexts = points_of_root(conn, root, &mut prices)?.into_iter().map(|context| context.up_to(reach));
    let contexts: Vec<Vec<CallPoint>> = contexts.map(|context| context.calls).collect();
    now.pulse = pulse(&contexts.iter().map(Vec::as_slice).collect::<Vec<_>>(), asked.now);
    let own = contexts.first().map(Vec::as_slice).unwrap_or_default();
    let last = own.get(own.len().saturating_sub(LAST_CALLS)..).unwrap_or_default();
    now.costs = last.iter().map(|call| Some(call.rates?.cost(&call.usage))).collect();
    Ok(())
}

fn last_tools(conn: &Connection, root: i64) -> Result<Vec<String>> {
    let mut find = conn.prepare_cached(
        "SELECT coalesce(ms.text || '/' || mt.text, n.text) AS tool FROM tool o LEFT JOIN label n ON n.id = o.name \
         LEFT JOIN label ms ON ms.id = o.mcp_server LEFT JOIN label mt ON mt.id = o.mcp_tool \
         WHERE o.session IN (SELECT id FROM session WHERE id = ?1 OR root = ?1) AND tool IS NOT NULL \
         GROUP BY tool ORDER BY max(coalesce(o.started, o.ended, o.birth, 0)) DESC, tool LIMIT ?2",
    )?;
    find.query_map((root, LAST_TOOLS), |row| row.get(0))?.collect()
}

fn running(conn: &Connection, root: i64, now: Timestamp) -> Result<Vec<String>> {
    let mut find = conn.prepare_cached(
        "SELECT coalesce(t.text, 'sub-agent') FROM session s LEFT JOIN label t ON t.id = s.agent_type \
         WHERE s.root = ?1 AND s.id <> ?1 AND s.last_at BETWEEN ?2 AND ?3 ORDER BY s.last_at DESC, s.uid",
    )?;
    let (since, until) = (now.millis() - RUNNING_MILLIS, now.plus_clock_tolerance().millis());
    find.query_map((root, since, until), |row| row.get(0))?.collect()
}
