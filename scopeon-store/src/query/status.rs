//! Where things stand: the running day, week and month against the usual day, live sessions, limits and budgets.

use std::collections::{BTreeMap, BTreeSet};

use rusqlite::{Connection, Result};
use scopeon_core::budget::Budget;
use scopeon_core::metrics::forecast::{History, Running, project};
use scopeon_core::metrics::next::next;
use scopeon_core::metrics::usual::{USUAL_DAYS, usual_day};
use scopeon_core::report::{
    ContextReport, DayRow, Figures, LastUse, LiveSession, PeriodOutlook, Scope, StatusReport,
};
use scopeon_core::time::{Period, Range, TimeBucket};

use super::Reader;
use super::agents_seen::AgentsSeen;
use super::blocks;
use super::budget;
use super::context;
use super::cost_history::CostHistory;
use super::filter::{Filter, Selection};
use super::limits;
use super::price::Prices;
use super::projects::Projects;
use super::query_context::QueryContext;
use super::run::{Ended, Run};
use super::scan::scan;
use super::session_lookup::{active_since, last_active};
use super::sessions::{SessionSum, session_row};
use super::standing::standing;
use super::sum::Sum;
use super::unrecorded::unrecorded;
use crate::error::StoreError;

/// A session is live when it was active that short a while ago, in milliseconds.
pub const LIVE_MILLIS: i64 = 10 * 60 * 1000;
/// So many days are listed, today included.
const LISTED_DAYS: usize = 14;

impl Reader {
    /// Sums the running periods, says where they lead and what a day usually costs, and shows every session that was
    /// active at most ten minutes before `now`, the limits and the budgets. Of the question only now, zone, prices and
    /// trust count.
    ///
    /// # Errors
    ///
    /// [`StoreError`] when the file cannot be read or is damaged.
    pub fn status(
        &self,
        asked: &QueryContext<'_>,
        budgets: &[Budget],
    ) -> std::result::Result<StatusReport, StoreError> {
        self.ask(|conn| answer(conn, asked, budgets))
    }
}

fn answer(conn: &Connection, asked: &QueryContext<'_>, budgets: &[Budget]) -> Result<StatusReport> {
    let everything = Filter { aliases: asked.filter.aliases.clone(), ..Filter::default() };
    let asked = &QueryContext { range: Range::default(), filter: &everything, ..*asked };
    let recent = recent(conn, asked)?;
    let scope = Scope::new(asked.now, asked.zone, Range::default());
    let scope = scope.of(recent.providers.into_iter().collect(), BTreeMap::new());
    let mut report = StatusReport::new(scope, recent.periods);
    let periods = [Period::Day, Period::Week, Period::Month];
    report.outlook = Some(PeriodOutlook::new(
        periods.map(|period| project(&recent.history, period, asked.zone, asked.now)),
    ));
    let days = recent.history.days(asked.zone, asked.now, USUAL_DAYS + 1);
    report.usual = usual_day(&days);
    let day = |day: &scopeon_core::metrics::forecast::DayCost| {
        DayRow::new(asked.zone.key(day.start, Period::Day), day.cost)
    };
    report.days = days[days.len().saturating_sub(LISTED_DAYS)..].iter().map(day).collect();
    report.sessions = live(conn, asked)?;
    report.live = report.sessions.first().cloned();
    report.limits = limits::running(conn, &[], asked.now)?;
    if !budgets.is_empty() {
        report.budgets = budget::answer(conn, asked, budgets)?.rows;
    }
    report.last = last_use(conn, asked)?;
    report.next = Some(next(&report.next_inputs()));
    Ok(report)
}

/// What one pass over the last weeks sums.
struct Recent {
    /// Day, week and month.
    periods: [Figures; 3],
    /// The agents in them.
    providers: BTreeSet<String>,
    history: History,
}

