//! How full a session's context is and how long it lasts.

use rusqlite::{Connection, Result};
use scopeon_core::event::Trigger;
use scopeon_core::metrics::Provenance;
use scopeon_core::metrics::cache::last_lifetime_ms;
use scopeon_core::metrics::context::{
    Advice, Because, Capacity, CompactionHistory, ContextAdvice, Crowding, Evidence, Situation, Surroundings,
    advise, capacities, compactions, crowding, occupancy, outlook, steps,
};
use scopeon_core::provider::FactKind;
use scopeon_core::report::ContextReport;

use super::Reader;
use super::label::session_key;
use super::points::{ContextPoints, metered, points};
use super::price::Prices;
use super::query_context::QueryContext;
use super::session_lookup::{find_session, latest};
use super::window::of_session;
use crate::error::{At, StoreError};
use crate::write::column;

/// How many calls an answer lists at most: the last ones.
const MOST_STEPS: usize = 1_000;

impl Reader {
    /// Shows the context of the session whose id starts with `id_prefix`, or of the last active one for `latest`;
    /// without any session `latest` is an empty context. Range and filter of the question do not matter. Of a
    /// sub-agent's id the session's context is shown.
    ///
    /// # Errors
    ///
    /// [`StoreError::UnknownSession`] and [`StoreError::AmbiguousSession`] when the prefix names none or several,
    /// another [`StoreError`] when the file cannot be read or is damaged.
    pub fn context(
        &self,
        id_prefix: &str,
        asked: &QueryContext<'_>,
    ) -> std::result::Result<ContextReport, StoreError> {
        let view = self.conn.unchecked_transaction().at(&self.path)?;
        if id_prefix.trim() == "latest" && latest(&view, asked.now).at(&self.path)?.is_none() {
            return Ok(nothing(asked));
        }
        let session = find_session(&view, id_prefix, asked.now).at(&self.path)??;
        answer(&view, session, asked).at(&self.path)
    }
}

fn nothing(asked: &QueryContext<'_>) -> ContextReport {
    let unknown = Capacity { tokens: None, evidence: Evidence::Unknown };
    ContextReport::new(
        asked.scope([]),
        outlook(&[], &[], &unknown),
        ContextAdvice { advice: Advice::GoOn, because: Because::Room },
        Crowding::default(),
        CompactionHistory::default(),
        Provenance::EXACT,
    )
}

/// Shows the context of one session.
pub(crate) fn answer(conn: &Connection, session: i64, asked: &QueryContext<'_>) -> Result<ContextReport> {
    let mut prices = Prices::new(conn, asked.book)?;
    let points = points(conn, session, &mut prices)?.up_to(asked.now.plus_clock_tolerance().millis());
    let (agent, session_window) = agent(conn, session)?;
    let around = Surroundings { agent: &agent, session_window, compactions: &points.compactions };
    let windows = capacities(&points.calls, &points.windows, &around, asked.book);
    let meter = metered(conn, (session, asked.now.plus_clock_tolerance().millis()))?;
    let capacity = windows.last().copied().unwrap_or_else(|| of_session(session_window));
    let sure = |fact| asked.fidelity.over([&agent], fact);
    let context =
        if meter.is_some() || is_told(&points) { sure(FactKind::Context) } else { Provenance::UNSUPPORTED };
    let all = points.calls.iter().cloned().zip(windows);
    let (calls, windows): (Vec<_>, Vec<_>) = all.filter(|(call, _)| call.context > 0).unzip();
    let outlook = outlook(&calls, &points.compactions, &capacity);
    let outlook = meter.map_or(outlook, |(_, tokens)| outlook.metered(tokens, &capacity));
    let outlook = outlook.trusted(context, sure(FactKind::Turns));
    let mut steps = steps(&calls, &windows);
    steps.drain(..steps.len().saturating_sub(MOST_STEPS));
    let mut report = ContextReport::new(
        asked.scope([agent.clone()]),
        outlook,
        advise(&outlook, &situation(&points, asked)),
        crowding(&calls, &windows),
        compactions(&points.compactions, &calls),
        sure(FactKind::Compactions),
    );
    report.session = Some(session_key(conn, session)?);
    report.model = points.calls.last().map(|last| last.model.as_str().to_owned());
    report.steps = steps;
    Ok(report)
}

/// Returns `true` if the log says how large the context is now: of a response whose input is only told in a total it does not.
fn is_told(points: &ContextPoints) -> bool {
    let last = points.calls.last().map(|call| (call.at, call.context));
    last.is_none() || occupancy(last, points.compactions.last()) > 0
}

/// Returns the agent of a session, and the window its log states for it.
fn agent(conn: &Connection, session: i64) -> Result<(String, Option<u64>)> {
    let find = "SELECT p.name, s.window FROM session s JOIN provider p ON p.id = s.provider WHERE s.id = ?1";
    conn.prepare_cached(find)?
        .query_row([session], |row| Ok((column::text(row, 0)?, column::maybe_count(row, 1)?)))
}

fn situation(points: &ContextPoints, asked: &QueryContext<'_>) -> Situation {
    let whole = points.compactions.iter().filter(|one| one.trigger != Trigger::Micro).count();
    let idle = points.calls.last().map_or(0, |call| asked.now.millis().saturating_sub(call.at.millis()));
    Situation {
        compactions: u64::try_from(whole).unwrap_or(u64::MAX),
        idle_ms: u64::try_from(idle).unwrap_or_default(),
        cache_ms: last_lifetime_ms(&points.calls),
    }
}
