//! The first filling of an empty file: the indexes of the large tables are dropped, new identities are known
//! from memory, and the indexes are built sorted, in one pass, before the same transaction is committed.

use std::collections::HashMap;

use rusqlite::{Connection, Result};
use scopeon_core::id::Identity;

use super::bulk_rollups::BulkRollups;
use super::id_hasher::BuildIdHasher;
use super::rowid_cache::Rowid;

/// How many identities are held in memory, 33 bytes each, a sum counting as six; then the indexes are built.
pub(crate) const MAX_ROWS: usize = 500_000;
/// How many a lean writer holds.
pub(crate) const LEAN_ROWS: usize = 100_000;

/// Tables that hold nearly all facts.
#[derive(Clone, Copy)]
pub(crate) enum Large {
    Call,
    Tool,
    Hook,
}

const IS_EMPTY: &str = "SELECT NOT EXISTS (SELECT 1 FROM call) AND NOT EXISTS (SELECT 1 FROM tool) \
    AND NOT EXISTS (SELECT 1 FROM hook) AND NOT EXISTS (SELECT 1 FROM rollup) AND NOT EXISTS (SELECT 1 FROM witness)";
const INDEXES: &str = "SELECT name, sql FROM sqlite_schema WHERE type = 'index' \
    AND tbl_name IN ('call', 'tool', 'hook') AND sql IS NOT NULL ORDER BY rowid";

/// The rows the open transaction has made in tables that were empty and have no indexes meanwhile.
pub(crate) struct Bulk {
    calls: HashMap<Identity, Rowid, BuildIdHasher>,
    tools: HashMap<Identity, Rowid, BuildIdHasher>,
    hooks: HashMap<Identity, Rowid, BuildIdHasher>,
    /// What the calls add up to.
    pub(super) sums: BulkRollups,
    /// The statements that make the indexes.
    indexes: Vec<String>,
    /// Of how many facts the identities may be held.
    max_rows: usize,
}

/// Returns `true` if there are neither facts nor sums of any, nor totals that are to be held against them.
pub(super) fn is_empty(conn: &Connection) -> Result<bool> {
    conn.prepare_cached(IS_EMPTY)?.query_row([], |row| row.get(0))
}

impl Bulk {
    /// Drops the indexes in the open transaction, for about that many facts; `None` when there are facts already.
    pub(crate) fn begin(conn: &Connection, max_rows: usize) -> Result<Option<Self>> {
        if !is_empty(conn)? {
            return Ok(None);
        }
        let mut find = conn.prepare(INDEXES)?;
        let found = find.query_map([], |row| Ok((row.get(0)?, row.get(1)?)))?;
        let found: Vec<(String, String)> = found.collect::<Result<_>>()?;
        for (name, _) in &found {
            conn.execute(&format!("DROP INDEX \"{}\"", name.replace('"', "\"\"")), [])?;
        }
        let indexes = found.into_iter().map(|(_, sql)| sql).collect();
        let (calls, tools, hooks, sums) = Default::default();
        Ok(Some(Self { calls, tools, hooks, sums, indexes, max_rows }))
    }

    /// Builds the indexes; returns what the calls add up to.
    pub(crate) fn finish(self, conn: &Connection) -> Result<BulkRollups> {
        let Self { indexes, calls, tools, hooks, sums, .. } = self;
        // Sorting takes as much memory again.
        drop((calls, tools, hooks));
        for index in indexes {
            conn.execute(&index, [])?;
        }
        Ok(sums)
    }