/// Sums day, week and month, and what each quarter of an hour of the last thirteen weeks cost, in one pass.
fn recent(conn: &Connection, asked: &QueryContext<'_>) -> Result<Recent> {
    let ranges = [Period::Day, Period::Week, Period::Month]
        .map(|period| Range::running(asked.now, period, asked.zone));
    let whole = Range {
        since: ranges.iter().filter_map(|range| range.since).min(),
        until: ranges.iter().filter_map(|range| range.until).max(),
    };
    let mut prices = Prices::new(conn, asked.book)?;
    let mut selection = Selection::new(conn, asked.filter)?;
    let (mut sums, mut seen): ([Sum; 3], _) = (Default::default(), AgentsSeen::default());
    let mut end = |ended: Option<Ended<[bool; 3]>>| {
        let Some(ended) = ended else { return };
        seen.add(ended.class);
        for (sum, _) in sums.iter_mut().zip(ended.key).filter(|(_, inside)| *inside) {
            sum.add(ended.root, &ended.cell, ended.paid);
        }
    };
    let (mut run, mut costs) = (Run::new(), CostHistory::new(asked));
    // The thirteen weeks end with the last of the periods.
    scan(conn, &costs.range(), &mut selection, |row, quarter, cell| {
        costs.add(quarter, prices.cost(row.class, quarter, &cell.usage));
        let inside = ranges.map(|range| range.contains(quarter.start()));
        if inside != [false; 3] {
            end(run.take((row, quarter), cell, inside, &mut prices));
        }
    })?;
    end(run.end(&mut prices));
    unrecorded(conn, &whole, (&mut selection, &mut prices), |_, quarter: TimeBucket, more| {
        let inside = sums.iter_mut().zip(&ranges).filter(|(_, range)| range.contains(quarter.start()));
        inside.for_each(|(sum, _)| sum.add_unrecorded(more));
    })?;
    let running = blocks::running(conn, asked, asked.filter)?;
    let running = running.and_then(|block| Running::of(&block, asked.now));
    Ok(Recent {
        periods: sums.map(|sum| sum.figures()),
        providers: seen.agents(&prices),
        history: costs.history().with_running(running),
    })
}

/// Every session that was active a short while ago, last active first.
fn live(conn: &Connection, asked: &QueryContext<'_>) -> Result<Vec<LiveSession>> {
    let since = asked.now.millis() - LIVE_MILLIS;
    // A clock may run a little fast; what claims the far future is not live.
    let roots = active_since(conn, since, asked.now.plus_clock_tolerance().millis())?;
    let session = |(last_at, root)| {
        let (mut live, _) = live_session(conn, asked, root)?;
        live.session.last_at = Some(last_at);
        Ok(live)
    };
    roots.into_iter().map(session).collect()
}

/// Shows where a session stands, and its context.
pub(super) fn live_session(
    conn: &Connection,
    asked: &QueryContext<'_>,
    root: i64,
) -> Result<(LiveSession, ContextReport)> {
    let mut prices = Prices::new(conn, asked.book)?;
    let sum = SessionSum::whole(conn, root, &mut prices)?;
    let mut live = LiveSession::new(session_row(conn, &Projects::default(), (root, &sum), Some(asked.now))?);
    let standing = standing(conn, (root, asked.now), asked.book)?;
    live.context = standing.context;
    live.model = standing.model;
    live.window = standing.capacity.and_then(|capacity| capacity.tokens);
    live.evidence = standing.capacity.map(|capacity| capacity.evidence);
    let context = context::answer(conn, root, asked)?;
    live.turns_left = context.outlook.turns_left.value;
    live.calls_left = context.outlook.calls_left.value;
    live.advice = Some(context.advice);
    Ok((live, context))
}

/// When an agent was last used; where everything is dated ahead, all counts, so that it is known that there is something.
fn last_use(conn: &Connection, asked: &QueryContext<'_>) -> Result<Option<LastUse>> {
    let up_to_now = last_active(conn, asked.now.plus_clock_tolerance().millis())?;
    let found = if up_to_now.is_some() { up_to_now } else { last_active(conn, i64::MAX)? };
    let Some((at, root)) = found else { return Ok(None) };
    let session = session_row(conn, &Projects::default(), (root, &SessionSum::default()), Some(asked.now))?;
    Ok(Some(LastUse::new(at, session.provider, session.id, session.project)))
}
