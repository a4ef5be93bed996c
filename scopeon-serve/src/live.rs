//! What comes: it is read by a thread, another one notices whatever anybody wrote, and whoever waits for it is woken.

use std::panic::resume_unwind;
use std::sync::{Arc, Mutex, PoisonError};
use std::thread::JoinHandle;
use std::time::Duration;

use scopeon_app::{App, Ask, CancelToken, Keeper, Reading, ask};
use scopeon_core::report::Fresh;
use scopeon_core::time::Timestamp;
use tokio::sync::watch;

/// How often the database is asked whether anybody wrote.
const GLANCE: Duration = Duration::from_millis(100);

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
    /// Starts the threads. Numbers begin at the present instant, so that those of an earlier process are not taken for this
    /// one's.
    pub(crate) fn start(app: &Arc<App>, cancel: &CancelToken) -> Arc<Self> {
        let number = watch::Sender::new(u64::try_from(app.now().millis()).unwrap_or_default());
        let bumped = number.clone();
        let bump = move || bumped.send_modify(|number| *number += 1);
        let live = Arc::new(Self {
            app: Arc::clone(app),
            cancel: cancel.clone(),
            number,
            reading: Reading::new(app, cancel, false, bump),
            keeper: Keeper::default(),
            threads: Mutex::default(),
        });
        let mut threads = Vec::new();
        if app.reads_what_comes() {
            threads.push(spawn(&live, |live| live.reading.read()));
            threads.push(spawn(&live, Self::keep));
        }
        threads.push(spawn(&live, |live| live.reading.notice(GLANCE)));
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
        if self.reading.is_caught_up() {
            self.keeper.prepare(&self.app, question, self.number());
        }
    }

    /// Returns what is woken by changes.
    pub(crate) fn subscribe(&self) -> watch::Receiver<u64> {
        self.number.subscribe()
    }

    /// Returns how fresh an answer is. Why it is not names no file: it is told at every tier.
    pub(crate) fn fresh(&self, now: Timestamp) -> Fresh {
        self.reading.doubt().map_or_else(|| Fresh::live(now), |doubt| Fresh::stale(None, doubt.to_string()))
    }

    /// Keeps what questions need. The widest of the usual ones is asked at once, so that the first one is answered fast, too.
    fn keep(&self) {
        while !self.reading.is_caught_up() && !self.cancel.is_requested() {
            std::thread::sleep(GLANCE);
        }
        std::thread::scope(|scope| {
            scope.spawn(|| self.prepare(&ask::Suggest::default()));
            self.keeper.run(&self.app, || self.number(), &self.cancel);
        });
    }
}

fn spawn(live: &Arc<Live>, work: fn(&Live)) -> JoinHandle<()> {
    let live = Arc::clone(live);
    std::thread::spawn(move || work(&live))
}
