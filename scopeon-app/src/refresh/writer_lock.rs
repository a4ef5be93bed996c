//! Waiting for the writer lock: one process reads what is new at a time.

use std::path::Path;
use std::sync::atomic::Ordering;
use std::time::{Duration, Instant, SystemTime};

use scopeon_store::{Reader, StoreError, WriterLock, is_being_filled};

use crate::app::App;
use crate::cancel::CancelToken;
use crate::own_files::beside;
use scopeon_core::report::{Notice, NoticeCode};

/// How long another process is waited for without a word.
const BRIEF: Duration = Duration::from_secs(2);
/// How long nothing may change in a new database that another process fills before that is not waited for any longer.
const STANDSTILL: Duration = Duration::from_secs(8);
/// How often a waiting process looks for a request to stop.
const GLANCE: Duration = Duration::from_millis(100);

/// Takes the lock, waiting a while for another process; longer where that is filling a new database.
pub(super) fn wait_briefly(
    app: &App,
    patience: Duration,
    cancel: &CancelToken,
) -> Result<Option<WriterLock>, StoreError> {
    let db = app.db();
    if let Some(lock) = WriterLock::try_acquire(&db)? {
        return Ok(Some(lock));
    }
    if is_filled(&db) {
        let deadline = Instant::now() + patience;
        return wait(&db, cancel, || Instant::now() < deadline);
    }
    tell(app, "another scopeon is reading the logs for the first time; waiting for it");
    let mut growth = Growth::new(&db);
    wait(&db, cancel, || growth.goes_on())
}

/// Says why the lock could not be had. Whose it is cannot be known.
pub(super) fn taken(app: &App) -> String {
    let lock = beside(&app.db(), ".lock");
    format!("another scopeon is reading the logs, or another program holds {}", lock.display())
}

/// Takes the lock however long another process has it; none after a request to stop.
pub(super) fn wait_long(app: &App, cancel: &CancelToken) -> Result<Option<WriterLock>, StoreError> {
    let (db, deadline) = (app.db(), Instant::now() + BRIEF);
    let mut is_told = false;
    let taken = wait(&db, cancel, || {
        // Two that watch often wait for each other, and not for long.
        if !is_told && Instant::now() >= deadline {
            tell(app, "another scopeon is reading the logs; waiting until it ends");
            app.waits.store(true, Ordering::Relaxed);
            is_told = true;
        }
        true
    });
    app.waits.store(false, Ordering::Relaxed);
    taken
}

fn tell(app: &App, text: &str) {
    app.frontend.notice(&Notice::new(NoticeCode::Waiting, text));
}

fn wait(
    db: &Path,
    cancel: &CancelToken,
    mut goes_on: impl FnMut() -> bool,
) -> Result<Option<WriterLock>, StoreError> {
    while goes_on() && !cancel.is_requested() {
        if let Some(lock) = WriterLock::wait(db, GLANCE)? {
            return Ok(Some(lock));
        }
    }
    Ok(None)
}

/// Returns `true` if there is something to answer from while another process reads.
fn is_filled(db: &Path) -> bool {
    // A file that is filled for the first time is locked until that is done.
    !is_being_filled(db)
        && Reader::open(db).is_ok_and(|reader| reader.is_empty().is_ok_and(|is_empty| !is_empty))
}

/// Whether another process still fills a new database: its files change every few seconds while it does.
struct Growth<'a> {
    db: &'a Path,
    state: [Option<(u64, SystemTime)>; 3],
    since: Instant,
}

impl<'a> Growth<'a> {
    fn new(db: &'a Path) -> Self {
        Self { db, state: [None; 3], since: Instant::now() }
    }

    fn goes_on(&mut self) -> bool {
        let state = ["", "-wal", "-journal"].map(|suffix| look(&beside(self.db, suffix)));
        if state != self.state {
            (self.state, self.since) = (state, Instant::now());
        }
        self.since.elapsed() < STANDSTILL
    }
}

fn look(path: &Path) -> Option<(u64, SystemTime)> {
    let about = std::fs::metadata(path).ok()?;
    Some((about.len(), about.modified().ok()?))
}
