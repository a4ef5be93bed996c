//! Sessions in the file, and which session each one's calls count towards.

use std::collections::HashSet;

use rusqlite::{OptionalExtension, Result, Row};
use scopeon_core::event::{Reported, SessionFacts, SessionKind};
use scopeon_core::id::{Identity, SessionId};
use scopeon_core::label::Label;
use scopeon_core::money::PicoUsd;
use scopeon_core::time::Timestamp;

use super::call::stored_amount;
use super::column::{self, signed};
use super::fact_writer::{Binder, Fact, FactWriter};
use super::rowid_cache::Rowid;
use crate::rollup::DAY_MILLIS;

/// How far parents are followed: no agent nests that deep, and a forged chain ends somewhere.
const MAX_DEPTH: usize = 64;

impl Fact for SessionFacts {
    const INSERT: &'static str = "INSERT OR IGNORE INTO session (uid, key, provider, host, kind, parent, forked_from, \
        spawned_by, agent_type, project_at, project, branch_at, branch, version_at, version, entry_point, first_at, \
        last_at, window, reported_cost, lines_added, lines_removed, context_at, context) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, \
        ?11, ?12, ?13, ?14, ?15, ?16, ?17, ?18, ?19, ?20, ?21, ?22, ?23, ?24)";
    const FIND: &'static str = "SELECT id FROM session WHERE uid = ?1";
    const LOAD: &'static str = "SELECT s.key, s.kind, p.uid, f.uid, s.spawned_by, a.text, s.project_at, pr.text, \
        s.branch_at, b.text, s.version_at, v.text, e.text, s.first_at, s.last_at, s.window, s.reported_cost, \
        s.lines_added, s.lines_removed, s.context_at, s.context FROM session s LEFT JOIN session p ON p.id = s.parent \
        LEFT JOIN session f ON f.id = s.forked_from LEFT JOIN label a ON a.id = s.agent_type \
        LEFT JOIN label pr ON pr.id = s.project LEFT JOIN label b ON b.id = s.branch \
        LEFT JOIN label v ON v.id = s.version LEFT JOIN label e ON e.id = s.entry_point WHERE s.id = ?1";
    const UPDATE: &'static str = "UPDATE session SET key = ?2, kind = ?5, parent = ?6, forked_from = ?7, \
        spawned_by = ?8, agent_type = ?9, project_at = ?10, project = ?11, branch_at = ?12, branch = ?13, \
        version_at = ?14, version = ?15, entry_point = ?16, first_at = ?17, last_at = ?18, window = ?19, \
        reported_cost = ?20, lines_added = ?21, lines_removed = ?22, context_at = ?23, context = ?24 WHERE id = ?25";

    fn identity(&self) -> Identity {
        self.id.0
    }

    fn bind(&self, writer: &mut FactWriter<'_>, row: &mut Binder<'_, '_>) -> Result<()> {
        row.push(self.id.0.to_bytes())?;
        row.push(self.key.as_str())?;
        row.push(writer.provider)?;
        row.push(writer.host)?;
        row.push(column::kind_code(self.kind))?;
        for session in [self.parent, self.forked_from] {
            row.push(session.map(|session| writer.session(session)).transpose()?.map(|(rowid, _)| rowid))?;
        }
        row.push(self.spawned_by.map(|tool| tool.0.to_bytes()))?;
        row.push(writer.maybe(self.agent_type.as_ref())?)?;
        for dated in [&self.project, &self.branch, &self.version] {
            row.push(dated.as_ref().map(|(at, _)| at.millis()))?;
            row.push(writer.maybe(dated.as_ref().map(|(_, label)| label))?)?;
        }
        row.push(writer.maybe(self.entry_point.as_ref())?)?;
        row.push(self.span.0.map(Timestamp::millis))?;
        row.push(self.span.1.map(Timestamp::millis))?;
        row.push(self.window.map(signed))?;
        row.push(self.reported.map(|reported| stored_amount(reported.cost)))?;
        row.push(self.reported.map(|reported| signed(reported.lines_added)))?;
        row.push(self.reported.map(|reported| signed(reported.lines_removed)))?;
        row.push(self.context.map(|(at, _)| at.millis()))?;
        row.push(self.context.map(|(_, tokens)| signed(tokens)))
    }

    fn read(identity: Identity, row: &Row<'_>) -> Result<Option<Self>> {
        let Some(key) = column::maybe_label(row, 0)? else { return Ok(None) };
        let mut facts = Self::new(SessionId(identity), key, column::kind(row, 1)?);
        facts.parent = column::maybe_identity(row, 2)?;
        facts.forked_from = column::maybe_identity(row, 3)?;
        facts.spawned_by = column::maybe_identity(row, 4)?;
        facts.agent_type = column::maybe_label(row, 5)?;
        facts.project = read_dated(row, 6)?;
        facts.branch = read_dated(row, 8)?;
        facts.version = read_dated(row, 10)?;
        facts.entry_point = column::maybe_label(row, 12)?;
        facts.span = (column::maybe_instant(row, 13)?, column::maybe_instant(row, 14)?);
        facts.window = column::maybe_count(row, 15)?;
        facts.reported = read_reported(row)?;
        facts.context = column::maybe_instant(row, 19)?.zip(column::maybe_count(row, 20)?);
        Ok(Some(facts))
    }

    fn join(&mut self, other: Self) {
        Self::join(self, other);
    }

