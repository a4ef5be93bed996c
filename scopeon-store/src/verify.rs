//! The proof that the file is whole: SQLite's own checks, and every derived value computed again from the
//! facts and compared.

use std::collections::BTreeMap;
use std::path::Path;

use rusqlite::{Connection, Result};
use scopeon_core::id::{CallId, Identity};
use scopeon_core::pricing::PriceBook;

use crate::digest::{AggregateKey, Digester, SessionAggregate, SessionAggregates, basis, stored_basis};
use crate::error::StoreError;
use crate::query::Reader;
use crate::rollup::DAY_MILLIS;
use crate::rollup::Group;
use crate::write::recompute::{compute_day, tool_searches};
use crate::write::rest;
use crate::write::session::find_root;
use crate::write::unrecorded;

/// The most problems that are named.
const MAX_PROBLEMS: usize = 100;

/// What a verification found.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct VerifyReport {
    /// Calls that were counted again.
    pub calls: u64,
    /// Roll-up rows that were computed again from them.
    pub sums: u64,
    /// Digests that were computed again from calls and uses.
    pub digests: u64,
    /// What is wrong, at most a hundred; empty when nothing is.
    pub problems: Vec<String>,
}

impl VerifyReport {
    fn problem(&mut self, problem: impl Into<String>) {
        if self.problems.len() < MAX_PROBLEMS {
            self.problems.push(problem.into());
        }
    }
}

/// Checks the whole file. Nothing is changed.
///
/// # Errors
///
/// [`StoreError`] when the file cannot be opened or read at all; what is wrong inside it is in the report.
pub fn verify(path: &Path) -> std::result::Result<VerifyReport, StoreError> {
    let reader = Reader::open(path)?;
    let mut report = VerifyReport::default();
    reader.ask(|conn| check_file(conn, &mut report))?;
    if report.problems.is_empty() {
        reader.ask(|conn| check_derived(conn, &mut report)).or_else(|error| damaged(error, &mut report))?;
    }
    Ok(report)
}

/// Damage that SQLite's checks do not see is a finding, too.
fn damaged(error: StoreError, report: &mut VerifyReport) -> std::result::Result<(), StoreError> {
    match error {
        StoreError::Corrupt { .. } => {
            report.problem("a row holds what Scopeon never writes");
            Ok(())
        }
        error => Err(error),
    }
}

fn check_file(conn: &Connection, report: &mut VerifyReport) -> Result<()> {
    let mut check = conn.prepare("PRAGMA integrity_check(100)")?;
    let mut rows = check.query([])?;
    while let Some(row) = rows.next()? {
        let line: String = row.get(0)?;
        if line != "ok" {
            report.problem(line);
        }
    }
    let mut check = conn.prepare("PRAGMA foreign_key_check")?;
    let mut rows = check.query([])?;
    while let Some(row) = rows.next()? {
        let (table, rowid): (String, Option<i64>) = (row.get(0)?, row.get(1)?);
        report
            .problem(format!("{table} row {} refers to a row that is not there", rowid.unwrap_or_default()));
    }
    Ok(())
}

/// Labels that calls and tools refer to and that are not there.
const WRONG_LABELS: &str = "SELECT count(*) FROM (SELECT project AS label FROM call UNION SELECT branch FROM call \
    UNION SELECT skill FROM call UNION SELECT effort FROM call UNION SELECT project FROM tool \
    UNION SELECT branch FROM tool UNION SELECT name FROM tool UNION SELECT mcp_server FROM tool \
    UNION SELECT mcp_tool FROM tool) WHERE label IS NOT NULL AND label NOT IN (SELECT id FROM label)";

fn check_labels(conn: &Connection, report: &mut VerifyReport) -> Result<()> {
    let missing: i64 = conn.query_row(WRONG_LABELS, [], |row| row.get(0))?;
    if missing > 0 {
        report.problem(format!("{missing} names are not there"));
    }
    Ok(())
}

