//! Reading that goes on while others ask: for front ends that run as long as their users do. One thread reads what comes, another
//! one notices whatever anybody wrote, and whoever answers is told what an answer may lack.

use std::fmt;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread;
use std::time::{Duration, Instant};

use scopeon_providers::Observer;
use scopeon_store::StoreError;

use crate::app::App;
use crate::cancel::CancelToken;
use crate::error::AppError;

/// How long reading pauses after it broke off.
const PAUSE: Duration = Duration::from_secs(1);
/// How long it holds what is known of logs that could not be read: one that is deleted is written down nowhere.
const HOLDS: Duration = Duration::from_secs(5);

/// Reading that goes on while others ask.
pub struct Reading {
    app: Arc<App>,
    cancel: CancelToken,
    /// Called whenever somebody wrote, or something else is known of what answers lack.
    changed: Box<dyn Fn() + Send + Sync>,
    /// Whether all that was logged before is read.
    is_caught_up: AtomicBool,
    is_broken: AtomicBool,
    /// Asks the reading to begin again: the database is another one.
    again: Mutex<CancelToken>,
    lacking: Mutex<Option<(Instant, Option<String>)>>,
}

/// What an answer may lack, in words that name no file.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Doubt {
    /// This process reads nothing.
    NothingRead,
    /// What is new could not be read or kept.
    Broken,
    /// Another process is the writer; what that reads is in the answer.
    ReadElsewhere,
    /// What was logged before is still being read.
    Behind,
    /// Logs that are there could not be read, in words.
    Lacking(String),
}

impl fmt::Display for Doubt {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::NothingRead => "nothing new was to be read",
            Self::Broken => "what is new could not be read or kept; the server's log says why",
            Self::ReadElsewhere => "another scopeon is reading the logs",
            Self::Behind => "what was logged before is still being read",
            Self::Lacking(text) => text,
        })
    }
}

impl Reading {
    /// Prepares it; a front end gives it a thread for [`Reading::read`], unless that is done elsewhere, and one for
    /// [`Reading::notice`]. Both end with a request to stop.
    #[must_use]
    pub fn new(
        app: &Arc<App>,
        cancel: &CancelToken,
        is_read_elsewhere: bool,
        changed: impl Fn() + Send + Sync + 'static,
    ) -> Self {
        Self {
            app: Arc::clone(app),
            cancel: cancel.clone(),
            changed: Box::new(changed),
            is_caught_up: AtomicBool::new(is_read_elsewhere),
            is_broken: AtomicBool::new(false),
            again: Mutex::default(),
            lacking: Mutex::default(),
        }
    }

    /// Returns `true` once all that was logged before is read.
    #[must_use]
    pub fn is_caught_up(&self) -> bool {
        self.is_caught_up.load(Ordering::Relaxed)
    }

    /// Returns `true` while what is new cannot be read or kept.
    #[must_use]
    pub fn is_broken(&self) -> bool {
        self.is_broken.load(Ordering::Relaxed)
    }

    /// Returns what an answer may lack; none where it holds everything that is logged.
    #[must_use]
    pub fn doubt(&self) -> Option<Doubt> {
        if !self.app.reads_what_comes() {
            return Some(Doubt::NothingRead);
        }
        if self.is_broken() {
            return Some(Doubt::Broken);
        }
        if self.app.waits_for_writer() {
            return Some(Doubt::ReadElsewhere);
        }
        if !self.is_caught_up() {
            return Some(Doubt::Behind);
        }
        self.lacking().map(Doubt::Lacking)
    }

    /// Returns how many logs that are there could not be read, in words; none where all could.
    #[must_use]
    pub fn lacking(&self) -> Option<String> {
        let mut known = self.lacking.lock().unwrap_or_else(PoisonError::into_inner);
        match &*known {
            Some((since, text)) if since.elapsed() < HOLDS => text.clone(),
            _ => {
                let text = self.app.unread().map(|notice| notice.text);
                *known = Some((Instant::now(), text.clone()));
                text
            }
        }
    }

    /// Reads what comes until the end; where that breaks off, because another program holds the database for instance, it
    /// begins again after a pause.
    pub fn read(&self) {
        while !self.read_on() && !self.cancel.is_requested() {
            thread::sleep(PAUSE);
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
                self.tell();
            }
        });
        let Err(error) = watched else { return self.cancel.is_requested() };
        if !self.is_broken.swap(true, Ordering::Relaxed) {
            tracing::error!(%error, "what is new cannot be read; it is tried again every second");
            self.tell();
        }
        false
    }

    /// Notices what any process wrote, by a look every `glance`. A database that is gone or another one has the logs looked
    /// through again, since what it holds of them is not known.
    pub fn notice(&self, glance: Duration) {
        // A database that was there before anybody asked is no news.
        let mut is_news = self.app.reader().is_err();
        while !self.cancel.is_requested() {
            match self.follow(is_news, glance) {
                Ok(()) if !self.cancel.is_requested() => {
                    tracing::warn!("the database is gone or another file; the logs are looked through again");
                    self.read_again();
                }
                Ok(()) => {}
                Err(error) => tracing::debug!(%error, "the database cannot be looked at"),
            }
            is_news = true;
            thread::sleep(glance);
        }
        self.read_again();
    }

    /// Ends the reading, which begins again unless everything stops.
    fn read_again(&self) {
        self.again.lock().unwrap_or_else(PoisonError::into_inner).request();
    }

    /// Follows one file until that is replaced.
    fn follow(&self, is_news: bool, glance: Duration) -> Result<(), AppError> {
        let reader = self.app.reader()?;
        let mut last = reader.db_version()?;
        if is_news {
            self.tell();
        }
        while !self.cancel.is_requested() {
            thread::sleep(glance);
            let now = match reader.db_version() {
                Err(StoreError::Busy { .. }) => continue,
                now => now?,
            };
            if !now.is_same_file(&last) {
                return Ok(());
            }
            if now != last {
                last = now;
                self.tell();
            }
        }
        Ok(())
    }

    fn tell(&self) {
        // Which logs could be read may be among what was written.
        *self.lacking.lock().unwrap_or_else(PoisonError::into_inner) = None;
        (self.changed)();
    }
}

/// Nobody looks on.
struct Quiet;

impl Observer for Quiet {}
