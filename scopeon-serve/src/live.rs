//! What comes: it is read by a thread, another one notices whatever anybody wrote, and whoever waits for it is woken.

use std::panic::resume_unwind;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread::JoinHandle;
use std::time::Duration;

use scopeon_app::{App, AppError, Ask, CancelToken, StoreError, ask};
use scopeon_core::report::Fresh;
use scopeon_core::time::Timestamp;
use tokio::sync::watch;

use crate::keeper::Keeper;

/// How often the database is asked whether anybody wrote.
const GLANCE: Duration = Duration::from_millis(100);
/// How long reading pauses after it broke off.
const PAUSE: Duration = Duration::from_secs(1);

/// What comes.
pub(crate) struct Live {
    app: Arc<App>,
    cancel: CancelToken,
    /// The number of the last change.
    number: watch::Sender<u64>,
    /// Whether all that was logged before is read.
    is_caught_up: AtomicBool,
    is_broken: AtomicBool,
    /// Asks the reading to begin again: the database is gone.
    again: Mutex<CancelToken>,
    keeper: Keeper,
    threads: Mutex<Vec<JoinHandle<()>>>,
}

impl Live {
    /// Starts the threads. Numbers begin at the present instant, so that those of an earlier process are not taken for this
    /// one's.
    pub(crate) fn start(app: &Arc<App>, cancel: &CancelToken) -> Arc<Self> {
        let first = u64::try_from(app.now().millis()).unwrap_or_default();
        let live = Arc::new(Self {
            app: Arc::clone(app),
            cancel: cancel.clone(),
            number: watch::Sender::new(first),
            is_caught_up: AtomicBool::new(false),
            is_broken: AtomicBool::new(false),
            again: Mutex::new(CancelToken::new()),
            keeper: Keeper::default(),
            threads: Mutex::default(),
        });
        let mut threads = Vec::new();
        if app.reads_what_comes() {
            threads.push(spawn(&live, Self::read));
            threads.push(spawn(&live, Self::keep));
        }
        threads.push(spawn(&live, Self::notice));
        *live.threads.lock().unwrap_or_else(PoisonError::into_inner) = threads;
        live
    }

    /// Waits until the threads end, which a request to stop makes them do.
    pub(crate) fn join(&self) {
        let threads = std::mem::take(&mut *self.threads.lock().unwrap_or_else(PoisonError::into_inner));
        for thread in threads {
            thread.join().unwrap_or_else(|panic| resume_unwind(panic));
        }
    }

    /// Returns the number of the last change.
    pub(crate) fn number(&self) -> u64 {
        *self.number.borrow()
    }

    /// Has what a question needs kept, once all that was logged before is read.
    pub(crate) fn prepare<Q: Ask>(&self, question: &Q) {
        if self.is_caught_up.load(Ordering::Relaxed) {
            self.keeper.prepare(&self.app, question, self.number());
        }
    }

    /// Returns what is woken by changes.
    pub(crate) fn subscribe(&self) -> watch::Receiver<u64> {
        self.number.subscribe()
    }

    /// Returns how fresh an answer is. Why it is not names no file: it is told at every tier.
    pub(crate) fn fresh(&self, now: Timestamp) -> Fresh {
        let is = |flag: &AtomicBool| flag.load(Ordering::Relaxed);
        if !self.app.reads_what_comes() {
            return Fresh::stale(None, "nothing new was to be read");
        }
        if is(&self.is_broken) {
            return Fresh::stale(None, "what is new could not be read or kept; the server's log says why");
        }
        if self.app.waits_for_writer() {
            return Fresh::stale(None, "another scopeon is reading the logs");
        }
        if !is(&self.is_caught_up) {
            return Fresh::stale(None, "what was logged before is still being read");
        }
        Fresh::live(now)
    }

    /// Reads what comes until the end; where that breaks off, because another program holds the database for instance, it
    /// begins again after a pause.
    fn read(&self) {
        while !self.read_on() && !self.cancel.is_requested() {
            std::thread::sleep(PAUSE);
        }
    }

    /// Returns `true` if it is over and not broken off.
    fn read_on(&self) -> bool {
        let again = CancelToken::new();
        *self.again.lock().unwrap_or_else(PoisonError::into_inner) = again.clone();
        if self.cancel.is_requested() {
            return true;
        }
        let watched = self.app.watch(&again, &Quiet, &mut |_| {
            // Only that freshness changed is new here: what was written is noticed beside.
            let was_broken = self.is_broken.swap(false, Ordering::Relaxed);
            if !self.is_caught_up.swap(true, Ordering::Relaxed) || was_broken {
                self.bump();
            }
        });
        let Err(error) = watched else { return self.cancel.is_requested() };
        if !self.is_broken.swap(true, Ordering::Relaxed) {
            tracing::error!(%error, "what is new cannot be read; it is tried again every second");
            self.bump();
        }
        false
    }

    /// Keeps what questions need. The widest of the usual ones is asked at once, so that the first one is answered fast, too.
    fn keep(&self) {
        while !self.is_caught_up.load(Ordering::Relaxed) && !self.cancel.is_requested() {
            std::thread::sleep(GLANCE);
        }
        std::thread::scope(|scope| {
            scope.spawn(|| self.prepare(&ask::Suggest::default()));
            self.keeper.run(&self.app, || self.number(), &self.cancel);
        });
    }

    /// Other processes write, too.
    fn notice(&self) {
        // A database that was there before anybody asked is no news.
        let mut is_news = self.app.reader().is_err();
        while !self.cancel.is_requested() {
            match self.follow(is_news) {
                // What another file holds of the logs is not known.
                Ok(()) if !self.cancel.is_requested() => {
                    tracing::warn!("the database is gone or another file; the logs are looked through again");
                    self.read_again();
                }
                Ok(()) => {}
                Err(error) => tracing::debug!(%error, "the database cannot be looked at"),
            }
            is_news = true;
            std::thread::sleep(GLANCE);
        }
        self.read_again();
    }

    /// Ends the reading, which begins again unless the server stops.
    fn read_again(&self) {
        self.again.lock().unwrap_or_else(PoisonError::into_inner).request();
    }

    /// Follows one file until that is replaced.
    fn follow(&self, is_news: bool) -> Result<(), AppError> {
        let reader = self.app.reader()?;
        let mut last = reader.db_version()?;
        if is_news {
            self.bump();
        }
        while !self.cancel.is_requested() {
            std::thread::sleep(GLANCE);
            let now = match reader.db_version() {
                Err(StoreError::Busy { .. }) => continue,
                now => now?,
            };
            if !now.is_same_file(&last) {
                return Ok(());
            }
            if now != last {
                last = now;
                self.bump();
            }
        }
        Ok(())
    }

    fn bump(&self) {
        self.number.send_modify(|number| *number += 1);
    }
}

fn spawn(live: &Arc<Live>, work: fn(&Live)) -> JoinHandle<()> {
    let live = Arc::clone(live);
    std::thread::spawn(move || work(&live))
}

/// Nobody looks on.
struct Quiet;

impl scopeon_app::Observer for Quiet {}
