//! The single writer: batches come in, and facts, roll-ups and checkpoints are committed together.

mod batch_groups;
mod bulk;
mod bulk_rollups;
mod call;
pub(crate) mod column;
mod dirty;
mod event_facts;
mod fact_writer;
mod id_hasher;
mod ledger;
mod limits;
mod options;
mod outdated;
pub(crate) mod recompute;
pub(crate) mod rest;
mod rowid_cache;
mod sanitize;
pub(crate) mod session;
pub(crate) mod source;
pub(crate) mod tags;
mod tool;
mod turn;
pub(crate) mod unrecorded;
pub(crate) mod witness;
mod writer_state;

use std::collections::HashSet;
use std::path::Path;
use std::time::{Duration, Instant};

use rusqlite::Connection;
use scopeon_core::privacy::{NameFilter, PathPolicy, Redactor};
use scopeon_core::provider::Batch;

use crate::digest::stale::{self, StaleScope};
use crate::error::{At, StoreError};
use crate::query::Reader;
use crate::{connect, host, migrate, patience, private};
use batch_groups::BatchGroups;
use bulk::Bulk;
use bulk_rollups::BulkRollups;
pub(crate) use dirty::Dirty;
use fact_writer::FactWriter;
pub use limits::{RecordOutcome, hand_over_limits};
pub use options::OpenOptions;
use outdated::Outdated;
use rowid_cache::Rowid;
use sanitize::bound_fact;
use writer_state::WriterState;

/// A transaction that does not fill an empty file is committed when it holds that many facts, for each 16 MiB of page
/// cache, or is that old. Fewer would write the pages of the
/// identity indexes more often; more would no longer fit the page cache, which writes them more often still.
const MAX_EVENTS: usize = 150_000;
const MAX_AGE: Duration = Duration::from_secs(2);
/// How old the transaction may be that fills an empty file.
const MAX_BULK_AGE: Duration = Duration::from_secs(10);

/// The one writer of a database. Hold a [`WriterLock`](crate::WriterLock) while it is open; it may be released in
/// between as long as [`Store::db_version`] is compared after it is taken again.
pub struct Store {
    /// Its connection, which reads, too.
    reader: Reader,
    /// All text of a log comes in by it.
    door: NameFilter,
    host: Rowid,
    state: WriterState,
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
        let patience = options.patience.unwrap_or(patience::PATIENCE);
        patience::wait_for_others(&conn, patience).at(path)?;
        migrate::migrate(&mut conn, path)?;
        let host = host::of(&mut conn, path, options.host_name.as_ref())?;
        let is_write_ahead = connect::is_write_ahead(&conn).at(path)?;
        let outdated = Outdated::read(&conn).at(path)?;
        let redactor = match options.redactor {
            Some(redactor) => redactor,
            None => Redactor::new(PathPolicy::Full, host::key(&conn, host).at(path)?),
        };
        let mut store = Self {
            reader: Reader::over(path, conn),
            door: NameFilter::new(redactor, options.home),
            host,
            state: WriterState::default(),
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
        patience::hurry(&conn).at(&path)?;
        conn.query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |_| Ok(())).at(&path)?;
        conn.close().map_err(|(_, error)| error).at(&path)
    }

    /// Runs a change of its own, with everything it touches recomputed, in one transaction.
    pub(crate) fn change(
        &mut self,
        change: impl FnOnce(&Connection, &mut Dirty) -> rusqlite::Result<()>,
    ) -> Result<(), StoreError> {
        self.commit_open()?;
        let changed = self
            .begin()
            .and_then(|()| change(&self.reader.conn, &mut self.state.dirty))
            .at(&self.reader.path);
        if changed.is_err() {
            self.abandon();
            return changed;
        }
        self.commit_open()?;
        // Rows may be gone that were remembered.
        self.state = WriterState::default();
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
        let is_full = match &self.state.bulk {
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
            self.state.bulk = Bulk::begin(&self.reader.conn, self.max_bulk_rows)?;
            self.may_be_empty = self.state.bulk.is_some();
        }
        if self.state.bulk.is_some() {
            // No tool has searched yet; the index that tells is not there to be asked.
            self.state.searched = Some(HashSet::default());
        }
        Ok(())
    }

    fn commit_open(&mut self) -> Result<(), StoreError> {
        if self.open.is_none() {
            return Ok(());
        }
        let scope = if self.state.bulk.is_some() { StaleScope::All } else { StaleScope::Marked };
        let built =
            self.state.bulk.take().map_or(Ok(BulkRollups::default()), |bulk| bulk.finish(&self.reader.conn));
        let settled =
            built.and_then(|sums| recompute::recompute(&self.reader.conn, &mut self.state.dirty, sums));
        let marked = settled.and_then(|()| {
            stale::mark(&self.reader.conn, scope, std::mem::take(&mut self.state.dirty.sessions))
        });
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
        self.state = WriterState::default();
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
        self.outdated.forget(&self.reader.conn, &batch, &mut self.state.dirty)?;
        self.door.pass(&mut batch);
        let mut groups = BatchGroups::default();
        for mut event in batch.events {
            bound_fact(&mut event);
            groups.add(event);
        }
        let provider = self.state.provider(&self.reader.conn, batch.provider)?;
        let mut writer =
            FactWriter { conn: &self.reader.conn, state: &mut self.state, provider, host: self.host };
        groups.write(&mut writer)?;
        let source = writer.source(batch.source, &batch.path)?;
        if batch.restarted {
            writer.void_issues(source)?;
        } else if batch.checkpoint.is_some() {
            writer.void_passing(source)?;
        }
        for issue in &batch.issues {
            writer.issue(source, issue)?;
        }
        batch.checkpoint.map_or(Ok(()), |checkpoint| writer.mark(source, &batch.path, &checkpoint))
    }
}

impl std::fmt::Debug for Store {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Store").field("path", &self.reader.path).finish_non_exhaustive()
    }
}
