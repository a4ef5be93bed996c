//! The single writer: batches come in, and facts, roll-ups and checkpoints are committed together.

mod bulk;
mod call;
pub(crate) mod column;
mod door;
mod fold;
mod gather;
mod ledger;
mod limits;
mod memory;
mod moment;
mod outdated;
pub(crate) mod rest;
mod scribe;
pub(crate) mod session;
pub(crate) mod settle;
pub(crate) mod source;
mod stale;
mod sums;
mod tags;
mod tool;
mod turn;
pub(crate) mod unrecorded;
pub(crate) mod witness;

use std::collections::HashSet;
use std::path::Path;
use std::time::{Duration, Instant};

use rusqlite::Connection;
use scopeon_core::label::Label;
use scopeon_core::privacy::{Door, PathPolicy, Redactor};
use scopeon_core::provider::Batch;

use crate::error::{At, StoreError};
use crate::query::Reader;
use crate::{connect, host, private, schema};
use bulk::Bulk;
use door::bound_fact;
use gather::Gathered;
pub use limits::{HandedOver, hand_over_limits};
pub(crate) use memory::Touched;
use memory::{Memory, Rowid};
use outdated::Outdated;
use scribe::Scribe;
use sums::Sums;

/// A transaction that does not fill an empty file is committed when it holds that many facts, for each 16 MiB of page
/// cache, or is that old. Fewer would write the pages of the
/// identity indexes more often; more would no longer fit the page cache, which writes them more often still.
const MAX_EVENTS: usize = 150_000;
const MAX_AGE: Duration = Duration::from_secs(2);
/// How old the transaction may be that fills an empty file.
const MAX_BULK_AGE: Duration = Duration::from_secs(10);

/// How a database is opened to write.
#[derive(Clone, Debug, Default)]
pub struct OpenOptions {
    /// What is kept of paths and of what is not shaped like a name. Without it paths are whole, and the key for marks is
    /// made of the file's own identity: who has the file can try guesses at what they stand for.
    pub redactor: Option<Redactor>,
    /// This machine's name, for people.
    pub host_name: Option<Label>,
    /// The home directory, which agents that write `~` mean.
    pub home: Option<String>,
    /// Whether little memory is more important than speed, as for a process that runs for hours and seldom has much to write.
    pub lean: bool,
    /// How long a lock of another process is waited for; none for ten seconds.
    pub patience: Option<Duration>,
}

/// The one writer of a database. Hold a [`Lease`](crate::Lease) while it is open; it may be let go in between as long as
/// [`Store::standing`] is asked after it is taken again.
pub struct Store {
    /// Its connection, which reads, too.
    reader: Reader,
    /// All text of a log comes in by it.
    door: Door,
    host: Rowid,
    memory: Memory,
    outdated: Outdated,
    open: Option<Open>,
    commits: u64,
    max_events: usize,
    lean: bool,
    patience: Duration,
    /// How many identities the transaction that fills an empty file holds in memory, a sum counting as six.
    max_bulk_rows: usize,
    /// Whether facts may still be missing altogether.
    may_be_empty: bool,
    /// Whether changes go to the write-ahead log. While an empty file is filled they do not: nobody has anything to read
    /// from it yet, and every page is written once instead of twice.
    is_write_ahead: bool,
}

/// The open transaction.
struct Open {
    since: Instant,
    events: usize,
}

impl Store {
    /// Opens a database, which is made if there is none and brought to this version's schema.
    ///
    /// # Errors
    ///
    /// [`StoreError`] when the file is another program's, damaged, a newer release's, another user's, or
    /// cannot be written. Nothing is overwritten then.
    pub fn open(path: &Path, options: OpenOptions) -> Result<Self, StoreError> {
        // Before anything is made or changed there.
        connect::check_own(path)?;
        private::prepare(path)?;
        let mut conn = connect::writer(path)?;
        let patience = options.patience.unwrap_or(connect::PATIENCE);
        connect::wait_for_others(&conn, patience).at(path)?;
        schema::migrate(&mut conn, path)?;
        let host = host::of(&mut conn, path, options.host_name.as_ref())?;
        let is_write_ahead = connect::is_write_ahead(&conn).at(path)?;
        let outdated = Outdated::read(&conn).at(path)?;
        let redactor = match options.redactor {
            Some(redactor) => redactor,
            None => Redactor::new(PathPolicy::Full, host::key(&conn, host).at(path)?),
        };
        let mut store = Self {
            reader: Reader::over(path, conn),
            door: Door::new(redactor, options.home),
            host,
            memory: Memory::default(),
            outdated,
            open: None,
            commits: 0,
            max_events: MAX_EVENTS,
            lean: options.lean,
            patience,
            max_bulk_rows: if options.lean { bulk::LEAN_ROWS } else { bulk::MAX_ROWS },
            may_be_empty: true,
            is_write_ahead,
        };
        if !is_write_ahead && !bulk::is_empty(&store.reader.conn).at(path)? {
            store.try_write_ahead()?;
        }
        connect::idle_cache(&store.reader.conn).at(path)?;
        Ok(store)
    }

