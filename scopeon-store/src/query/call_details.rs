//! The calls of a session with all that is known of each alone: its turn, its price, what became of its cache.

use rusqlite::{Connection, Result};
use scopeon_core::metrics::cache::{CacheOutcome, Recached, outcomes};
use scopeon_core::metrics::priced::CallPoint;
use scopeon_core::time::Timestamp;

use super::calls::{CallSum, calls_of, members, numbers};
use super::points::points;
use super::price::Prices;

/// One call.
pub(crate) struct CallDetail {
    /// The number of its turn in the session; 0 of calls without one.
    pub(crate) turn: u64,
    /// Its number in the turn.
    pub(crate) number: u64,
    /// Whether a sub-agent made it.
    pub(crate) is_sub_agent: bool,
    pub(crate) call: CallSum,
    pub(crate) point: CallPoint,
    pub(crate) outcome: CacheOutcome,
}

impl CallDetail {
    /// Returns what it paid again; none where it did not.
    pub(crate) fn recached(&self) -> Option<Recached> {
        Recached::of(&self.point, &self.outcome)
    }
}

/// Reads the calls of a session and its sub-agents in order of time, as of `now`.
pub(crate) fn call_details(
    conn: &Connection,
    root: i64,
    now: Timestamp,
    prices: &mut Prices<'_>,
) -> Result<Vec<CallDetail>> {
    let mut all = Vec::new();
    for member in members(conn, root)? {
        // Both are read in the same order.
        let calls = calls_of(conn, member, prices)?;
        let points = points(conn, member, prices)?.calls;
        let outcomes = outcomes(&points, now);
        let is_sub_agent = member != root;
        for ((call, point), outcome) in calls.into_iter().zip(points).zip(outcomes) {
            all.push(CallDetail { turn: 0, number: 0, is_sub_agent, call, point, outcome });
        }
    }
    all.sort_by_key(|one| (one.call.at, one.call.uid));
    let whole = |number: i64| u64::try_from(number).unwrap_or_default();
    let numbers = numbers(all.iter().map(|one| &one.call));
    for (one, (turn, number)) in all.iter_mut().zip(numbers) {
        (one.turn, one.number) = (whole(turn), whole(number));
    }
    Ok(all)
}
