//! The last call of one session and the window it was made in, as `metrics::context::capacities` tells it, without
//! reading all calls.

use rusqlite::{Connection, OptionalExtension, Result};
use scopeon_core::metrics::context::{Capacity, CapacityInputs, Evidence, capacity, occupancy};
use scopeon_core::pricing::PriceBook;

use super::points::compactions;
use crate::write::column;

/// The last call of one context, and the window it was made in. A sub-agent has a context of its own.
pub(crate) struct LastCall {
    /// The model as logged.
    pub(crate) model: String,
    /// The tokens in its context now; none where neither the call nor a compaction after it tells.
    pub(crate) occupancy: Option<u64>,
    /// The window.
    pub(crate) capacity: Capacity,
}

const LAST: &str = "SELECT c.at, k.model, m.text, p.name, c.context, c.window, s.window FROM call c \
    JOIN session s ON s.id = c.session JOIN class k ON k.id = c.class JOIN label m ON m.id = k.model \
    JOIN provider p ON p.id = k.provider WHERE c.session = ?1 AND c.at <= ?2 AND c.finish <> 2 \
    ORDER BY c.at DESC, c.uid DESC LIMIT 1";

/// Returns the last call of a session itself up to an instant, in milliseconds; none where it made none.
pub(crate) fn last_call(
    conn: &Connection,
    (session, reach): (i64, i64),
    book: &PriceBook,
) -> Result<Option<LastCall>> {
    let found = conn.prepare_cached(LAST)?.query_row((session, reach), |row| {
        let (model, name) = (row.get(1)?, column::text(row, 2)?);
        let agent = column::text(row, 3)?;
        let seen = CapacityInputs {
            agent: &agent,
            model: &name,
            at: column::instant(row, 0)?,
            call_window: column::maybe_count(row, 5)?,
            session_window: column::maybe_count(row, 6)?,
            largest_prompt: largest_prompt(conn, session, model)?,
        };
        let capacity = capacity(&seen, book);
        let compacted = compactions(conn, session)?;
        let occupancy = occupancy(Some((seen.at, column::count(row, 4)?)), compacted.last());
        Ok(LastCall { model: name, occupancy: Some(occupancy).filter(|tokens| *tokens > 0), capacity })
    });
    found.optional()
}

/// Returns the window of a session without a call: what the log states for it.
pub(crate) fn of_session(stated: Option<u64>) -> Capacity {
    let evidence = if stated.is_some() { Evidence::Session } else { Evidence::Unknown };
    Capacity { tokens: stated, evidence }
}

/// The largest prompt of a model in a session, in tokens, the sizes before compactions that followed a call of it
/// included.
fn largest_prompt(conn: &Connection, session: i64, model: i64) -> Result<u64> {
    let mut find = conn.prepare_cached(
        "SELECT max(coalesce((SELECT max(c.context) FROM call c JOIN class k ON k.id = c.class \
         WHERE c.session = ?1 AND k.model = ?2), 0), \
         coalesce((SELECT max(x.before) FROM compaction x WHERE x.session = ?1 AND ?2 = (SELECT k.model \
         FROM call c JOIN class k ON k.id = c.class WHERE c.session = ?1 AND c.at <= x.at \
         ORDER BY c.at DESC, c.uid DESC LIMIT 1)), 0))",
    )?;
    find.query_row([session, model], |row| column::count(row, 0))
}
