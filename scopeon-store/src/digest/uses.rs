//! Uses of tools, skills, hooks and sub-agents of one session.

use std::collections::{HashMap, HashSet};

use rusqlite::{Connection, Result, Row};
use scopeon_core::metrics::tools::ToolKind;
use scopeon_core::metrics::waste::LARGE_RESULT;

use super::growing::{Counted, Growing, Session};
use super::{UseKey, UseSums};
use crate::write::column;

/// When the calls of a session were made and by which model, to place what they asked for.
struct Calls<'a> {
    by_uid: HashMap<&'a [u8; 16], &'a Counted>,
    /// The instant of what has none of its own.
    first: Option<i64>,
}

impl<'a> Calls<'a> {
    fn new(session: &Session, calls: &'a [Counted]) -> Self {
        let first = calls.first().map(|call| call.at.millis()).or(session.began);
        Self { by_uid: calls.iter().map(|call| (&call.uid, call)).collect(), first }
    }

    /// Returns when something was used, as stated, else as its call was made, else as the session began; and the
    /// model that asked for it.
    fn place(&self, stated: Option<i64>, call: Option<[u8; 16]>) -> Option<(i64, i64)> {
        let call = call.and_then(|uid| self.by_uid.get(&uid));
        let at = stated.or(call.map(|call| call.at.millis())).or(self.first)?;
        Some((at, call.map_or(0, |call| call.model)))
    }
}

/// Adds all uses of a session. What has no instant and belongs to a session without any is left out.
pub(super) fn add_uses(
    conn: &Connection,
    session: &Session,
    calls: &[Counted],
    growing: &mut Growing,
) -> Result<()> {
    let calls = Calls::new(session, calls);
    add_tools(conn, session, &calls, growing)?;
    add_named(conn, (SKILLS, ToolKind::Skill), session, &calls, growing)?;
    add_named(conn, (HOOKS, ToolKind::Hook), session, &calls, growing)?;
    if session.is_agent {
        add_agent(session, &calls, growing);
    }
    Ok(())
}

const TOOLS: &str = "SELECT coalesce(started, ended), call, coalesce(mcp_server, 0), coalesce(mcp_tool, name, 0), \
    mcp_tool IS NOT NULL, ok, input_bytes, output_bytes, ended - started, mark, coalesce(project, 0), \
    coalesce(branch, 0) FROM tool WHERE session = ?1 ORDER BY coalesce(started, ended), uid";

fn add_tools(conn: &Connection, session: &Session, calls: &Calls<'_>, growing: &mut Growing) -> Result<()> {
    let mut find = conn.prepare_cached(TOOLS)?;
    let mut rows = find.query([session.id])?;
    let mut seen: HashMap<UseKey, HashSet<u16>> = HashMap::new();
    while let Some(row) = rows.next()? {
        let Some((at, model)) = calls.place(row.get(0)?, row.get(1)?) else { continue };
        let kind = if row.get(4)? { ToolKind::Mcp } else { ToolKind::Tool };
        let key = UseKey { kind, server: row.get(2)?, name: row.get(3)?, model };
        let mut sums = tool(row)?;
        if let Some(mark) = row.get::<_, Option<u16>>(9)? {
            // Whichever model asks, it asks the same.
            let known = seen.entry(UseKey { model: 0, ..key }).or_default();
            add_mark(&mut sums, mark, known);
        }
        if let Some(digest) = growing.at(at, (row.get(10)?, row.get(11)?)) {
            digest.uses.entry(key).or_default().add(&sums);
        }
    }
    Ok(())
}

fn tool(row: &Row<'_>) -> Result<UseSums> {
    let ok: Option<bool> = row.get(5)?;
    let size = |column| Ok::<_, rusqlite::Error>(column::maybe_count(row, column)?.unwrap_or_default());
    let (input_bytes, output_bytes) = (size(6)?, size(7)?);
    let failures = u64::from(ok == Some(false));
    let above = output_bytes.saturating_sub(LARGE_RESULT);
    Ok(UseSums {
        uses: 1,
        ended: u64::from(ok.is_some()),
        failures,
        input_bytes,
        output_bytes,
        duration_ms: size(8)?,
        failures_bytes: failures * input_bytes.saturating_add(output_bytes),
        large_results: u64::from(above > 0),
        large_bytes: above,
        ..UseSums::default()
    })
}

/// Counts a mark. The pairs that a further different mark makes are as many as there were marks before, so days of
/// one session add up to all of its pairs.
fn add_mark(sums: &mut UseSums, mark: u16, known: &mut HashSet<u16>) {
    let before = known.len() as u64;
    sums.marked = 1;
    if known.insert(mark) {
        (sums.distinct, sums.pairs) = (1, before);
    } else {
        sums.repeats_bytes = sums.input_bytes.saturating_add(sums.output_bytes);
    }
}

const SKILLS: &str = "SELECT at, call, name, NULL, NULL FROM skill WHERE session = ?1";
const HOOKS: &str = "SELECT at, NULL, coalesce(name, event, 0), ok, duration_ms FROM hook WHERE session = ?1";

/// Adds uses that belong to the project and branch of their session, since they state none.
fn add_named(
    conn: &Connection,
    (statement, kind): (&'static str, ToolKind),
    session: &Session,
    calls: &Calls<'_>,
    growing: &mut Growing,
) -> Result<()> {
    let mut find = conn.prepare_cached(statement)?;
    let mut rows = find.query([session.id])?;
    while let Some(row) = rows.next()? {
        let Some((at, model)) = calls.place(row.get(0)?, row.get(1)?) else { continue };
        let ok: Option<bool> = row.get(3)?;
        let sums = UseSums {
            uses: 1,
            ended: u64::from(ok.is_some()),
            failures: u64::from(ok == Some(false)),
            duration_ms: column::maybe_count(row, 4)?.unwrap_or_default(),
            ..UseSums::default()
        };
        let key = UseKey { kind, server: 0, name: row.get(2)?, model };
        if let Some(digest) = growing.at(at, (session.project, session.branch)) {
            digest.uses.entry(key).or_default().add(&sums);
        }
    }
    Ok(())
}

/// A sub-agent's run is a use of its type, on the day it began, for as long as from its first call to its last.
fn add_agent(session: &Session, calls: &Calls<'_>, growing: &mut Growing) {
    let Some(at) = calls.first else { return };
    let last = calls.by_uid.values().map(|call| call.at.millis()).max().unwrap_or(at);
    let duration_ms = u64::try_from(last.saturating_sub(at)).unwrap_or_default();
    let sums = UseSums { uses: 1, duration_ms, ..UseSums::default() };
    let key = UseKey { kind: ToolKind::SubAgent, server: 0, name: session.agent_type, model: 0 };
    if let Some(digest) = growing.at(at, (session.project, session.branch)) {
        digest.uses.entry(key).or_default().add(&sums);
    }
}
