//! Where things stand: the running day, week and month, and the live session.

use std::collections::{BTreeMap, BTreeSet};

use rusqlite::{Connection, Result};
use scopeon_core::pricing::PriceBook;
use scopeon_core::report::{Figures, LiveSession, Scope, StatusReport};
use scopeon_core::time::{Period, Range, Timestamp, Zone};

use super::Reader;
use super::agents_seen::AgentsSeen;
use super::filter::{Filter, Selection};
use super::points::metered;
use super::price::Prices;
use super::projects::Projects;
use super::run::{Ended, Run};
use super::scan::scan;
use super::session_lookup::last_active;
use super::sessions::{SessionSum, session_row};
use super::sum::Sum;
use super::unrecorded::unrecorded;
use super::window::{last_call, of_session};
use crate::error::StoreError;
use crate::write::column;

/// A session is live when it was active that short a while ago, in milliseconds.
const LIVE_MILLIS: i64 = 10 * 60 * 1000;

impl Reader {
    /// Sums the running periods and shows the live session: the last active one, if that was at most ten
    /// minutes before `now`.
    ///
    /// # Errors
    ///
    /// [`StoreError`] when the file cannot be read or is damaged.
    pub fn status(
        &self,
        now: Timestamp,
        zone: Zone,
        book: &PriceBook,
    ) -> std::result::Result<StatusReport, StoreError> {
        self.ask(|conn| {
            let ([today, this_week, this_month], providers) = periods(conn, now, zone, book)?;
            let live = live(conn, now, book)?;
            let scope = Scope::new(now, zone, Range::default());
            let scope = scope.of(providers.into_iter().collect(), BTreeMap::new());
            Ok(StatusReport::new(scope, today, this_week, this_month, live))
        })
    }
}

/// Sums day, week and month in one pass from the earliest start to the latest end, and names the agents in it.
fn periods(
    conn: &Connection,
    now: Timestamp,
    zone: Zone,
    book: &PriceBook,
) -> Result<([Figures; 3], BTreeSet<String>)> {
    let ranges = [Period::Day, Period::Week, Period::Month].map(|period| Range::around(now, period, zone));
    let whole = Range {
        since: ranges.iter().filter_map(|range| range.since).min(),
        until: ranges.iter().filter_map(|range| range.until).max(),
    };
    let mut prices = Prices::new(conn, book)?;
    let everything = Filter::default();
    let mut selection = Selection::new(conn, &everything)?;
    let (mut sums, mut seen): ([Sum; 3], _) = (Default::default(), AgentsSeen::default());
    let mut end = |ended: Option<Ended<[bool; 3]>>| {
        let Some(ended) = ended else { return };
        seen.add(ended.class);
        for (sum, _) in sums.iter_mut().zip(ended.key).filter(|(_, inside)| *inside) {
            sum.add(ended.root, &ended.cell, ended.paid);
        }
    };
    let mut run = Run::new();
    scan(conn, &whole, &mut selection, |row, quarter, cell| {
        let inside = ranges.map(|range| range.contains(quarter.start()));
        end(run.take((row, quarter), cell, inside, &mut prices));
    })?;
    end(run.end(&mut prices));
    unrecorded(conn, &whole, (&mut selection, &mut prices), |_, quarter, more| {
        let inside = sums.iter_mut().zip(&ranges).filter(|(_, range)| range.contains(quarter.start()));
        inside.for_each(|(sum, _)| sum.add_unrecorded(more));
    })?;
    Ok((sums.map(|sum| sum.figures()), seen.agents(&prices)))
}

fn live(conn: &Connection, now: Timestamp, book: &PriceBook) -> Result<Option<LiveSession>> {
    // A clock may run a little fast; what claims the far future is not live.
    let Some((last_at, root)) = last_active(conn, now.plus_clock_tolerance().millis())? else {
        return Ok(None);
    };
    if now.millis() - last_at.millis() > LIVE_MILLIS {
        return Ok(None);
    }
    let mut prices = Prices::new(conn, book)?;
    let sum = SessionSum::whole(conn, root, &mut prices)?;
    let mut session = session_row(conn, &Projects::default(), (root, &sum), Some(now))?;
    session.last_at = Some(last_at);
    let here = (root, now.plus_clock_tolerance().millis());
    let (last, meter) = (last_call(conn, here, book)?, metered(conn, here)?);
    let stated = match &last {
        None if meter.is_some() => Some(of_session(stated_window(conn, root)?)),
        _ => None,
    };
    let capacity = last.as_ref().map(|call| call.capacity).or(stated);
    let context = meter.map(|(_, tokens)| tokens).or_else(|| last.as_ref().and_then(|call| call.occupancy));
    Ok(Some(LiveSession::new(
        session,
        last.map(|call| call.model),
        context,
        capacity.and_then(|capacity| capacity.tokens),
        capacity.map(|capacity| capacity.evidence),
    )))
}

fn stated_window(conn: &Connection, session: i64) -> Result<Option<u64>> {
    let mut find = conn.prepare_cached("SELECT window FROM session WHERE id = ?1")?;
    find.query_row([session], |row| column::maybe_count(row, 0))
}
