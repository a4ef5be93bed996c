//! How full the context of one session is now.

use rusqlite::{Connection, Result};
use scopeon_core::metrics::Share;
use scopeon_core::metrics::context::Capacity;
use scopeon_core::pricing::PriceBook;
use scopeon_core::time::Timestamp;

use super::points::metered;
use super::window::{last_call, of_session};
use crate::write::column;

/// Where the context of a session stands: what its agent's meter says, or its last call.
pub(crate) struct Standing {
    /// The model of the last call; none without a call.
    pub(crate) model: Option<String>,
    /// The tokens in it; none where the log does not tell.
    pub(crate) context: Option<u64>,
    /// The window; none where nothing says whether there is one.
    pub(crate) capacity: Option<Capacity>,
}

impl Standing {
    /// Returns how full it is; none where either is not known.
    pub(crate) fn fill(&self) -> Option<Share> {
        let window = self.capacity.and_then(|capacity| capacity.tokens);
        self.context.zip(window).map(|(context, window)| Share::of(context, window))
    }
}

/// Tells where the context of a main session stands.
pub(crate) fn standing(
    conn: &Connection,
    (root, now): (i64, Timestamp),
    book: &PriceBook,
) -> Result<Standing> {
    let here = (root, now.plus_clock_tolerance().millis());
    let (last, meter) = (last_call(conn, here, book)?, metered(conn, here)?);
    let stated = match &last {
        None if meter.is_some() => Some(of_session(stated_window(conn, root)?)),
        _ => None,
    };
    Ok(Standing {
        context: meter.map(|(_, tokens)| tokens).or_else(|| last.as_ref().and_then(|call| call.occupancy)),
        capacity: last.as_ref().map(|call| call.capacity).or(stated),
        model: last.map(|call| call.model),
    })
}

fn stated_window(conn: &Connection, session: i64) -> Result<Option<u64>> {
    let mut find = conn.prepare_cached("SELECT window FROM session WHERE id = ?1")?;
    find.query_row([session], |row| column::maybe_count(row, 0))
}
