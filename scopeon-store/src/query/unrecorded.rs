//! What is in no call record: rows of totals that hold more than the calls, in a range of time that a filter lets in.

use rusqlite::{Connection, Result};
use scopeon_core::report::Unrecorded;
use scopeon_core::time::{Range, TimeBucket, Timestamp};

use super::bucket::{Row, quarters};
use super::filter::Selection;
use super::price::Prices;
use crate::write::column;

/// Columns 0 to 6 are usage as everywhere.
const COLUMNS: &str = "SELECT input, output, 0, cache_read, cache_write, 0, web_searches, at, root, project, branch, class, \
    known FROM unrecorded";

/// Shows what each total in `range` holds beyond the calls to `each`, with the bucket of the instant it was stated at.
pub(crate) fn unrecorded(
    conn: &Connection,
    range: &Range,
    (selection, prices): (&mut Selection<'_>, &mut Prices<'_>),
    mut each: impl FnMut(&Row, TimeBucket, Unrecorded),
) -> Result<()> {
    let (first, after) = quarters(range);
    let millis = |quarter: i64| quarter.saturating_mul(TimeBucket::MILLIS);
    let mut find = conn.prepare_cached(&format!("{COLUMNS} WHERE at >= ?1 AND at < ?2"))?;
    let mut rows = find.query((millis(first), millis(after)))?;
    while let Some(row) = rows.next()? {
        let (place, at, found) = read(row, prices)?;
        if selection.lets_in(&place)? {
            each(&place, at.quarter(), found);
        }
    }
    Ok(())
}

/// Returns what the totals of one session hold beyond its calls, by the class of its model.
pub(crate) fn of_root(
    conn: &Connection,
    root: i64,
    prices: &mut Prices<'_>,
) -> Result<Vec<(i64, Unrecorded)>> {
    let mut find = conn.prepare_cached(&format!("{COLUMNS} WHERE root = ?1 ORDER BY at, uid"))?;
    let mut rows = find.query([root])?;
    let mut found = Vec::new();
    while let Some(row) = rows.next()? {
        let (place, _, one) = read(row, prices)?;
        found.push((place.class, one));
    }
    Ok(found)
}

fn read(row: &rusqlite::Row<'_>, prices: &mut Prices<'_>) -> Result<(Row, Timestamp, Unrecorded)> {
    let (usage, at, root, class) =
        (column::usage(row, 0)?, column::instant(row, 7)?, row.get(8)?, row.get(11)?);
    let place = Row { session: root, root, project: row.get(9)?, branch: row.get(10)?, class };
    let cost = prices.cost(class, at.quarter(), &usage);
    let found = Unrecorded::new(
        usage,
        cost.unwrap_or_default(),
        if cost.is_none() { usage.total() } else { 0 },
        u64::from(!row.get::<_, bool>(12)?),
    );
    Ok((place, at, found))
}