fn check_derived(conn: &Connection, report: &mut VerifyReport) -> Result<()> {
    check_labels(conn, report)?;
    check_roots(conn, report)?;
    check_rests(conn, report)?;
    check_searches(conn, report)?;
    check_turns(conn, report)?;
    check_issues(conn, report)?;
    check_rollups(conn, report)?;
    check_unrecorded(conn, report)?;
    check_digests(conn, report)
}

fn check_roots(conn: &Connection, report: &mut VerifyReport) -> Result<()> {
    let mut sessions = conn.prepare("SELECT id, coalesce(root, id) FROM session")?;
    let mut rows = sessions.query([])?;
    while let Some(row) = rows.next()? {
        let (session, root): (i64, i64) = (row.get(0)?, row.get(1)?);
        if find_root(conn, session)? != root {
            report.problem(format!("session {session}: counts towards the wrong session"));
        }
    }
    Ok(())
}

fn check_rests(conn: &Connection, report: &mut VerifyReport) -> Result<()> {
    let mut roots = conn
        .prepare("SELECT DISTINCT coalesce(s.root, s.id) FROM rest r JOIN session s ON s.id = r.session")?;
    let roots: Vec<i64> = roots.query_map([], |row| row.get(0))?.collect::<Result<_>>()?;
    for root in roots {
        for left in rest::compute(conn, root)? {
            if !left.is_settled(conn)? {
                report.problem(format!("session {root}: counts another rest than its totals leave"));
            }
        }
    }
    Ok(())
}

fn check_unrecorded(conn: &Connection, report: &mut VerifyReport) -> Result<()> {
    let mut roots = conn.prepare(
        "SELECT coalesce(s.root, s.id) FROM witness w JOIN session s ON s.id = w.session UNION SELECT root FROM unrecorded",
    )?;
    let roots: Vec<i64> = roots.query_map([], |row| row.get(0))?.collect::<Result<_>>()?;
    for root in roots {
        let expected = unrecorded::compute(conn, root)?;
        if expected.is_some_and(|expected| unrecorded::stored(conn, root).as_ref() != Ok(&expected)) {
            report.problem(format!("session {root}: another rest is in no call record than its totals hold"));
        }
    }
    Ok(())
}

fn check_searches(conn: &Connection, report: &mut VerifyReport) -> Result<()> {
    let mut calls = conn.prepare("SELECT id, uid, own_searches, searches FROM call")?;
    let mut rows = calls.query([])?;
    while let Some(row) = rows.next()? {
        report.calls += 1;
        let (id, uid, own, stored): (i64, [u8; 16], i64, i64) =
            (row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?);
        let searches = if own > 0 { own } else { tool_searches(conn, CallId(Identity::from_bytes(uid)))? };
        if searches != stored {
            report.problem(format!("call {id}: wrong number of searches"));
        }
    }
    Ok(())
}

/// Each turn with calls is opened by its first one, and by no other.
const WRONG_OPENERS: &str = "SELECT c.id FROM call c WHERE c.opens <> (c.turn IS NOT NULL AND c.id = \
    (SELECT f.id FROM call f WHERE f.turn = c.turn ORDER BY f.at, f.uid LIMIT 1))";

fn check_turns(conn: &Connection, report: &mut VerifyReport) -> Result<()> {
    let mut wrong = conn.prepare(WRONG_OPENERS)?;
    let mut rows = wrong.query([])?;
    while let Some(row) = rows.next()? {
        report.problem(format!("call {}: wrongly marked as the first of its turn", row.get::<_, i64>(0)?));
    }
    Ok(())
}

const WRONG_ISSUES: &str = "SELECT c.source FROM issue_count c WHERE min(c.count, 20) <> \
    (SELECT count(*) FROM issue i WHERE i.source = c.source AND i.kind = c.kind)";

fn check_issues(conn: &Connection, report: &mut VerifyReport) -> Result<()> {
    let mut wrong = conn.prepare(WRONG_ISSUES)?;
    let mut rows = wrong.query([])?;
    while let Some(row) = rows.next()? {
        report.problem(format!("source {}: issues are miscounted", row.get::<_, i64>(0)?));
    }
    Ok(())
}

