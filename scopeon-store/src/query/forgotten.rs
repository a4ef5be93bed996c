//! What would go if everything before an instant were forgotten.

use rusqlite::{Connection, Result};
use scopeon_core::id::CallId;
use scopeon_core::pricing::PriceBook;
use scopeon_core::report::{Figures, Forgotten, GroupBy};
use scopeon_core::time::{Range, Timestamp, Zone};

use super::Reader;
use super::usage::UsageQuery;
use crate::error::StoreError;
use crate::write::column;

impl Reader {
    /// Counts what is kept of the time before an instant, which is the start of a quarter of an hour. `is_in_a_log` tells
    /// whether a call could be read again.
    ///
    /// # Errors
    ///
    /// [`StoreError`] when the file cannot be read or is damaged.
    pub fn forgettable(
        &self,
        before: Timestamp,
        zone: Zone,
        book: &PriceBook,
        is_in_a_log: impl Fn(CallId) -> bool,
    ) -> std::result::Result<Forgotten, StoreError> {
        let (days, total) = self.rows_before(GroupBy::Daily, before, zone, book)?;
        let (sessions, _) = self.rows_before(GroupBy::Session, before, zone, book)?;
        let (calls, gone_calls) = self.ask(|conn| count_calls(conn, before, is_in_a_log))?;
        let readings = self.ask(|conn| {
            let handed_over = "SELECT count(*) FROM limit_reading WHERE session IS NULL AND at < ?1";
            conn.query_row(handed_over, [before.millis()], |row| column::count(row, 0))
        })?;
        let (cost_usd, unpriced_calls) = (total.cost_usd, total.unpriced_calls);
        let mut forgotten = Forgotten::new(before);
        forgotten.calls = calls;
        forgotten.days = days;
        forgotten.sessions = sessions;
        forgotten.cost_usd = cost_usd;
        forgotten.unpriced_calls = unpriced_calls;
        forgotten.gone_calls = gone_calls;
        forgotten.readings = readings;
        Ok(forgotten)
    }

    /// Counts the rows with calls before an instant, and sums them.
    fn rows_before(
        &self,
        by: GroupBy,
        before: Timestamp,
        zone: Zone,
        book: &PriceBook,
    ) -> std::result::Result<(u64, Figures), StoreError> {
        let mut query = UsageQuery::new(by, zone);
        query.range = Range { since: None, until: Some(before) };
        let report = self.usage(&query, book)?;
        let rows = report.rows.iter().filter(|row| row.figures.calls > 0).count();
        Ok((rows as u64, report.total))
    }
}

/// Counts the calls before an instant, and those of them that no log holds.
fn count_calls(
    conn: &Connection,
    before: Timestamp,
    is_in_a_log: impl Fn(CallId) -> bool,
) -> Result<(u64, u64)> {
    let mut find = conn.prepare("SELECT uid FROM call WHERE at < ?1")?;
    let mut rows = find.query([before.millis()])?;
    let (mut calls, mut gone) = (0, 0);
    while let Some(row) = rows.next()? {
        calls += 1;
        gone += u64::from(!is_in_a_log(column::identity(row, 0)?));
    }
    Ok((calls, gone))
}
