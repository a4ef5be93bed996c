//! Computes the digests of one session from its facts: of its own context, without its sub-agents'.

use std::collections::HashMap;

use rusqlite::{Connection, Result, Row};
use scopeon_core::id::{Identity, TurnId};
use scopeon_core::metrics::cache::{CacheLosses, CacheOutcome, outcomes};
use scopeon_core::metrics::context::{Capacity, Surroundings, capacities, crowding};
use scopeon_core::metrics::priced::CallPoint;
use scopeon_core::metrics::waste::small_turns;
use scopeon_core::pricing::PriceBook;
use scopeon_core::time::Timestamp;
use scopeon_core::usage::Usage;

use super::CallSums;
use super::growing::{Counted, Growing, Session, SessionAggregates};
use super::uses::add_uses;
use crate::query::points::compactions;
use crate::query::price::{Class, read_classes};
use crate::write::column::{self, misread};

/// What digests are computed with.
pub(crate) struct Digester<'a> {
    conn: &'a Connection,
    book: &'a PriceBook,
    now: Timestamp,
    /// The first quarter that counts, and the first that does not any more.
    quarters: (i64, i64),
    classes: HashMap<i64, Class>,
}

impl<'a> Digester<'a> {
    /// Computes as of `now`, for the quarters from the first to before the second.
    pub(crate) fn new(
        conn: &'a Connection,
        book: &'a PriceBook,
        now: Timestamp,
        quarters: (i64, i64),
    ) -> Result<Self> {
        Ok(Self { conn, book, now, quarters, classes: read_classes(conn)? })
    }

    /// Computes as of the end of time, when nothing is open any more: as digests are stored.
    pub(crate) fn final_ones(conn: &'a Connection, book: &'a PriceBook) -> Result<Self> {
        let end = Timestamp::from_millis(END_MILLIS).unwrap_or_default();
        Self::new(conn, book, end, (i64::MIN, i64::MAX))
    }

    /// Computes a session's digests.
    pub(crate) fn compute(&self, session: i64) -> Result<SessionAggregates> {
        let session = self.session(session)?;
        let (calls, points) = self.calls(session.id)?;
        let mut growing = Growing { quarters: self.quarters, digests: SessionAggregates::new() };
        self.add_calls(&session, (&calls, points), &mut growing)?;
        add_uses(self.conn, &session, &calls, &mut growing)?;
        Ok(growing.digests)
    }

    fn session(&self, id: i64) -> Result<Session> {
        let mut find = self.conn.prepare_cached(
            "SELECT coalesce(project, 0), coalesce(branch, 0), kind = 1, coalesce(agent_type, 0), first_at, window \
             FROM session WHERE id = ?1",
        )?;
        find.query_row([id], |row| {
            Ok(Session {
                id,
                project: row.get(0)?,
                branch: row.get(1)?,
                is_agent: row.get(2)?,
                agent_type: row.get(3)?,
                began: row.get(4)?,
                window: column::maybe_count(row, 5)?,
            })
        })
    }

    fn calls(&self, session: i64) -> Result<(Vec<Counted>, Vec<CallPoint>)> {
        let mut find = self.conn.prepare_cached(
            "SELECT uid, at, turn, class, coalesce(project, 0), coalesce(branch, 0), context, window, input, output, \
             reasoning, cache_read, cache_write_5m, cache_write_1h, searches FROM call WHERE session = ?1 \
             AND finish <> 2 ORDER BY at, uid",
        )?;
        find.query_map([session], |row| self.call(row))?.collect()
    }

    fn call(&self, row: &Row<'_>) -> Result<(Counted, CallPoint)> {
        let class: i64 = row.get(3)?;
        let known = self.classes.get(&class).ok_or_else(|| misread(3))?;
        let point = CallPoint {
            at: column::instant(row, 1)?,
            turn: row.get::<_, Option<i64>>(2)?.map(turn_id),
            model: known.price.model.clone(),
            context: column::count(row, 6)?,
            usage: column::usage(row, 8)?,
            rates: None,
        };
        let counted = Counted {
            uid: row.get(0)?,
            at: point.at,
            class,
            model: known.model,
            project: row.get(4)?,
            branch: row.get(5)?,
            window: column::maybe_count(row, 7)?,
        };
        Ok((counted, point))
    }

    fn add_calls(
        &self,
        session: &Session,
        (calls, points): (&[Counted], Vec<CallPoint>),
        growing: &mut Growing,
    ) -> Result<()> {
        let (outcomes, small) = (outcomes(&points, self.now), small_turns(&points));
        let windows = self.windows(session, calls, &points)?;
        let found = points.into_iter().zip(outcomes).zip(small).zip(windows);
        for (call, (((point, outcome), is_small), window)) in calls.iter().zip(found) {
            let Some(digest) = growing.at(call.at.millis(), (call.project, call.branch)) else { continue };
            let mut sums = of_call(&point, &outcome, is_small);
            add_window(&mut sums, point, window);
            digest.calls.entry(call.class).or_default().add(&sums);
        }
        Ok(())
    }

    /// The window that each call was made in.
    fn windows(&self, session: &Session, calls: &[Counted], points: &[CallPoint]) -> Result<Vec<Capacity>> {
        let compactions = compactions(self.conn, session.id)?;
        let class = calls.first().and_then(|call| self.classes.get(&call.class));
        let agent = class.map_or("", |class| class.price.agent.as_str());
        let around = Surroundings { agent, session_window: session.window, compactions: &compactions };
        let stated: Vec<_> = calls.iter().map(|call| call.window).collect();
        Ok(capacities(points, &stated, &around, self.book))
    }
}

/// The last instant there is: the end of the year 9999.
const END_MILLIS: i64 = 253_402_300_799_999;

/// Turns are told apart by their rowids here.
fn turn_id(rowid: i64) -> TurnId {
    TurnId(Identity::from_bytes(i128::from(rowid).to_be_bytes()))
}

fn of_call(point: &CallPoint, outcome: &CacheOutcome, is_small: bool) -> CallSums {
    let found = CacheLosses::of(point, outcome);
    CallSums {
        calls: 1,
        usage: found.usage,
        busts: found.busts,
        lost: found.lost,
        unread: found.unread,
        pending: found.pending,
        expired: found.expired,
        hour_kept: found.hour_kept,
        cold: found.cold,
        small_calls: u64::from(is_small),
        small: if is_small { found.usage } else { Usage::default() },
        ..CallSums::default()
    }
}

fn add_window(sums: &mut CallSums, point: CallPoint, window: Capacity) {
    let found = crowding(&[point], &[window]);
    (sums.windowed, sums.crowded, sums.above_half) = (found.calls, found.crowded, found.above_half);
}
