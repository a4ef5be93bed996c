//! What readers of an earlier release kept under other identities: forgotten when the same log is read again, so that it
//! does not count twice. A session of which no log is left stays as it was kept.

use std::collections::{BTreeSet, HashMap};

use rusqlite::{Connection, Result};
use scopeon_core::event::Event;
use scopeon_core::id::{Identity, SessionId, SourceId};
use scopeon_core::provider::Batch;

use super::dirty::Dirty;
use super::rowid_cache::Rowid;
use crate::rollup::DAY_MILLIS;

/// The sessions and sources that an earlier release knew and that were not read again yet.
#[derive(Default)]
pub(crate) struct Outdated {
    sessions: HashMap<SessionId, Rowid>,
    /// The revision of the reader that read a source.
    sources: HashMap<SourceId, u32>,
}

impl Outdated {
    /// Reads what there is; nearly always nothing.
    pub(crate) fn read(conn: &Connection) -> Result<Self> {
        let mut find =
            conn.prepare("SELECT s.uid, s.id FROM outdated o JOIN session s ON s.id = o.session")?;
        let sessions = find.query_map([], |row| Ok((SessionId(identity(row.get(0)?)), row.get(1)?)))?;
        let sessions: HashMap<SessionId, Rowid> = sessions.collect::<Result<_>>()?;
        if sessions.is_empty() {
            return Ok(Self::default());
        }
        let mut find =
            conn.prepare("SELECT s.uid, o.revision FROM outdated_source o JOIN source s ON s.id = o.source")?;
        let sources = find.query_map([], |row| Ok((SourceId(identity(row.get(0)?)), row.get(1)?)))?;
        Ok(Self { sessions, sources: sources.collect::<Result<_>>()? })
    }

    /// Forgets what was kept of the sessions of which a batch brings calls, if it is of a log that is read again.
    pub(crate) fn forget(&mut self, conn: &Connection, batch: &Batch, dirty: &mut Dirty) -> Result<()> {
        let Some(before) = self.sources.get(&batch.source).copied().filter(|_| !self.sessions.is_empty())
        else {
            return Ok(());
        };
        let revision = batch.checkpoint.as_ref().map(|checkpoint| checkpoint.revision);
        if revision == Some(before) {
            // Its end was read on by the same reader: what was kept of it stands.
            return Ok(());
        }
        let sessions: BTreeSet<SessionId> = batch.events.iter().filter_map(owner).collect();
        for session in sessions {
            let Some(rowid) = self.sessions.remove(&session) else { continue };
            // Without a checkpoint it is not known who reads: what is kept is rather counted twice than lost.
            if revision.is_some() {
                forget_session(conn, rowid, dirty)?;
            }
            conn.prepare_cached("DELETE FROM outdated WHERE session = ?1")?.execute([rowid])?;
        }
        Ok(())
    }
}

fn identity(bytes: [u8; 16]) -> Identity {
    Identity::from_bytes(bytes)
}

fn owner(event: &Event) -> Option<SessionId> {
    match event {
        Event::Call(call) | Event::Residual(call) => Some(call.attribution.session),
        _ => None,
    }
}

const FACTS: [&str; 9] = [
    "DELETE FROM call WHERE session = ?1",
    "DELETE FROM rest WHERE session = ?1",
    "DELETE FROM tool WHERE session = ?1",
    "DELETE FROM skill WHERE session = ?1",
    "DELETE FROM hook WHERE session = ?1",
    "DELETE FROM compaction WHERE session = ?1",
    "DELETE FROM api_error WHERE session = ?1",
    "DELETE FROM witness WHERE session = ?1",
    "DELETE FROM claim WHERE session = ?1",
];

fn forget_session(conn: &Connection, session: Rowid, dirty: &mut Dirty) -> Result<()> {
    let mut calls = conn.prepare_cached("SELECT DISTINCT at / ?2, turn FROM call WHERE session = ?1")?;
    let mut rows = calls.query((session, DAY_MILLIS))?;
    while let Some(row) = rows.next()? {
        dirty.days.insert((session, row.get(0)?));
        dirty.turns.extend(row.get::<_, Option<Rowid>>(1)?);
    }
    dirty.sessions.insert(session);
    dirty.rests.insert(session);
    dirty.witnesses.insert(session);
    for forget in FACTS {
        conn.prepare_cached(forget)?.execute([session])?;
    }
    Ok(())
}
