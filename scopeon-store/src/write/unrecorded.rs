//! What agents' own totals hold beyond the calls of a session: derived, and computed again whenever a call or a total of the
//! session changes. How, core says.

use std::collections::{BTreeMap, BTreeSet};

use rusqlite::{Connection, OptionalExtension, Result, Row};
use scopeon_core::event::{Consumption, Totals, unrecorded_usage};
use scopeon_core::pricing::{Geo, PromptTier, Tier, plain_name};
use scopeon_core::usage::Usage;

use super::column::{self, signed};
use super::dirty::Dirty;
use super::rowid_cache::Rowid;
use super::witness::read_totals;

/// What a total holds beyond the calls, and what it is priced and filtered by.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Unrecorded {
    uid: [u8; 16],
    at: i64,
    root: Rowid,
    project: Rowid,
    branch: Rowid,
    provider: Rowid,
    model: String,
    /// `None` where the total covers a part of the calls only.
    usage: Option<Usage>,
}

/// How a request is named of which not even the model is known.
const UNKNOWN_MODEL: &str = "unknown";
/// What an agent appends to a model's name for its large window.
const LARGE_WINDOW: &str = "[1m]";

const ANY: &str =
    "SELECT EXISTS (SELECT 1 FROM witness WHERE beyond = 1) OR EXISTS (SELECT 1 FROM unrecorded)";

/// Returns the sessions whose totals, or whose place, were touched; those whose calls were touched are to be added.
pub(super) fn named(dirty: &mut Dirty) -> BTreeSet<Rowid> {
    let mut sessions: BTreeSet<Rowid> = std::mem::take(&mut dirty.witnesses).into_iter().collect();
    sessions.extend(dirty.old_roots.iter().chain(&dirty.rests));
    sessions
}

/// Settles the sessions that were touched, by their roots, where there are totals, or were.
///
/// Of the calls an empty file is filled with none is touched: there, the totals alone tell where to look.
pub(super) fn recompute_all(conn: &Connection, sessions: &BTreeSet<Rowid>) -> Result<()> {
    if !conn.prepare_cached(ANY)?.query_row([], |row| row.get::<_, bool>(0))? {
        return Ok(());
    }
    let mut find = conn.prepare_cached("SELECT coalesce(root, id) FROM session WHERE id = ?1")?;
    let mut roots = BTreeSet::new();
    for session in sessions {
        roots.insert(find.query_row([session], |row| row.get(0))?);
    }
    roots.into_iter().try_for_each(|root| recompute(conn, root))
}

const TOTALS: &str = "SELECT w.calls, w.prompt, w.input, w.cache_read, w.cache_write, w.output, w.total, w.web_searches, \
    w.cost, w.uid, w.at, w.provider, m.text, w.cut, r.project, r.branch, r.id FROM session s JOIN witness w ON w.session = s.id \
    JOIN session r ON r.id = ?1 LEFT JOIN label m ON m.id = w.model \
    WHERE (s.id = ?1 OR s.root = ?1) AND w.beyond = 1 ORDER BY w.at, w.uid";
const TOLD: &str = "SELECT m.text, sum(c.input), sum(c.output), 0, sum(c.cache_read), sum(c.cache_write_5m), \
    sum(c.cache_write_1h), sum(c.searches) FROM session s JOIN call c ON c.session = s.id \
    JOIN class k ON k.id = c.class JOIN label m ON m.id = k.model \
    WHERE (s.id = ?1 AND c.at <= ?2) OR (s.root = ?1 AND s.id <> ?1 AND c.at < ?3) GROUP BY k.model ORDER BY count(*) DESC, m.text";

/// Computes what the totals of a session hold beyond its calls and its sub-agents' up to the last of them; `None` where calls were deleted, so
/// that it stays as it was.
pub(crate) fn compute(conn: &Connection, root: Rowid) -> Result<Option<Vec<Unrecorded>>> {
    let mut find = conn.prepare_cached(TOTALS)?;
    let stated: Vec<(Unrecorded, Totals, bool)> = find
        .query_map([root], |row| Ok((place(row)?, read_totals(row)?, row.get(13)?)))?
        .collect::<Result<_>>()?;
    if stated.iter().any(|(_, _, is_cut)| *is_cut) {
        return Ok(None);
    }
    if stated.is_empty() {
        return Ok(Some(Vec::new()));
    }
    if is_fork(conn, root)? {
        // What it copied may be in its totals and is among another session's calls.
        return Ok(Some(stated.into_iter().map(|(one, ..)| one).collect()));
    }
    let mut find = conn.prepare_cached(TOLD)?;
    // No total holds what came after it was stated. It is dated by its log's last line, and a sub-agent may have written
    // behind that: only once the session went on it is known that something came later.
    let until = stated.iter().map(|(one, ..)| one.at).max();
    let went_on = conn
        .prepare_cached("SELECT min(at) FROM call WHERE session = ?1 AND at > ?2")?
        .query_row((root, until), |row| row.get::<_, Option<i64>>(0))?;
    let told =
        find.query_map((root, until, went_on.unwrap_or(i64::MAX)), told)?.collect::<Result<Vec<_>>>()?;
    // Of two spellings of one model the one that most calls have names it.
    let mut names: BTreeMap<String, &str> = BTreeMap::new();
    for (model, _) in &told {
        names.entry(plain_name(model)).or_insert(model);
    }
    let totals: Vec<_> = stated.iter().map(|(one, totals, _)| (plain_name(&one.model), *totals)).collect();
    let spent: Vec<_> = told
        .iter()
        .map(|(model, usage)| Consumption {
            model: plain_name(model),
            usage: *usage,
            reported: None,
            at: None,
        })
        .collect();
    let left = unrecorded_usage(&totals, &spent).into_iter().zip(stated).map(|(usage, (one, ..))| {
        let model =
            names.get(&plain_name(&one.model)).map_or_else(|| one.model.clone(), |name| (*name).to_owned());
        Unrecorded { model, usage, ..one }
    });
    Ok(Some(left.filter(|one| one.usage != Some(Usage::default())).collect()))
}

