//! What comes: a thread reads it unless another process does, another one notices whatever anybody wrote, and whoever waits
//! for it is woken.

use std::panic::resume_unwind;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

use scopeon_app::{App, AppError, CancelToken, StoreError};
use tokio::sync::watch;

/// How often the database is asked whether anybody wrote: an alert follows its log line within a second.
const GLANCE: Duration = Duration::from_millis(200);
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
    threads: Mutex<Vec<JoinHandle<()>>>,
}

impl Live {
    /// Starts the threads: none reads where that is done elsewhere.
    pub(crate) fn start(app: &Arc<App>, cancel: &CancelToken, is_read_elsewhere: bool) -> Arc<Self> {
        let live = Arc::new(Self {
            app: Arc::clone(app),
            cancel: cancel.clone(),
            number: watch::Sender::new(0),
            is_caught_up: AtomicBool::new(is_read_elsewhere),
            is_broken: AtomicBool::new(false),
            threads: Mutex::default(),
        });
        let mut threads = Vec::new();
        if app.reads_what_comes() && !is_read_elsewhere {
            threads.push(spawn(&live, Self::read));
        }
        threads.push(spawn(&live, Self::notice));
        *live.threads.lock().unwrap_or_else(PoisonError::into_inner) = threads;
        live
    }

    /// Waits until the threads end, which a request to stop makes them do, but no longer than that.
    pub(crate) fn join(&self, patience: Duration) {
        let began = Instant::now();
        let threads = std::mem::take(&mut *self.threads.lock().unwrap_or_else(PoisonError::into_inner));
        for thread in threads {
            while !thread.is_finished() && began.elapsed() < patience {
                std::thread::sleep(Duration::from_millis(5));
            }
            if thread.is_finished() {
                thread.join().unwrap_or_else(|panic| resume_unwind(panic));
            }
        }
    }

    /// Returns the number of the last change.
    pub(crate) fn number(&self) -> u64 {
        *self.number.borrow()
    }

    /// Returns what is woken by changes.
    pub(crate) fn subscribe(&self) -> watch::Receiver<u64> {
        self.number.subscribe()
    }

    /// Returns why an answer may lack something, in words that name no file; none where it lacks nothing.
    pub(crate) fn doubt(&self) -> Option<&'static str> {
        let is = |flag: &AtomicBool| flag.load(Ordering::Relaxed);
        if !self.app.reads_what_comes() {
            return Some("nothing new was to be read");
        }
        if is(&self.is_broken) {
            return Some("what is new could not be read or kept; the server's log says why");
        }
        if self.app.waits_for_writer() {
            // Another process reads, and what it reads is in the answer.
            return None;
        }
        (!is(&self.is_caught_up)).then_some("what was logged before is still being read")
    }

    /// Waits until there is something to answer from, but no longer than that; `stop` ends it sooner.
    pub(crate) fn wait_ready(&self, patience: Duration, stop: &CancelToken) {
        let began = Instant::now();
        while self.is_behind() && began.elapsed() < patience && !stop.is_requested() {
            std::thread::sleep(Duration::from_millis(10));
        }
    }

    /// Whether what was logged before is still being read by this process, which can go on.
    fn is_behind(&self) -> bool {
        let is = |flag: &AtomicBool| flag.load(Ordering::Relaxed);
        if !self.app.reads_what_comes() || is(&self.is_caught_up) || is(&self.is_broken) {
            return false;
        }
        // What another process reads is in the database.
        !self.app.waits_for_writer() || self.app.reader().is_err()
    }

    /// Waits for the next change, but no longer than that.
    pub(crate) fn wait_change(&self, since: u64, patience: Duration) {
        let began = Instant::now();
        while self.number() == since && began.elapsed() < patience && !self.cancel.is_requested() {
            std::thread::sleep(Duration::from_millis(20));
        }
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
        let watched = self.app.watch(&self.cancel, &Quiet, &mut |_| {
            self.is_broken.store(false, Ordering::Relaxed);
            if !self.is_caught_up.swap(true, Ordering::Relaxed) {
                self.bump();
            }
        });
        let Err(error) = watched else { return true };
        if !self.is_broken.swap(true, Ordering::Relaxed) {
            tracing::error!(%error, "what is new cannot be read; it is tried again every second");
            self.bump();
        }
        false
    }

    /// Other processes write, too.
    fn notice(&self) {
        // A database that was there before anybody asked is no news.
        let mut is_news = self.app.reader().is_err();
        while !self.cancel.is_requested() {
            if let Err(error) = self.follow(is_news) {
                tracing::debug!(%error, "the database cannot be looked at");
            }
            is_news = true;
            std::thread::sleep(GLANCE);
        }
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
