//! What a transaction recomputes before it is committed: searches of calls, first calls of turns, and the
//! roll-ups of every dirty day of a session. Nothing here is ever added to; days that were empty before may come summed.

use std::collections::hash_map::Entry;
use std::collections::{BTreeMap, HashMap};

use rusqlite::{Connection, OptionalExtension, Result, Row};
use scopeon_core::id::CallId;
use scopeon_core::usage::Usage;

use super::bulk_rollups::BulkRollups;
use super::call::Placed;
use super::column;
use super::dirty::Dirty;
use super::rest;
use super::rowid_cache::Rowid;
use super::unrecorded;
use crate::rollup::{Cell, DAY_MILLIS, Group, encode_day, quarter_of_day};

/// Settles everything that was touched; `sums` are those of days that were empty before, as far as they are not touched.
pub(crate) fn recompute(conn: &Connection, dirty: &mut Dirty, sums: BulkRollups) -> Result<()> {
    let mut witnessed = unrecorded::named(dirty);
    rest::recompute(conn, dirty)?;
    for call in std::mem::take(&mut dirty.calls) {
        recompute_searches(conn, call, dirty)?;
    }
    dirty.new_turns.clear();
    for turn in std::mem::take(&mut dirty.turns) {
        recompute_turn(conn, turn, dirty)?;
    }
    write_sums(conn, sums, dirty)?;
    let mut days: Vec<_> = std::mem::take(&mut dirty.days).into_iter().collect();
    // In the order of the call index, so that its pages are read one after the other.
    days.sort_unstable();
    dirty.sessions.extend(days.iter().map(|(session, _)| *session));
    witnessed.extend(days.iter().map(|(session, _)| *session));
    days.into_iter().try_for_each(|(session, day)| recompute_day(conn, session, day))?;
    unrecorded::recompute_all(conn, &witnessed)
}

/// Writes the sums of days that were empty before; what was touched since is left to be computed.
fn write_sums(conn: &Connection, sums: BulkRollups, dirty: &Dirty) -> Result<()> {
    let mut roots = HashMap::new();
    for ((day, session), groups) in sums.into_days() {
        if dirty.days.contains(&(session, day)) {
            continue;
        }
        let root = match roots.entry(session) {
            Entry::Occupied(known) => *known.get(),
            Entry::Vacant(place) => *place.insert(root_of(conn, session)?),
        };
        insert_day(conn, (session, root), day, groups)?;
    }
    Ok(())
}

/// A call without searches of its own has those of its tools.
fn recompute_searches(conn: &Connection, call: CallId, dirty: &mut Dirty) -> Result<()> {
    let uid = call.0.to_bytes();
    let mut find =
        conn.prepare_cached("SELECT id, session, at, own_searches, searches FROM call WHERE uid = ?1")?;
    let found = find.query_row([uid], |row| Ok((Placed::read(row)?, row.get(3)?, row.get(4)?))).optional()?;
    let Some((placed, own, stored)): Option<(Placed, i64, i64)> = found else { return Ok(()) };
    let searches = if own > 0 { own } else { tool_searches(conn, call)? };
    if searches != stored {
        conn.prepare_cached("UPDATE call SET searches = ?2 WHERE id = ?1")?.execute((placed.id, searches))?;
        dirty.days.insert((placed.session, placed.day));
    }
    Ok(())
}

/// Sums what the tools of a call say they searched.
pub(crate) fn tool_searches(conn: &Connection, call: CallId) -> Result<i64> {
    let mut find = conn.prepare_cached("SELECT searches FROM tool WHERE call = ?1 AND searches > 0")?;
    let mut sum = 0_i64;
    for searches in find.query_map([call.0.to_bytes()], |row| row.get(0))? {
        sum = sum.saturating_add(searches?);
    }
    Ok(sum)
}

