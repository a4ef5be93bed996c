//! What the writer remembers between two batches: rowids it has looked up, and what the open transaction has still to
//! recompute. All of it is forgotten when a transaction fails.

use std::collections::HashSet;

use rusqlite::{Connection, Result};
use scopeon_core::id::{CallId, SessionId, TurnId};
use scopeon_core::label::Label;
use scopeon_core::pricing::{Geo, Tier};

use super::bulk::Bulk;
use super::dirty::Dirty;
use super::id_hasher::BuildIdHasher;
use super::rowid_cache::{LabelCache, Rowid, RowidCache};

/// What decides a call's price, with its provider by rowid.
pub(crate) type ClassKey = (Rowid, Label, Tier, Geo, u8);

#[derive(Default)]
pub(crate) struct WriterState {
    pub(crate) labels: LabelCache,
    /// A session's rowid and its provider's.
    pub(crate) sessions: RowidCache<SessionId, (Rowid, Rowid), BuildIdHasher>,
    pub(crate) turns: RowidCache<TurnId, Rowid, BuildIdHasher>,
    pub(crate) classes: RowidCache<ClassKey, Rowid>,
    /// The class of the last call: the next one mostly is of the same.
    pub(crate) last_class: Option<(ClassKey, Rowid)>,
    pub(crate) providers: RowidCache<&'static str, Rowid>,
    /// Calls of which a tool says that it searched; `None` until they are looked up.
    pub(crate) searched: Option<HashSet<CallId, BuildIdHasher>>,
    pub(crate) dirty: Dirty,
    /// What an empty file is first filled with.
    pub(crate) bulk: Option<Bulk>,
}

impl WriterState {
    /// Returns the rowid of a provider.
    pub(super) fn provider(&mut self, conn: &Connection, name: &'static str) -> Result<Rowid> {
        if let Some(id) = self.providers.get(&name) {
            return Ok(id);
        }
        conn.prepare_cached("INSERT INTO provider (name) VALUES (?1) ON CONFLICT (name) DO NOTHING")?
            .execute([name])?;
        let id = conn.query_row("SELECT id FROM provider WHERE name = ?1", [name], |row| row.get(0))?;
        self.providers.put(name, id);
        Ok(id)
    }
}