/// By what its log says, or by a call in it that is another session's. What is left of a total comes and goes with the calls
/// beside it, so it says nothing.
const IS_FORK: &str = "SELECT forked_from IS NOT NULL OR EXISTS (SELECT 1 FROM claim l JOIN call c ON c.uid = l.call \
    JOIN session o ON o.id = c.session WHERE l.session = s.id AND coalesce(o.root, o.id) <> s.id \
    AND NOT EXISTS (SELECT 1 FROM rest r WHERE r.uid = l.call)) FROM session s WHERE s.id = ?1";

fn is_fork(conn: &Connection, root: Rowid) -> Result<bool> {
    conn.prepare_cached(IS_FORK)?.query_row([root], |row| row.get(0))
}

fn place(row: &Row<'_>) -> Result<Unrecorded> {
    let model: Option<String> = row.get(12)?;
    let model = model.unwrap_or_else(|| UNKNOWN_MODEL.to_owned());
    Ok(Unrecorded {
        uid: row.get(9)?,
        at: row.get(10)?,
        root: row.get(16)?,
        project: row.get::<_, Option<_>>(14)?.unwrap_or(0),
        branch: row.get::<_, Option<_>>(15)?.unwrap_or(0),
        provider: row.get(11)?,
        model: model.strip_suffix(LARGE_WINDOW).map_or_else(|| model.clone(), str::to_owned),
        usage: None,
    })
}

fn told(row: &Row<'_>) -> Result<(String, Usage)> {
    Ok((row.get(0)?, column::usage(row, 1)?))
}

const STORED: &str = "SELECT u.uid, u.at, u.project, u.branch, k.provider, m.text, u.known, u.input, u.output, 0, \
    u.cache_read, u.cache_write, 0, u.web_searches, u.root FROM unrecorded u JOIN class k ON k.id = u.class \
    JOIN label m ON m.id = k.model WHERE u.root IN (SELECT id FROM session WHERE id = ?1 OR root = ?1) \
    OR u.uid IN (SELECT w.uid FROM session s JOIN witness w ON w.session = s.id WHERE s.id = ?1 OR s.root = ?1) \
    ORDER BY u.at, u.uid";

/// Reads what is kept of a session, and of what counts towards it now and counted for itself when that was kept.
pub(crate) fn stored(conn: &Connection, root: Rowid) -> Result<Vec<Unrecorded>> {
    let read = |row: &Row<'_>| {
        let usage = column::usage(row, 7)?;
        Ok(Unrecorded {
            uid: row.get(0)?,
            at: row.get(1)?,
            root: row.get(14)?,
            project: row.get(2)?,
            branch: row.get(3)?,
            provider: row.get(4)?,
            model: row.get(5)?,
            usage: row.get::<_, bool>(6)?.then_some(usage),
        })
    };
    conn.prepare_cached(STORED)?.query_map([root], read)?.collect()
}

const FORGET: &str = "DELETE FROM unrecorded WHERE root IN (SELECT id FROM session WHERE id = ?1 OR root = ?1) \
    OR uid IN (SELECT w.uid FROM session s JOIN witness w ON w.session = s.id WHERE s.id = ?1 OR s.root = ?1)";
const KEEP: &str = "INSERT INTO unrecorded (uid, at, root, project, branch, class, known, input, output, cache_read, \
    cache_write, web_searches) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12)";

/// Keeps what the totals of a session hold beyond its calls.
fn recompute(conn: &Connection, root: Rowid) -> Result<()> {
    let Some(expected) = compute(conn, root)? else { return Ok(()) };
    if stored(conn, root)? == expected {
        return Ok(());
    }
    conn.prepare_cached(FORGET)?.execute([root])?;
    let mut keep = conn.prepare_cached(KEEP)?;
    for one in expected {
        let class = class(conn, one.provider, &one.model)?;
        let usage = one.usage.unwrap_or_default();
        let written = usage.cache_write_5m.saturating_add(usage.cache_write_1h);
        keep.execute((
            one.uid,
            one.at,
            one.root,
            one.project,
            one.branch,
            class,
            one.usage.is_some(),
            signed(usage.input),
            signed(usage.output),
            signed(usage.cache_read),
            signed(written),
            signed(usage.web_searches),
        ))?;
    }
    Ok(())
}

/// The price class of requests of which nothing but the model is known: the plainest one.
fn class(conn: &Connection, provider: Rowid, model: &str) -> Result<Rowid> {
    conn.prepare_cached("INSERT INTO label (text) VALUES (?1) ON CONFLICT (text) DO NOTHING")?
        .execute([model])?;
    let (tier, geo, band) = (Tier::Standard.as_str(), Geo::Global.as_str(), PromptTier::of(0).index());
    let mut find = conn.prepare_cached(
        "SELECT id FROM class WHERE provider = ?1 AND model = (SELECT id FROM label WHERE text = ?2) AND tier = ?3 \
         AND geo = ?4 AND band = ?5",
    )?;
    let found = find.query_row((provider, model, tier, geo, band), |row| row.get(0)).optional()?;
    let make = || {
        let mut make = conn.prepare_cached(
            "INSERT INTO class (provider, model, tier, geo, band) \
             SELECT ?1, id, ?3, ?4, ?5 FROM label WHERE text = ?2",
        )?;
        make.insert((provider, model, tier, geo, band))
    };
    found.map_or_else(make, Ok)
}
