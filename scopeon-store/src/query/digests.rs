//! The one way through the digests: kept ones where they hold, and those of stale sessions, computed as they are
//! asked for. So every answer is right without a write.

use std::collections::{BTreeMap, BTreeSet};

use rusqlite::{Connection, Result};

use super::bucket::quarters;
use super::filter::Selection;
use super::query_context::QueryContext;
use crate::digest::stale::{StaleScope, stale_sessions};
use crate::digest::{
    AggregateKey, CallSums, Digester, Packed, SessionAggregates, UseKey, UseSums, basis, stored_basis,
};
use crate::rollup::QUARTERS;
use crate::write::column::misread;

/// What sums belong to, by rowid; 0 is none for project and branch.
#[derive(Clone, Copy, Debug)]
pub(crate) struct DigestKey {
    pub(crate) day: i64,
    pub(crate) root: i64,
    pub(crate) project: i64,
    pub(crate) branch: i64,
    pub(crate) provider: i64,
}

/// Takes sums as they come.
pub(crate) trait DigestVisitor {
    /// Takes the sums of one price class.
    fn calls(&mut self, _of: &DigestKey, _class: i64, _sums: &CallSums) {}
    /// Takes the sums of one thing that was used.
    fn uses(&mut self, _of: &DigestKey, _key: &UseKey, _sums: &UseSums) {}
}

/// Hands every sum in the range and filter of a question to `visitor`.
pub(crate) fn digests(
    conn: &Connection,
    asked: &QueryContext<'_>,
    visitor: &mut impl DigestVisitor,
) -> Result<()> {
    let quarters = quarters(&asked.range);
    let mut reading = Reading { selection: Selection::new(conn, asked.filter)?, visitor };
    let holds = stored_basis(conn)? == Some(basis(asked.book));
    let mut missing = BTreeMap::new();
    if holds {
        stored(conn, quarters, &mut reading, &mut missing)?;
    }
    let scope = if holds { StaleScope::Marked } else { StaleScope::All };
    missing.extend(stale_sessions(conn, scope, quarters)?.into_iter().map(|session| (session, None)));
    let digester = Digester::new(conn, asked.book, asked.now, quarters)?;
    for (session, places) in missing {
        computed(conn, session, places.as_ref(), digester.compute(session)?, &mut reading)?;
    }
    Ok(())
}

/// Sessions to be computed; of some only these places.
type Missing = BTreeMap<i64, Option<BTreeSet<AggregateKey>>>;

struct Reading<'c, 't, T> {
    selection: Selection<'c>,
    visitor: &'t mut T,
}

impl<T: DigestVisitor> Reading<'_, '_, T> {
    fn row(&mut self, of: &DigestKey, sums: &[u8]) -> Result<()> {
        if !self.selection.lets_in_place(of.project, of.branch)? {
            return Ok(());
        }
        let packed = Packed::new(sums).ok_or_else(|| misread(8))?;
        for entry in packed.calls() {
            let (class, sums) = entry.ok_or_else(|| misread(8))?;
            if self.selection.lets_in_class(class) {
                self.visitor.calls(of, class, &sums);
            }
        }
        for entry in packed.uses() {
            let (key, sums) = entry.ok_or_else(|| misread(8))?;
            if self.selection.lets_in_model(of.provider, key.model)? {
                self.visitor.uses(of, &key, &sums);
            }
        }
        Ok(())
    }
}

const STORED: &str = "SELECT day, session, project, branch, root, provider, first, last, sums FROM digest \
    WHERE day >= ?1 AND day <= ?2 AND NOT EXISTS (SELECT 1 FROM stale WHERE stale.session = digest.session)";

/// Reads what is kept. A row that an end of the range cuts is to be computed.
fn stored<T: DigestVisitor>(
    conn: &Connection,
    (from, to): (i64, i64),
    reading: &mut Reading<'_, '_, T>,
    missing: &mut Missing,
) -> Result<()> {
    let mut find = conn.prepare_cached(STORED)?;
    let mut rows = find.query((from.div_euclid(QUARTERS), to.div_euclid(QUARTERS)))?;
    while let Some(row) = rows.next()? {
        let day: i64 = row.get(0)?;
        let of = DigestKey {
            day,
            project: row.get(2)?,
            branch: row.get(3)?,
            root: row.get(4)?,
            provider: row.get(5)?,
        };
        let start = day.saturating_mul(QUARTERS);
        let (first, last) = (start.saturating_add(row.get(6)?), start.saturating_add(row.get(7)?));
        if from <= first && last < to {
            reading.row(&of, row.get_ref(8)?.as_blob()?)?;
        } else if last >= from && first < to {
            let place = AggregateKey { day, project: of.project, branch: of.branch };
            missing
                .entry(row.get(1)?)
                .or_insert_with(|| Some(BTreeSet::new()))
                .as_mut()
                .map(|places| places.insert(place));
        }
    }
    Ok(())
}

fn computed<T: DigestVisitor>(
    conn: &Connection,
    session: i64,
    places: Option<&BTreeSet<AggregateKey>>,
    digests: SessionAggregates,
    reading: &mut Reading<'_, '_, T>,
) -> Result<()> {
    let mut find = conn.prepare_cached("SELECT coalesce(root, id), provider FROM session WHERE id = ?1")?;
    let (root, provider) = find.query_row([session], |row| Ok((row.get(0)?, row.get(1)?)))?;
    for (place, digest) in digests {
        if places.is_none_or(|places| places.contains(&place)) {
            let (project, branch) = (place.project, place.branch);
            let of = DigestKey { day: place.day, root, project, branch, provider };
            reading.row(&of, &digest.encode())?;
        }
    }
    Ok(())
}