    /// Returns the file's path.
    #[must_use]
    pub fn path(&self) -> &Path {
        &self.reader.path
    }

    /// Commits what is applied and lets it be read without a further connection.
    ///
    /// # Errors
    ///
    /// [`StoreError`] when that fails; what was committed before is safe.
    pub fn as_reader(&mut self) -> Result<&Reader, StoreError> {
        self.commit_open()?;
        Ok(&self.reader)
    }

    /// Returns how many transactions it has committed.
    #[must_use]
    pub const fn commits(&self) -> u64 {
        self.commits
    }

    /// Opens a reader of the same file; it sees what is committed.
    ///
    /// # Errors
    ///
    /// [`StoreError`] when the file cannot be opened again.
    pub fn reader(&self) -> Result<Reader, StoreError> {
        Reader::open(&self.reader.path)
    }

    /// Commits what is applied and merges the write-ahead log into the file, as far as readers let it.
    ///
    /// # Errors
    ///
    /// [`StoreError`] when that fails; what was committed before is safe.
    pub fn close(mut self) -> Result<(), StoreError> {
        self.commit_open()?;
        self.try_write_ahead()?;
        let Reader { conn, path } = self.reader;
        // What is not merged now is merged next time.
        connect::hurry(&conn).at(&path)?;
        conn.query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |_| Ok(())).at(&path)?;
        conn.close().map_err(|(_, error)| error).at(&path)
    }

    /// Runs a change of its own, with everything it touches settled, in one transaction.
    pub(crate) fn change(
        &mut self,
        change: impl FnOnce(&Connection, &mut Touched) -> rusqlite::Result<()>,
    ) -> Result<(), StoreError> {
        self.commit_open()?;
        let changed = self
            .begin()
            .and_then(|()| change(&self.reader.conn, &mut self.memory.touched))
            .at(&self.reader.path);
        if changed.is_err() {
            self.abandon();
            return changed;
        }
        self.commit_open()?;
        // Rows may be gone that were remembered.
        self.memory = Memory::default();
        Ok(())
    }

    /// Answers a question from what is committed.
    pub(crate) fn look<T>(
        &self,
        question: impl FnOnce(&Connection) -> rusqlite::Result<T>,
    ) -> Result<T, StoreError> {
        question(&self.reader.conn).at(&self.reader.path)
    }

    /// Runs statements that need to stand outside of a transaction.
    pub(crate) fn run(&mut self, statements: &'static str) -> Result<(), StoreError> {
        self.commit_open()?;
        self.fit_cache().at(&self.reader.path)?;
        self.reader.conn.execute_batch(statements).at(&self.reader.path)
    }

    fn apply_batch(&mut self, batch: Batch) -> Result<(), StoreError> {
        let events = batch.events.len() + batch.issues.len();
        let kept = self.begin_facts().and_then(|()| self.write(batch)).at(&self.reader.path);
        if kept.is_err() {
            self.abandon();
            return kept;
        }
        let Some(open) = &mut self.open else { return Ok(()) };
        open.events += events;
        let is_full = match &self.memory.bulk {
            Some(bulk) => bulk.is_full() || open.since.elapsed() >= MAX_BULK_AGE,
            None => open.events >= self.max_events || open.since.elapsed() >= MAX_AGE,
        };
        if is_full { self.commit_open() } else { Ok(()) }
    }

    fn begin(&mut self) -> rusqlite::Result<()> {
        if self.open.is_none() {
            if self.commits == 0 {
                self.fit_cache()?;
            }
            self.reader.conn.execute_batch("BEGIN IMMEDIATE")?;
            self.open = Some(Open { since: Instant::now(), events: 0 });
        }
        Ok(())
    }

    /// Begins a transaction, in bulk as long as the file holds no facts.
    fn begin_facts(&mut self) -> rusqlite::Result<()> {
        if self.open.is_some() {
            return Ok(());
        }
        self.begin()?;
        if self.may_be_empty {
            self.memory.bulk = Bulk::begin(&self.reader.conn, self.max_bulk_rows)?;
            self.may_be_empty = self.memory.bulk.is_some();
        }
        if self.memory.bulk.is_some() {
            // No tool has searched yet; the index that tells is not there to be asked.
            self.memory.searched = Some(HashSet::default());
        }
        Ok(())
    }

    fn commit_open(&mut self) -> Result<(), StoreError> {
        if self.open.is_none() {
            return Ok(());
        }
        let reach = if self.memory.bulk.is_some() { stale::Reach::All } else { stale::Reach::Noted };
        let built =
            self.memory.bulk.take().map_or(Ok(Sums::default()), |bulk| bulk.finish(&self.reader.conn));
        let settled =
            built.and_then(|sums| settle::settle(&self.reader.conn, &mut self.memory.touched, sums));
        let marked = settled.and_then(|()| stale::mark(&self.reader.conn, &mut self.memory.touched, reach));
        let kept = marked.and_then(|()| self.reader.conn.execute_batch("COMMIT")).at(&self.reader.path);
        if kept.is_err() {
            self.abandon();
            return kept;
        }
        self.open = None;
        self.commits += 1;
        self.try_write_ahead()?;
        self.max_events = self.fit_cache().at(&self.reader.path)?.saturating_mul(MAX_EVENTS);
        Ok(())
    }

    fn fit_cache(&self) -> rusqlite::Result<usize> {
        connect::fit_cache(&self.reader.conn, self.lean)
    }

    /// What an empty file is filled with is committed: from now on the log is used, or from a later commit on, should
    /// anybody read just now.
    fn try_write_ahead(&mut self) -> Result<(), StoreError> {
        self.is_write_ahead = self.is_write_ahead
            || connect::try_write_ahead(&self.reader.conn, &self.reader.path, self.patience)?;
        Ok(())
    }

    /// Goes back to the last commit. Some errors have rolled back already, and then there is nothing to do.
    fn abandon(&mut self) {
        self.open = None;
        self.memory = Memory::default();
        if !self.reader.conn.is_autocommit() {
            // Should this fail, too, the next BEGIN reports it.
            let _ = self.reader.conn.execute_batch("ROLLBACK");
        }
        if let Ok(outdated) = Outdated::read(&self.reader.conn) {
            // What was forgotten is kept again.
            self.outdated = outdated;
        }
    }

    fn write(&mut self, mut batch: Batch) -> rusqlite::Result<()> {
        self.outdated.forget(&self.reader.conn, &batch, &mut self.memory.touched)?;
        self.door.pass(&mut batch);
        let mut gathered = Gathered::default();
        for mut event in batch.events {
            bound_fact(&mut event);
            gathered.add(event);
        }
        let provider = provider_id(&self.reader.conn, &mut self.memory, batch.provider)?;
        let mut scribe =
            Scribe { conn: &self.reader.conn, memory: &mut self.memory, provider, host: self.host };
        write_facts(&mut scribe, gathered)?;
        let source = scribe.source(batch.source, &batch.path)?;
        if batch.restarted {
            scribe.void_issues(source)?;
        } else if batch.checkpoint.is_some() {
            scribe.void_passing(source)?;
        }
        for issue in &batch.issues {
            scribe.issue(source, issue)?;
        }
        batch.checkpoint.map_or(Ok(()), |checkpoint| scribe.mark(source, &batch.path, &checkpoint))
    }
}

