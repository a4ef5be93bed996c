//! What comes: a thread reads it unless another process does, another one notices whatever anybody wrote, and whoever waits
//! for it is woken.

use std::panic::resume_unwind;
use std::sync::{Arc, Mutex, PoisonError};
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

use scopeon_app::{App, Ask, CancelToken, Doubt, Keeper, Reading};
use tokio::sync::watch;

/// How often the database is asked whether anybody wrote: an alert follows its log line within a second.
const GLANCE: Duration = Duration::from_millis(200);

/// What comes.
pub(crate) struct Live {
    app: Arc<App>,
    cancel: CancelToken,
    /// The number of the last change.
    number: watch::Sender<u64>,
    reading: Reading,
    keeper: Keeper,
    threads: Mutex<Vec<JoinHandle<()>>>,
}

impl Live {
    /// Starts the threads: none reads where that is done elsewhere.
    pub(crate) fn start(app: &Arc<App>, cancel: &CancelToken, is_read_elsewhere: bool) -> Arc<Self> {
        let number = watch::Sender::new(0);
        let bumped = number.clone();
        let bump = move || bumped.send_modify(|number: &mut u64| *number += 1);
        let live = Arc::new(Self {
            app: Arc::clone(app),
            cancel: cancel.clone(),
            number,
            reading: Reading::new(app, cancel, is_read_elsewhere, bump),
            keeper: Keeper::default(),
            threads: Mutex::default(),
        });
        let mut threads = Vec::new();
        if app.reads_what_comes() && !is_read_elsewhere {
            threads.push(spawn(&live, |live| live.reading.read()));
        }
        threads.push(spawn(&live, |live| live.reading.notice(GLANCE)));
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

    /// Keeps what a question needs to be answered fast, once all that was logged before is read.
    pub(crate) fn prepare<Q: Ask>(&self, question: &Q, cancel: &CancelToken) {
        if !self.is_behind() {
            self.keeper.keep(&self.app, question, self.number(), cancel);
        }
    }

    /// Returns why an answer may lack something, in words that name no file; none where it lacks nothing.
    pub(crate) fn doubt(&self) -> Option<String> {
        match self.reading.doubt()? {
            // What another process reads is in the answer, unless it could not read everything.
            Doubt::ReadElsewhere => self.reading.lacking(),
            doubt => Some(doubt.to_string()),
        }
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
        if !self.app.reads_what_comes() || self.reading.is_caught_up() || self.reading.is_broken() {
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
}

fn spawn(live: &Arc<Live>, work: fn(&Live)) -> JoinHandle<()> {
    let live = Arc::clone(live);
    std::thread::spawn(move || work(&live))
}
