//! Databases of others: read from a private copy with their newest rows, and never touched.
#![expect(
    clippy::expect_used,
    clippy::unwrap_used,
    reason = "what is missing here is the failure of the test"
)]

mod copies;
mod rows;
mod store;

use std::path::{Path, PathBuf};
use std::sync::Mutex;
use std::sync::atomic::AtomicBool;

use rusqlite::Connection;
use scopeon_core::event::{Attribution, Call, Event, UsageSample};
use scopeon_core::id::{CallId, Identity, SessionId};
use scopeon_core::label::Label;
use scopeon_core::provider::{
    Column, Coverage, EntryKind, Input, Issue, IssueKind, Position, Provider, ProviderInfo, ReadError,
    ReaderState, Rows, SearchRoots, Select, Sink, Source, SourceKind, StateValue, Visit,
};
use scopeon_core::time::Timestamp;
use scopeon_core::usage::Usage;
use scopeon_providers::testkit::MemoryStore;
use scopeon_providers::{NoopObserver, SearchPaths, Settings, Summary, scan};

/// The number of the last row that was read.
const LAST: u8 = 1;

/// What a test does with the rows of a database.
type Ask = dyn Fn(&mut dyn Rows) -> Result<(), ReadError> + Send + Sync;

/// An agent with a database: `calls(id, output)`, read from where it was.
pub(crate) struct Agent {
    about: ProviderInfo,
    ask: Option<Box<Ask>>,
}

impl Agent {
    pub(crate) fn new() -> Self {
        Self { about: ProviderInfo::new("db-agent", "Database agent", Coverage::PerCall), ask: None }
    }

    /// Only asks what a test asks.
    pub(crate) fn asking(
        ask: impl Fn(&mut dyn Rows) -> Result<(), ReadError> + Send + Sync + 'static,
    ) -> Self {
        Self { ask: Some(Box::new(ask)), ..Self::new() }
    }
}

impl Provider for Agent {
    fn info(&self) -> &ProviderInfo {
        &self.about
    }

    fn discover(&self, roots: &SearchRoots<'_>, found: &mut dyn FnMut(Source)) {
        let Some(home) = roots.home else { return };
        roots.tree.walk(home, &mut |entry| {
            if entry.kind == EntryKind::File && entry.path.extension().is_some_and(|end| end == "db") {
                found(Source::new(SourceKind::Database, entry.root, entry.path));
            }
            Visit::Enter
        });
    }

    fn read(&self, input: Input<'_>, carry: &mut ReaderState, out: &mut dyn Sink) -> Result<(), ReadError> {
        let Input::Database(rows) = input else { return Ok(()) };
        if let Some(ask) = &self.ask {
            return ask(rows);
        }
        let last = carry.number(LAST).unwrap_or(0);
        let columns = [Column::Plain("id"), Column::Plain("output")];
        let select = Select::all("calls", &columns).above("id", last);
        let mut highest = last;
        rows.select(&select, &mut |row| {
            let (Some(id), Some(output)) = (row.integer(0), row.integer(1)) else {
                out.issue(Issue::new(IssueKind::MissingField, Position::default()));
                return Ok(());
            };
            highest = highest.max(id);
            out.event(call(id, output))
        })?;
        carry.set(LAST, StateValue::Number(highest));
        let _ = out.checkpoint(Position::default(), carry);
        Ok(())
    }
}

fn call(id: i64, output: i64) -> Event {
    let key = CallId(Identity::builder("call").number(id.unsigned_abs()).finish());
    let usage = Usage { output: output.unsigned_abs(), ..Usage::default() };
    let reading = UsageSample::new(Label::new("model").unwrap(), usage);
    let owner = Attribution::new(SessionId(Identity::builder("session").finish()));
    Event::from(Call::new(key, Timestamp::from_seconds(1_700_000_000).unwrap(), reading, owner))
}

/// A home with a database, and a place for copies.
pub(crate) struct Scene {
    pub(crate) home: tempfile::TempDir,
    pub(crate) scratch: tempfile::TempDir,
    pub(crate) settings: Settings,
    pub(crate) ledger: MemoryStore,
}

impl Scene {
    pub(crate) fn new() -> Self {
        let scratch = tempfile::tempdir().unwrap();
        let mut settings = Settings::default().scratch(scratch.path().join("copies"));
        settings.paced = false;
        Self { home: tempfile::tempdir().unwrap(), scratch, settings, ledger: MemoryStore::default() }
    }

    pub(crate) fn path(&self) -> PathBuf {
        self.home.path().join("agent.db")
    }

    /// Opens the database as the agent does.
    pub(crate) fn agent(&self) -> Connection {
        let conn = Connection::open(self.path()).unwrap();
        conn.pragma_update(None, "journal_mode", "WAL").unwrap();
        conn.pragma_update(None, "wal_autocheckpoint", 0).unwrap();
        conn.execute_batch("CREATE TABLE IF NOT EXISTS calls(id INTEGER PRIMARY KEY, output INTEGER)")
            .unwrap();
        conn
    }

    pub(crate) fn scan(&mut self) -> Summary {
        self.scan_by(&Agent::new())
    }

    pub(crate) fn scan_by(&mut self, agent: &Agent) -> Summary {
        let (places, stop) = (SearchPaths::below(self.home.path()), AtomicBool::new(false));
        scan(&[agent], &places, &self.settings, &mut self.ledger, &NoopObserver, &stop).unwrap()
    }

    /// Runs a test's question and returns its answer.
    pub(crate) fn ask<T: Send + 'static>(
        &mut self,
        ask: impl Fn(&mut dyn Rows) -> Result<T, ReadError> + Send + Sync + 'static,
    ) -> T {
        let answer = std::sync::Arc::new(Mutex::new(None));
        let slot = answer.clone();
        let agent = Agent::asking(move |rows| {
            *slot.lock().unwrap() = Some(ask(rows)?);
            Ok(())
        });
        self.scan_by(&agent);
        answer.lock().unwrap().take().expect("the question was asked and answered")
    }

    pub(crate) fn outputs(&self) -> u64 {
        self.ledger.calls().map(|call| call.sample.usage.output).sum()
    }

    pub(crate) fn issues(&self) -> Vec<&'static str> {
        IssueKind::ALL.iter().map(|kind| kind.as_str()).filter(|kind| self.ledger.issues(kind) > 0).collect()
    }

    pub(crate) fn copies(&self) -> usize {
        let copies = std::fs::read_dir(self.scratch.path().join("copies")).into_iter().flatten().flatten();
        copies.filter(|entry| entry.file_name().to_string_lossy().starts_with("copy-")).count()
    }
}

/// Every file below a directory with its size and times, as proof that nothing was touched.
pub(crate) fn listing(directory: &Path) -> Vec<(PathBuf, u64, std::time::SystemTime)> {
    let mut all: Vec<_> = std::fs::read_dir(directory)
        .unwrap()
        .map(|entry| {
            let entry = entry.unwrap();
            let metadata = entry.metadata().unwrap();
            (entry.path(), metadata.len(), metadata.modified().unwrap())
        })
        .collect();
    all.sort();
    all
}