    fn kept(&self, before: Option<&Self>, writer: &mut FactWriter<'_>) -> Result<()> {
        let (session, _) = writer.session(self.id)?;
        let named = |facts: &Self| (facts.project.clone(), facts.branch.clone(), facts.forked_from);
        if writer.state.bulk.is_none() && before.map(named) != Some(named(self)) {
            // What is in no call record is filtered and judged by them; while an empty file is filled, it is computed after all.
            writer.state.dirty.witnesses.insert(session);
        }
        let place = |facts: &Self| (facts.kind, facts.parent);
        if before.map_or((SessionKind::Main, None), place) == place(self) {
            return Ok(());
        }
        writer.resolve_roots(session)
    }

    fn inserted(&self, rowid: Rowid, writer: &mut FactWriter<'_>) {
        writer.state.sessions.put(self.id, (rowid, writer.provider));
    }
}

fn read_dated(row: &Row<'_>, first: usize) -> Result<Option<(Timestamp, Label)>> {
    Ok(column::maybe_instant(row, first)?.zip(column::maybe_label(row, first + 1)?))
}

fn read_reported(row: &Row<'_>) -> Result<Option<Reported>> {
    let Some(cost) = row.get::<_, Option<i64>>(16)? else { return Ok(None) };
    let mut reported = Reported::new(PicoUsd::from_pico(cost.into()));
    reported.lines_added = column::count(row, 17)?;
    reported.lines_removed = column::count(row, 18)?;
    Ok(Some(reported))
}

impl FactWriter<'_> {
    /// Finds again what a session and all below it count towards: each the one that is so far above it, or the last on the
    /// way there, which all of them have in common.
    fn resolve_roots(&mut self, session: Rowid) -> Result<()> {
        let above = above(self.conn, session)?;
        let (mut seen, mut level) = (HashSet::from([session]), vec![session]);
        for depth in 0..=MAX_DEPTH {
            let root = above.line.get(MAX_DEPTH - depth).or(above.line.last()).copied().unwrap_or(session);
            for member in &level {
                let root = if above.is_circle() { find_root(self.conn, *member)? } else { root };
                self.set_root(*member, root)?;
            }
            level = self.children(&level)?;
            level.retain(|child| seen.insert(*child));
        }
        Ok(())
    }

    /// Finds the sub-agents of sessions. What else has a parent counts for itself, and so does what is below it.
    fn children(&mut self, parents: &[Rowid]) -> Result<Vec<Rowid>> {
        let mut find = self.conn.prepare_cached("SELECT id FROM session WHERE parent = ?1 AND kind = 1")?;
        let mut children = Vec::new();
        for parent in parents {
            for child in find.query_map([parent], |row| row.get(0))? {
                children.push(child?);
            }
        }
        Ok(children)
    }

    fn set_root(&mut self, session: Rowid, root: Rowid) -> Result<()> {
        let mut before = self.conn.prepare_cached("SELECT coalesce(root, id) FROM session WHERE id = ?1")?;
        let before: Rowid = before.query_row([session], |row| row.get(0))?;
        if before == root {
            return Ok(());
        }
        let mut update =
            self.conn.prepare_cached("UPDATE session SET root = nullif(?2, id) WHERE id = ?1")?;
        update.execute((session, root))?;
        self.state.dirty.sessions.insert(session);
        self.state.dirty.old_roots.insert(before);
        // Its own totals count towards the new one, whether it has calls or not: what calls of the old one told of them is
        // told there no more.
        self.state.dirty.rests.insert(session);
        self.state.dirty.witnesses.insert(session);
        self.touch_days(session)
    }

    fn touch_days(&mut self, session: Rowid) -> Result<()> {
        if self.state.bulk.is_some() {
            // There are no calls but those of this transaction, whose days are touched.
            return Ok(());
        }
        let mut days = self.conn.prepare_cached("SELECT DISTINCT at / ?2 FROM call WHERE session = ?1")?;
        for day in days.query_map((session, DAY_MILLIS), |row| row.get(0))? {
            self.state.dirty.days.insert((session, day?));
        }
        Ok(())
    }
}

/// Follows the parents of sub-agents up to a session of its own. Of a forged circle, the member with the
/// smallest identity is the root, so that the order in which it was seen changes nothing.
pub(crate) fn find_root(conn: &rusqlite::Connection, session: Rowid) -> Result<Rowid> {
    let above = above(conn, session)?;
    let last = above.line.last().copied().unwrap_or(session);
    match above.circle {
        Some(start) => smallest(conn, above.line.get(start..).unwrap_or_default(), last),
        None => Ok(last),
    }
}

/// A session and what it counts towards, one above the other.
struct Above {
    line: Vec<Rowid>,
    /// Where a forged circle begins.
    circle: Option<usize>,
}

impl Above {
    const fn is_circle(&self) -> bool {
        self.circle.is_some()
    }
}

fn above(conn: &rusqlite::Connection, session: Rowid) -> Result<Above> {
    let mut find =
        conn.prepare_cached("SELECT parent FROM session WHERE id = ?1 AND kind = 1 AND parent IS NOT NULL")?;
    let (mut line, mut current) = (vec![session], session);
    while line.len() <= MAX_DEPTH {
        let Some(parent) = find.query_row([current], |row| row.get(0)).optional()? else { break };
        if let Some(start) = line.iter().position(|known| *known == parent) {
            return Ok(Above { line, circle: Some(start) });
        }
        line.push(parent);
        current = parent;
    }
    Ok(Above { line, circle: None })
}

fn smallest(conn: &rusqlite::Connection, circle: &[Rowid], fallback: Rowid) -> Result<Rowid> {
    let mut uid = conn.prepare_cached("SELECT uid FROM session WHERE id = ?1")?;
    let mut members = Vec::new();
    for member in circle {
        members.push((uid.query_row([member], |row| row.get::<_, [u8; 16]>(0))?, *member));
    }
    Ok(members.into_iter().min().map_or(fallback, |(_, member)| member))
}