fn check_rollups(conn: &Connection, report: &mut VerifyReport) -> Result<()> {
    let mut days = conn.prepare("SELECT DISTINCT session, at / ?1 FROM call ORDER BY 1, 2")?;
    let mut rows = days.query([DAY_MILLIS])?;
    let mut computed = 0_u64;
    while let Some(row) = rows.next()? {
        let (session, day) = (row.get(0)?, row.get(1)?);
        let expected = compute_day(conn, session, day)?;
        computed += expected.len() as u64;
        if stored_day(conn, session, day)? != with_root(conn, session, expected)? {
            report.problem(format!("session {session}, day {day}: sums differ from the calls"));
        }
    }
    let stored: i64 = conn.query_row("SELECT count(*) FROM rollup", [], |row| row.get(0))?;
    if u64::try_from(stored) != Ok(computed) {
        report.problem("there are sums of days without calls");
    }
    report.sums = computed;
    Ok(())
}

type Day = BTreeMap<Group, (i64, Vec<u8>)>;

fn with_root(conn: &Connection, session: i64, cells: BTreeMap<Group, Vec<u8>>) -> Result<Day> {
    // Whether that is the right one is asked where roots are.
    let mut find = conn.prepare_cached("SELECT coalesce(root, id) FROM session WHERE id = ?1")?;
    let root = find.query_row([session], |row| row.get(0))?;
    Ok(cells.into_iter().map(|(group, cells)| (group, (root, cells))).collect())
}

fn stored_day(conn: &Connection, session: i64, day: i64) -> Result<Day> {
    let mut find = conn.prepare_cached(
        "SELECT project, branch, class, root, cells FROM rollup WHERE day = ?1 AND session = ?2",
    )?;
    let rows = find.query_map((day, session), |row| {
        Ok(((row.get(0)?, row.get(1)?, row.get(2)?), (row.get(3)?, row.get(4)?)))
    })?;
    rows.collect()
}

/// Digests of sessions that are not stale equal what their facts make. What a user's own price list says of windows is
/// not known here, so where another one than the built-in was used, crowded windows are not compared.
fn check_digests(conn: &Connection, report: &mut VerifyReport) -> Result<()> {
    let Some(stored) = stored_basis(conn)? else { return Ok(()) };
    let book = PriceBook::builtin();
    let comparable =
        |digest: SessionAggregate| if stored == basis(&book) { digest } else { digest.without_windows() };
    let digester = Digester::final_ones(conn, &book)?;
    let mut sessions = conn.prepare(
        "SELECT id, coalesce(root, id), provider FROM session WHERE id NOT IN (SELECT session FROM stale)",
    )?;
    let mut rows = sessions.query([])?;
    while let Some(row) = rows.next()? {
        let (session, owner): (i64, (i64, i64)) = (row.get(0)?, (row.get(1)?, row.get(2)?));
        let expected = digester.compute(session)?;
        report.digests += expected.len() as u64;
        if !are_kept(conn, (session, owner), expected, comparable)? {
            report.problem(format!("session {session}: digests differ from the calls and uses"));
        }
    }
    Ok(())
}

/// Returns `true` if these, and no others, are kept of a session, one by one: there may be as many as it made calls.
fn are_kept(
    conn: &Connection,
    (session, owner): (i64, (i64, i64)),
    expected: SessionAggregates,
    comparable: impl Fn(SessionAggregate) -> SessionAggregate,
) -> Result<bool> {
    let mut find = conn.prepare_cached(
        "SELECT day, project, branch, first, last, sums, root, provider FROM digest WHERE session = ?1 \
         ORDER BY day, project, branch",
    )?;
    let mut rows = find.query([session])?;
    for (place, digest) in expected {
        let Some(row) = rows.next()? else { return Ok(false) };
        let kept = AggregateKey { day: row.get(0)?, project: row.get(1)?, branch: row.get(2)? };
        let is_owned = row.get(6) == Ok(owner.0) && row.get(7) == Ok(owner.1);
        let sums = SessionAggregate::decode(row.get_ref(5)?.as_blob()?, (row.get(3)?, row.get(4)?));
        if kept != place || !is_owned || sums.map(&comparable) != Some(comparable(digest)) {
            return Ok(false);
        }
    }
    Ok(rows.next()?.is_none())
}