/// The first call of a turn, by time and then by identity, opens it.
fn recompute_turn(conn: &Connection, turn: Rowid, dirty: &mut Dirty) -> Result<()> {
    let mut first = conn
        .prepare_cached("SELECT id, session, at, opens FROM call WHERE turn = ?1 ORDER BY at, uid LIMIT 1")?;
    let first = first.query_row([turn], |row| Ok((Placed::read(row)?, row.get::<_, bool>(3)?))).optional()?;
    let Some((first, is_marked)) = first else { return Ok(()) };
    let mut others =
        conn.prepare_cached("SELECT id, session, at FROM call WHERE turn = ?1 AND opens = 1 AND id <> ?2")?;
    let others: Vec<_> = others.query_map((turn, first.id), Placed::read)?.collect::<Result<_>>()?;
    for other in others {
        set_opens(conn, &other, 0, dirty)?;
    }
    if is_marked { Ok(()) } else { set_opens(conn, &first, 1, dirty) }
}

fn set_opens(conn: &Connection, call: &Placed, opens: i64, dirty: &mut Dirty) -> Result<()> {
    conn.prepare_cached("UPDATE call SET opens = ?2 WHERE id = ?1")?.execute((call.id, opens))?;
    dirty.days.insert((call.session, call.day));
    Ok(())
}

fn recompute_day(conn: &Connection, session: Rowid, day: i64) -> Result<()> {
    conn.prepare_cached("DELETE FROM rollup WHERE day = ?1 AND session = ?2")?.execute((day, session))?;
    let groups = compute_day(conn, session, day)?;
    insert_day(conn, (session, root_of(conn, session)?), day, groups)
}

fn root_of(conn: &Connection, session: Rowid) -> Result<Rowid> {
    conn.prepare_cached("SELECT coalesce(root, id) FROM session WHERE id = ?1")?
        .query_row([session], |row| row.get(0))
}

/// Writes the roll-up rows of a session, which counts towards a root, for one day.
fn insert_day(
    conn: &Connection,
    (session, root): (Rowid, Rowid),
    day: i64,
    groups: BTreeMap<Group, Vec<u8>>,
) -> Result<()> {
    let mut insert = conn.prepare_cached(
        "INSERT INTO rollup (day, session, project, branch, class, root, cells) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)",
    )?;
    for ((project, branch, class), cells) in groups {
        insert.execute((day, session, project, branch, class, root, cells))?;
    }
    Ok(())
}

const CALLS_OF_DAY: &str = "SELECT at, project, branch, class, opens, finish, input, output, reasoning, cache_read, \
    cache_write_5m, cache_write_1h, searches, reported FROM call WHERE session = ?1 AND at >= ?2 AND at < ?3 \
    ORDER BY at";

/// Computes a session's roll-up rows of one UTC day from its calls.
pub(crate) fn compute_day(conn: &Connection, session: Rowid, day: i64) -> Result<BTreeMap<Group, Vec<u8>>> {
    let start = day * DAY_MILLIS;
    let mut find = conn.prepare_cached(CALLS_OF_DAY)?;
    let mut rows = find.query((session, start, start + DAY_MILLIS))?;
    let mut groups: BTreeMap<Group, Vec<(u8, Cell)>> = BTreeMap::new();
    while let Some(row) = rows.next()? {
        let group =
            (row.get::<_, Option<_>>(1)?.unwrap_or(0), row.get::<_, Option<_>>(2)?.unwrap_or(0), row.get(3)?);
        let quarter = quarter_of_day(row.get(0)?);
        let cells = groups.entry(group).or_default();
        let cell = read_cell(row)?;
        match cells.last_mut().filter(|(last, _)| *last == quarter) {
            Some((_, sum)) => sum.add(&cell),
            None => cells.push((quarter, cell)),
        }
    }
    Ok(groups.into_iter().map(|(group, cells)| (group, encode_day(&cells))).collect())
}

fn read_cell(row: &Row<'_>) -> Result<Cell> {
    let reported: Option<i64> = row.get(13)?;
    let finish = column::finish(row, 5)?;
    Ok(Cell {
        turns: column::count(row, 4)?,
        usage: Usage {
            input: column::count(row, 6)?,
            output: column::count(row, 7)?,
            reasoning: column::count(row, 8)?,
            cache_read: column::count(row, 9)?,
            cache_write_5m: column::count(row, 10)?,
            cache_write_1h: column::count(row, 11)?,
            web_searches: column::count(row, 12)?,
        },
        reported_calls: u64::from(reported.is_some()),
        reported: reported.unwrap_or(0),
        ..Cell::of(finish)
    })
}