/// Sessions and turns first, so that what refers to them finds them.
fn write_facts(scribe: &mut Scribe<'_>, gathered: Gathered) -> rusqlite::Result<()> {
    scribe.keep(gathered.sessions.facts)?;
    scribe.keep(gathered.turns.facts)?;
    scribe.keep(gathered.calls.facts)?;
    scribe.note_claims(gathered.calls.claims)?;
    scribe.keep(gathered.rests.facts)?;
    scribe.note_claims(gathered.rests.claims)?;
    scribe.keep(gathered.tools.facts)?;
    scribe.keep(gathered.skills.facts)?;
    scribe.keep(gathered.hooks.facts)?;
    scribe.keep(gathered.compactions.facts)?;
    scribe.keep(gathered.api_errors.facts)?;
    scribe.keep(gathered.limits.facts)?;
    scribe.keep(gathered.witnesses.facts)
}

fn provider_id(conn: &Connection, memory: &mut Memory, name: &'static str) -> rusqlite::Result<Rowid> {
    if let Some(id) = memory.providers.get(&name) {
        return Ok(id);
    }
    conn.prepare_cached("INSERT INTO provider (name) VALUES (?1) ON CONFLICT (name) DO NOTHING")?
        .execute([name])?;
    let id = conn.query_row("SELECT id FROM provider WHERE name = ?1", [name], |row| row.get(0))?;
    memory.providers.put(name, id);
    Ok(id)
}

impl std::fmt::Debug for Store {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Store").field("path", &self.reader.path).finish_non_exhaustive()
    }
}
