//! Keeping the aggregates of sessions that a question needs, a little at a time: for front ends that answer while logs are read
//! beside them.

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc;
use std::thread;
use std::time::Duration;

use scopeon_core::time::Range;
use scopeon_store::{OpenOptions, Store, StoreError, WriterLock};

use crate::app::App;
use crate::ask::{Ask, Preparation};
use crate::cancel::CancelToken;
use crate::error::AppError;

/// How long whoever is reading is waited for.
const BRIEF: Duration = Duration::from_millis(250);
/// How often it is looked for a request to stop.
const GLANCE: Duration = Duration::from_millis(20);

impl App {
    /// Returns the range whose aggregates a question needs; none where it needs none, or nothing may be written.
    ///
    /// # Errors
    ///
    /// When the question is not understood.
    pub fn aggregated_range<Q: Ask>(&self, question: &Q) -> Result<Option<Range>, AppError> {
        if !self.reads_what_comes() {
            return Ok(None);
        }
        match question.preparation(&question.query(self)?) {
            Preparation::Aggregates(range) => Ok(Some(range)),
            _ => Ok(None),
        }
    }

    /// Keeps aggregates that questions over `range` need, for at most `patience`. Nothing new is read. Returns `true` once none
    /// is missing, or none can be kept because another process is writing: questions are answered all the same, only later.
    ///
    /// # Errors
    ///
    /// When the database cannot be used.
    pub fn keep_aggregates(
        &self,
        range: &Range,
        patience: Duration,
        cancel: &CancelToken,
    ) -> Result<bool, AppError> {
        let db = self.db();
        let Some(lock) = WriterLock::wait(&db, BRIEF)? else { return Ok(true) };
        let mut store = Store::open(&db, OpenOptions { lean: true, ..self.open_options()? })?;
        let (now, book) = (self.now(), self.price_book()?);
        let is_over =
            within(patience, cancel, |stop| store.aggregate_sessions(range, &book, now, stop).map(|_| ()))?;
        store.close()?;
        drop(lock);
        Ok(!is_over)
    }
}

/// Works until it is done, the time is over or a request to stop comes; returns `true` unless it was done.
fn within(
    patience: Duration,
    cancel: &CancelToken,
    work: impl FnOnce(&AtomicBool) -> Result<(), StoreError>,
) -> Result<bool, StoreError> {
    let (stop, is_over) = (AtomicBool::new(false), AtomicBool::new(false));
    let (done, ended) = mpsc::channel::<()>();
    let (stop_flag, is_over_flag) = (&stop, &is_over);
    thread::scope(|scope| {
        scope.spawn(move || {
            let mut left = patience;
            while !left.is_zero() && !cancel.is_requested() {
                let glance = left.min(GLANCE);
                if ended.recv_timeout(glance) != Err(mpsc::RecvTimeoutError::Timeout) {
                    return;
                }
                left -= glance;
            }
            is_over_flag.store(true, Ordering::Relaxed);
            stop_flag.store(true, Ordering::Relaxed);
        });
        let worked = work(stop_flag);
        drop(done);
        worked
    })?;
    Ok(is_over.into_inner())
}
