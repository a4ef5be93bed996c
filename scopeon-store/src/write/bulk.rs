//! The first filling of an empty file: the indexes of the large tables are dropped, new identities are known
//! from memory, and the indexes are built sorted, in one pass, before the same transaction is committed.

use std::collections::HashMap;

use rusqlite::{Connection, Result};
use scopeon_core::id::Identity;

use super::fold::Folding;
use super::memory::Rowid;

/// Of how many facts the identities are held in memory, 33 bytes each; then the indexes are built.
const MAX_ROWS: usize = 200_000;

/// Tables that hold nearly all facts.
#[derive(Clone, Copy)]
pub(crate) enum Large {
    Call,
    Tool,
    Hook,
}

const IS_EMPTY: &str = "SELECT NOT EXISTS (SELECT 1 FROM call) AND NOT EXISTS (SELECT 1 FROM tool) \
    AND NOT EXISTS (SELECT 1 FROM hook)";
const INDEXES: &str = "SELECT name, sql FROM sqlite_schema WHERE type = 'index' \
    AND tbl_name IN ('call', 'tool', 'hook') AND sql IS NOT NULL ORDER BY rowid";

/// The rows the open transaction has made in tables that were empty and have no indexes meanwhile.
#[derive(Default)]
pub(crate) struct Bulk {
    calls: HashMap<Identity, Rowid, Folding>,
    tools: HashMap<Identity, Rowid, Folding>,
    hooks: HashMap<Identity, Rowid, Folding>,
    /// The statements that make the indexes.
    indexes: Vec<String>,
}

impl Bulk {
    /// Drops the indexes in the open transaction; `None` when there are facts already.
    pub(crate) fn begin(conn: &Connection) -> Result<Option<Self>> {
        let is_empty: bool = conn.prepare_cached(IS_EMPTY)?.query_row([], |row| row.get(0))?;
        if !is_empty {
            return Ok(None);
        }
        let mut find = conn.prepare(INDEXES)?;
        let found = find.query_map([], |row| Ok((row.get(0)?, row.get(1)?)))?;
        let found: Vec<(String, String)> = found.collect::<Result<_>>()?;
        for (name, _) in &found {
            conn.execute(&format!("DROP INDEX \"{}\"", name.replace('"', "\"\"")), [])?;
        }
        Ok(Some(Self { indexes: found.into_iter().map(|(_, sql)| sql).collect(), ..Self::default() }))
    }

    /// Builds the indexes.
    pub(crate) fn finish(self, conn: &Connection) -> Result<()> {
        let Self { indexes, calls, tools, hooks } = self;
        // Sorting takes as much memory again.
        drop((calls, tools, hooks));
        for index in indexes {
            conn.execute(&index, [])?;
        }
        Ok(())
    }

    /// Tells whether no further identity should be held.
    pub(crate) fn is_full(&self) -> bool {
        self.calls.len() + self.tools.len() + self.hooks.len() >= MAX_ROWS
    }

    /// Returns the row of a fact.
    pub(crate) fn row(&self, table: Large, fact: Identity) -> Option<Rowid> {
        let rows = match table {
            Large::Call => &self.calls,
            Large::Tool => &self.tools,
            Large::Hook => &self.hooks,
        };
        rows.get(&fact).copied()
    }

    /// Takes note of a new row.
    pub(crate) fn put(&mut self, table: Large, fact: Identity, row: Rowid) {
        let rows = match table {
            Large::Call => &mut self.calls,
            Large::Tool => &mut self.tools,
            Large::Hook => &mut self.hooks,
        };
        rows.insert(fact, row);
    }
}