    /// Returns `true` if no further identity or sum should be held; a sum takes as much as some six identities.
    pub(crate) fn is_full(&self) -> bool {
        self.calls.len() + self.tools.len() + self.hooks.len() + 6 * self.sums.len() >= self.max_rows
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

#[cfg(test)]
mod tests {
    use std::path::Path;
    use std::sync::atomic::AtomicBool;

    use scopeon_core::event::{
        Attribution, Call, Event, HookRun, SessionFacts, SessionKind, ToolCall, Turn, UsageSample,
    };
    use scopeon_core::id::{SessionId, TurnId};
    use scopeon_core::label::Label;
    use scopeon_core::pricing::PriceBook;
    use scopeon_core::provider::{Batch, EventStore};
    use scopeon_core::time::{Range, Timestamp};
    use scopeon_core::usage::Usage;

    use super::*;
    use crate::{OpenOptions, Store, verify};

    const CALLS: u64 = 120;

    fn id<T: From<Identity>>(kind: &str, number: u64) -> T {
        Identity::builder(kind).number(number).finish().into()
    }

    fn label(text: &str) -> Label {
        Label::new(text).unwrap()
    }

    /// A call of that output, its turn, two tools, a hook and its session.
    fn sighting(number: u64, output: u64) -> Vec<Event> {
        let session: SessionId = id("session", number / 10);
        let at = i64::try_from(number).unwrap() * 3_600_000 + 1_772_400_000_000;
        let at = Timestamp::from_millis(at).unwrap();
        let mut owner = Attribution::new(session);
        owner.turn = Some(id::<TurnId>("turn", number / 3));
        let reading = UsageSample::new(label("claude-opus-4-1"), Usage { output, ..Usage::default() });
        let facts = SessionFacts::new(session, label(&format!("s{}", number / 10)), SessionKind::Main);
        let call = Call::new(id("call", number), at, reading, owner.clone());
        let mut events = vec![Event::Session(Box::new(facts)), Event::Call(Box::new(call))];
        events.push(Event::Turn(Turn::new(id("turn", number / 3), at, owner.clone())));
        events.push(Event::Hook(HookRun::new(id("hook", number), at, session)));
        for searches in [0, number % 3] {
            let mut tool = ToolCall::new(id("tool", number * 2 + searches.min(1)), owner.clone());
            tool.call = Some(id("call", number));
            tool.searches = Some(searches);
            events.push(Event::Tool(Box::new(tool)));
        }
        events
    }

    /// Every batch tells of ten calls: seven new ones, two of the batch before and one of long ago.
    fn batches() -> Vec<Vec<Event>> {
        let batch = |first: u64| {
            let new = (first..CALLS.min(first + 7)).map(|number| (number, 1));
            let again =
                [first.saturating_sub(1), first.saturating_sub(2), first / 2].map(|number| (number, 5));
            new.chain(again).flat_map(|(number, output)| sighting(number, output + number)).collect()
        };
        (0..CALLS).step_by(7).map(batch).collect()
    }

    fn fill(path: &Path, max_rows: usize) -> usize {
        let mut store = Store::open(path, OpenOptions::default()).unwrap();
        store.max_bulk_rows = max_rows;
        let mut bulky = 0;
        for (number, events) in (0..).zip(batches()) {
            let (source, path) = (id("source", number), label("/logs/a.jsonl"));
            let (issues, checkpoint) = (Vec::new(), None);
            let provider = "claude-code";
            store
                .apply(Batch { source, provider, path, events, issues, checkpoint, restarted: false })
                .unwrap();
            bulky += usize::from(store.state.bulk.is_some());
        }
        // Until it is computed, digests of the first filling are stale without being marked.
        let (book, never) = (PriceBook::builtin(), AtomicBool::new(false));
        let now = Timestamp::parse("2030-01-01T00:00:00Z").unwrap();
        store.aggregate_sessions(&Range::default(), &book, now, &never).unwrap();
        store.close().unwrap();
        bulky
    }

    /// Every row of every table but those that hold this very moment or a random number, and the schema.
    fn content(path: &Path) -> Vec<String> {
        let conn = Connection::open(path).unwrap();
        let mut find =
            conn.prepare("SELECT name, type, coalesce(sql, '') FROM sqlite_schema ORDER BY name").unwrap();
        let found = find.query_map([], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?))).unwrap();
        let found: Vec<(String, String, String)> = found.collect::<Result<_>>().unwrap();
        let mut lines: Vec<String> = found.iter().map(|(name, _, sql)| format!("{name} {sql}")).collect();
        for (name, ..) in found.iter().filter(|(name, kind, _)| kind == "table" && name != "host") {
            let mut rows = conn.prepare(&format!("SELECT * FROM \"{name}\"")).unwrap();
            let width = rows.column_count();
            let line =
                |row: &rusqlite::Row<'_>| (0..width).map(|place| row.get(place)).collect::<Result<_>>();
            let rows = rows
                .query_map([], line)
                .unwrap()
                .map(|row: Result<Vec<rusqlite::types::Value>>| row.unwrap());
            lines.extend(rows.map(|row| format!("{name} {row:?}")));
        }
        lines
    }

    #[test]
    fn a_history_is_the_same_wherever_the_first_filling_ends() {
        let directory = tempfile::tempdir().unwrap();
        let at = |max_rows: usize| directory.path().join(format!("{max_rows}.db"));
        let whole = fill(&at(MAX_ROWS), MAX_ROWS);
        assert_eq!(whole, batches().len(), "one transaction holds all");
        let expected = content(&at(MAX_ROWS));
        assert_eq!(expected.iter().filter(|line| line.starts_with("call [")).count(), 120);
        for (max_rows, bulky) in [(1, 0), (100, 1), (380, 5), (800, 11), (1_160, 17)] {
            assert_eq!(fill(&at(max_rows), max_rows), bulky, "{max_rows}: where the filling ends");
            let found = content(&at(max_rows));
            let differs = found.iter().zip(&expected).find(|(one, other)| one != other);
            assert_eq!((differs, found.len()), (None, expected.len()), "{max_rows}");
            let report = verify(&at(max_rows)).unwrap();
            assert_eq!((report.calls, report.problems), (CALLS, Vec::new()), "{max_rows}");
        }
    }
}
