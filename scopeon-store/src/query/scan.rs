//! The one way through the roll-ups: every bucket in a range of time that a filter lets in.

use rusqlite::{Connection, Result};
use scopeon_core::time::{Range, TimeBucket};

use super::bucket::{Row, quarters};
use super::filter::Selection;
use crate::rollup::{self, Cell, QUARTERS};
use crate::write::column::misread;

/// Shows every bucket in `range` to `each`, day by day. A range that starts or ends inside a bucket takes it
/// whole.
pub(crate) fn scan(
    conn: &Connection,
    range: &Range,
    selection: &mut Selection<'_>,
    mut each: impl FnMut(&Row, TimeBucket, &Cell),
) -> Result<()> {
    let (first, after) = quarters(range);
    let mut find = conn.prepare_cached(
        "SELECT day, project, branch, class, root, cells, session FROM rollup WHERE day >= ?1 AND day <= ?2",
    )?;
    let mut rows = find.query((first.div_euclid(QUARTERS), after.div_euclid(QUARTERS)))?;
    while let Some(row) = rows.next()? {
        let day: i64 = row.get(0)?;
        let bucket = Row {
            session: row.get(6)?,
            root: row.get(4)?,
            project: row.get(1)?,
            branch: row.get(2)?,
            class: row.get(3)?,
        };
        if !selection.lets_in(&bucket)? {
            continue;
        }
        for cell in rollup::decode(row.get_ref(5)?.as_blob()?) {
            let (quarter, cell) = cell.ok_or_else(|| misread(5))?;
            let index = day.saturating_mul(QUARTERS).saturating_add(quarter.into());
            if (first..after).contains(&index) {
                each(&bucket, TimeBucket::from_index(index), &cell);
            }
        }
    }
    Ok(())
}
