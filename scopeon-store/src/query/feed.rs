//! Calls in the order in which they were recorded, for whoever follows them.

use rusqlite::{Connection, Result, Row};
use scopeon_core::event::Finish;
use scopeon_core::id::CallId;
use scopeon_core::money::PicoUsd;
use scopeon_core::pricing::PriceBook;
use scopeon_core::time::Timestamp;
use scopeon_core::usage::Usage;
use serde::{Deserialize, Serialize};

use super::Reader;
use super::price::Prices;
use crate::error::StoreError;
use crate::rollup::Cell;
use crate::write::column;

/// A place between two recorded calls of one database: a number that grows. It may be kept and taken up by another process;
/// in another database it means nothing.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct CallCursor(i64);

impl CallCursor {
    /// Before the first call.
    pub const START: Self = Self(0);

    /// Returns the number it stands for.
    #[must_use]
    pub const fn number(self) -> i64 {
        self.0
    }

    /// Takes a number that [`number`](Self::number) gave.
    #[must_use]
    pub const fn from_number(number: i64) -> Self {
        Self(number)
    }

    /// Returns the place before at most that many calls more: of those that were there some may be gone.
    #[must_use]
    pub const fn back(self, calls: u32) -> Self {
        Self(self.0.saturating_sub(calls as i64))
    }
}

/// A call as it is recorded at the moment.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct RecordedCall {
    /// The place right after it.
    pub cursor: CallCursor,
    /// Its identity, which stays whatever is learnt of it.
    pub id: CallId,
    /// When the response was first seen.
    pub at: Timestamp,
    /// The agent's id, such as `claude-code`.
    pub agent: String,
    /// The session that it counts towards, as the agent shows its id; its identity where only references to it were seen.
    pub session: String,
    /// The sub-agent's run that made it, likewise; none where the session itself did.
    pub sub_agent: Option<String>,
    /// The project's directory, as it is kept.
    pub project: Option<String>,
    /// The branch that was checked out.
    pub branch: Option<String>,
    /// The model as logged.
    pub model: String,
    /// The tokens.
    pub usage: Usage,
    /// Whether they are final, or of no call of its own.
    pub finish: Finish,
    /// The size of the prompt in tokens; none where it is not known.
    pub context: Option<u64>,
    /// What it costs at the list prices of its day, in dollars; none where no price is known.
    pub cost_usd: Option<PicoUsd>,
    /// Whether that is the least it can cost.
    pub is_floor: bool,
    /// What the agent itself says it cost, in dollars.
    pub reported_usd: Option<PicoUsd>,
}

/// How many calls one request returns at most.
const AT_ONCE: u32 = 1024;

const SINCE: &str = "SELECT c.id, c.uid, c.at, a.name, coalesce(o.key, lower(hex(o.uid))), \
    CASE WHEN s.id = o.id THEN NULL ELSE coalesce(s.key, lower(hex(s.uid))) END, p.text, b.text, m.text, \
    c.input, c.output, c.reasoning, c.cache_read, c.cache_write_5m, c.cache_write_1h, c.searches, c.finish, c.context, \
    c.class, c.reported FROM call c JOIN session s ON s.id = c.session JOIN session o ON o.id = coalesce(s.root, s.id) \
    JOIN class k ON k.id = c.class JOIN provider a ON a.id = k.provider JOIN label m ON m.id = k.model \
    LEFT JOIN label p ON p.id = c.project LEFT JOIN label b ON b.id = c.branch \
    WHERE c.id > ?1 ORDER BY c.id LIMIT ?2";

const LAST: &str = "SELECT coalesce(max(id), 0) FROM call";

impl Reader {
    /// Returns the calls behind a place in the order in which they were recorded, at most 1,024 of them: the next are those
    /// behind the last one's [`RecordedCall::cursor`]. Later sightings of a call change it where it is.
    ///
    /// # Errors
    ///
    /// [`StoreError`] when the file cannot be read or is damaged.
    pub fn calls_since(
        &self,
        cursor: CallCursor,
        book: &PriceBook,
    ) -> std::result::Result<Vec<RecordedCall>, StoreError> {
        self.ask(|conn| since(conn, cursor, book))
    }

    /// Returns the place behind the last recorded call.
    ///
    /// # Errors
    ///
    /// [`StoreError`] when the file cannot be read or is damaged.
    pub fn last_call(&self) -> std::result::Result<CallCursor, StoreError> {
        self.ask(|conn| conn.query_row(LAST, [], |row| row.get(0)).map(CallCursor))
    }
}

fn since(conn: &Connection, cursor: CallCursor, book: &PriceBook) -> Result<Vec<RecordedCall>> {
    let mut find = conn.prepare_cached(SINCE)?;
    let mut rows = find.query((cursor.0, AT_ONCE))?;
    let (mut calls, mut prices) = (Vec::new(), None);
    while let Some(row) = rows.next()? {
        // Mostly nothing is new, and no price is looked up.
        let prices = match &mut prices {
            Some(prices) => prices,
            none => none.insert(Prices::new(conn, book)?),
        };
        calls.push(read(row, prices)?);
    }
    Ok(calls)
}

fn read(row: &Row<'_>, prices: &mut Prices<'_>) -> Result<RecordedCall> {
    let (at, usage, finish) = (column::instant(row, 2)?, column::usage(row, 9)?, column::finish(row, 16)?);
    // As in every sum: by the price at the start of the call's bucket.
    let paid = prices.paid(row.get(18)?, at.quarter(), &Cell { usage, ..Cell::of(finish) });
    let reported: Option<i64> = row.get(19)?;
    Ok(RecordedCall {
        cursor: CallCursor(row.get(0)?),
        id: column::identity(row, 1)?,
        at,
        agent: column::text(row, 3)?,
        session: column::text(row, 4)?,
        sub_agent: column::maybe_text(row, 5)?,
        project: column::maybe_text(row, 6)?,
        branch: column::maybe_text(row, 7)?,
        model: column::text(row, 8)?,
        usage,
        finish,
        // No call is made with an empty prompt.
        context: Some(column::count(row, 17)?).filter(|tokens| *tokens > 0),
        cost_usd: paid.usd,
        is_floor: paid.is_floor,
        reported_usd: reported.map(|pico| PicoUsd::from_pico(pico.into())),
    })
}
