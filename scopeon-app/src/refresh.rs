//! Reads what is new before an answer, or answers from what is known where that cannot be done.

mod earlier;
mod empty_roots;
mod hooks;
mod keeping;
mod logging_ledger;
mod unread;
mod watch_ledger;
mod writer_lock;

use std::panic::resume_unwind;
use std::time::{Duration, Instant};

use scopeon_core::pricing::PriceBook;
use scopeon_core::provider::{EventStoreError, Provider};
use scopeon_core::time::{Range, Timestamp};
use scopeon_providers::{Checkpoints, Discovered, Observer, ScanError, Summary, watch};
use scopeon_store::{OpenOptions, Reader, Store, StoreError, WriterLock};

use crate::app::App;
use crate::cancel::CancelToken;
use crate::error::AppError;
use crate::inputs::Reads;
use crate::words::{counted, with_advice};
use hooks::{Digests, Early, Hooks, NoHooks};
use logging_ledger::{LoggingLedger, log_sum};
use scopeon_core::report::{Fresh, Notice, NoticeCode};
use watch_ledger::WatchLedger;

/// How long an answer waits for other processes that has to hold everything.
const FRESH_PATIENCE: Duration = Duration::from_secs(30);
/// How long somebody waits who has to write.
const WRITER_PATIENCE: Duration = Duration::from_secs(2);

/// What a reading did.
#[derive(Clone, Debug)]
pub struct Ingested {
    /// What was found and read.
    pub summary: Summary,
    /// How long it took.
    pub elapsed: Duration,
}

/// How an answer stands to what is logged.
#[derive(Clone, Debug)]
pub struct Refreshed {
    /// How fresh it is.
    pub fresh: Fresh,
    /// What is to be said about it.
    pub notices: Vec<Notice>,
}

impl Refreshed {
    /// Nothing was read, because the answer needs nothing new.
    pub(crate) const fn nothing(now: Timestamp) -> Self {
        Self { fresh: Fresh::current(now), notices: Vec::new() }
    }
}

impl App {
    /// Reads what is new, as far as that can be done, so that an answer can be given.
    ///
    /// # Errors
    ///
    /// When there is nothing to answer from, the database cannot be used, or `cancel` stops it.
    pub fn refresh(&self, cancel: &CancelToken) -> Result<Refreshed, AppError> {
        self.refresh_with(cancel, &mut NoHooks)
    }

    /// Reads what is new, and keeps the aggregates of sessions that a question over `range` needs. Where that cannot be done
    /// the question is answered all the same, only later.
    ///
    /// # Errors
    ///
    /// As [`App::refresh`].
    pub(crate) fn refresh_digests(
        &self,
        (range, now): (&Range, Timestamp),
        book: &PriceBook,
        cancel: &CancelToken,
    ) -> Result<Refreshed, AppError> {
        self.refresh_with(cancel, &mut Digests { range, book, now })
    }

    /// Reads what is new, and answers. Mostly nothing is new: the answer is looked up while the logs are looked for, and
    /// again only if something was kept meanwhile.
    ///
    /// # Errors
    ///
    /// As [`App::refresh`], and when the question cannot be answered.
    pub(crate) fn refresh_and_answer<T>(
        &self,
        cancel: &CancelToken,
        ask: impl Fn(&Reader) -> Result<T, AppError>,
    ) -> Result<(T, Refreshed), AppError> {
        let mut early = Early::new(&ask);
        let refreshed = self.refresh_with(cancel, &mut early)?;
        let answer = match early.into_answer() {
            Some(answer) => answer,
            None => ask(&self.reader()?)?,
        };
        Ok((answer, refreshed))
    }

    fn refresh_with(&self, cancel: &CancelToken, hooks: &mut dyn Hooks) -> Result<Refreshed, AppError> {
        if self.reads == Reads::Never {
            let notices = self.zone_notice().into_iter().collect();
            let fresh = Fresh::stale(None, "nothing new was to be read");
            return Ok(Refreshed { fresh, notices });
        }
        let patience = self.patience();
        let began = self.now();
        let ended = self.read_with(patience, cancel, hooks);
        if cancel.is_requested() && ended.is_ok() {
            return Err(AppError::Cancelled);
        }
        match ended {
            Ok(Some(ingested)) => self.refreshed(&ingested.summary, began),
            Ok(None) => self.outdated(NoticeCode::Stale, writer_lock::taken(self)),
            Err(error @ StoreError::Busy { .. }) if self.can_answer(&error) => {
                self.outdated(NoticeCode::Stale, with_advice(&error))
            }
            Err(error) if self.can_answer(&error) => self.outdated(NoticeCode::Failed, with_advice(&error)),
            Err(error) => Err(error.into()),
        }
    }

    /// Returns how long an answer waits for another process that is writing.
    fn patience(&self) -> Duration {
        match self.reads {
            Reads::Always => FRESH_PATIENCE,
            _ => Duration::from_millis(self.config.read.wait_ms),
        }
    }

    /// Answers from what is known, unless that is not good enough.
    fn outdated(&self, code: NoticeCode, why: String) -> Result<Refreshed, AppError> {
        if self.reads == Reads::Always {
            return Err(AppError::NotFresh(why));
        }
        let what = match code {
            NoticeCode::Failed => "what is new could not be read",
            _ => "this answer holds what was read so far",
        };
        let mut notices: Vec<Notice> = self.zone_notice().into_iter().collect();
        notices.push(Notice::new(code, format_args!("{what}: {why}")));
        Ok(Refreshed { fresh: Fresh::stale(None, why), notices })
    }

    /// Says that days may begin elsewhere.
    fn zone_notice(&self) -> Option<Notice> {
        let (doubt, zone) = (self.zone_doubt()?, self.zone());
        let text =
            format!("{doubt}, so days are those of {}; --zone or [time] zone names another", zone.name());
        Some(Notice::new(NoticeCode::Zone, text))
    }

    fn refreshed(&self, summary: &Summary, began: Timestamp) -> Result<Refreshed, AppError> {
        let behind = self.behind(summary);
        if let Some(behind) = behind.as_ref().filter(|_| self.reads == Reads::Always) {
            return Err(AppError::NotFresh(behind.text.clone()));
        }
        let mut notices: Vec<Notice> = self.zone_notice().into_iter().chain(behind).collect();
        if summary.issues > 0 {
            let text = format!("{}; see scopeon doctor", counted(summary.issues, "new issue"));
            notices.push(Notice::new(NoticeCode::Issues, text));
        }
        notices.extend(empty_roots::notices(self, summary));
        let unread = unread::notice(self);
        if let Some(unread) = unread.as_ref().filter(|_| self.reads == Reads::Always) {
            return Err(AppError::NotFresh(unread.text.clone()));
        }
        let fresh = match (&summary.behind, &unread) {
            (Some(behind), _) => {
                Fresh::stale(Some(behind.as_of), "databases are read again a while after they were read")
            }
            // Not everything that is logged is in it.
            (None, Some(unread)) => Fresh::stale(None, &unread.text),
            (None, None) => Fresh::current(began),
        };
        notices.extend(unread);
        Ok(Refreshed { fresh, notices })
    }

    /// Says as of when an answer is where a database changed again too soon after it was copied.
    fn behind(&self, summary: &Summary) -> Option<Notice> {
        let behind = summary.behind.as_ref()?;
        let is_one = behind.sources == 1;
        let text = format!(
            "{} {} written to and {} read a short while ago; of {} this is as of {}, and what is newer is read after {}",
            counted(behind.sources, "database"),
            if is_one { "is being" } else { "are being" },
            if is_one { "was" } else { "were" },
            if is_one { "it" } else { "them" },
            self.zone().wall(behind.as_of),
            self.zone().wall(behind.due),
        );
        Some(Notice::new(NoticeCode::Behind, text))
    }

    /// Returns `true` if a failure leaves something to answer from: the disk cannot be written, but what is kept can be
    /// read.
    fn can_answer(&self, error: &StoreError) -> bool {
        let is_bearable = matches!(
            error,
            StoreError::ReadOnly { .. }
                | StoreError::Permission { .. }
                | StoreError::Full { .. }
                | StoreError::Busy { .. }
                | StoreError::Limit { .. }
                | StoreError::Io { .. }
        );
        // An empty history is no answer where there would be one.
        is_bearable && self.reader().is_ok_and(|reader| reader.is_empty().is_ok_and(|empty| !empty))
    }

    /// Reads what is new.
    ///
    /// # Errors
    ///
    /// When the database cannot be used, another process is the writer and does not end in time, or `cancel` stops it
    /// before it began. Stopped later, the summary says so.
    pub fn ingest(&self, cancel: &CancelToken) -> Result<Ingested, AppError> {
        match self.read_with(WRITER_PATIENCE, cancel, &mut NoHooks)? {
            Some(ingested) => Ok(ingested),
            None if cancel.is_requested() => Err(AppError::Cancelled),
            None => Err(AppError::Busy),
        }
    }

    /// Returns the remark about sources that are there and could not be read.
    #[must_use]
    pub fn unread(&self) -> Option<Notice> {
        unread::notice(self)
    }

    /// Takes the writer lock, waiting a while for another process; longer where that fills a new database.
    ///
    /// # Errors
    ///
    /// When another process does not end in time, `cancel` stops the wait, or the lock cannot be used.
    pub fn lock(&self, cancel: &CancelToken) -> Result<WriterLock, AppError> {
        match writer_lock::wait_briefly(self, WRITER_PATIENCE, cancel)? {
            Some(lock) => Ok(lock),
            None if cancel.is_requested() => Err(AppError::Cancelled),
            None => Err(AppError::Busy),
        }
    }

    /// Reads what is new and goes on reading what comes, until `cancel`. `on_change` is called after the first look and
    /// after each later one that brought something.
    ///
    /// # Errors
    ///
    /// When the database cannot be used.
    pub fn watch(
        &self,
        cancel: &CancelToken,
        observer: &dyn Observer,
        on_change: &mut dyn FnMut(&Summary),
    ) -> Result<(), AppError> {
        let mut turns = WatchLedger::new(self, cancel);
        let mut ledger = LoggingLedger::new(&mut turns, self.redactor()?);
        let watched = watch(
            &self.providers(),
            &self.paths.places,
            &self.settings(),
            &mut ledger,
            observer,
            cancel.flag(),
            &mut |summary: &Summary| {
                log_sum(summary);
                on_change(summary);
            },
        );
        watched.map_err(|error| store_error(error, self))?;
        Ok(turns.close()?)
    }

    /// Reads what is new; none when another process is the writer and did not end in time, or after a request to stop.
    fn read_with(
        &self,
        patience: Duration,
        cancel: &CancelToken,
        hooks: &mut dyn Hooks,
    ) -> Result<Option<Ingested>, StoreError> {
        let Some(lock) = writer_lock::wait_briefly(self, patience, cancel)? else { return Ok(None) };
        self.read_locked((lock, patience), cancel, hooks).map(Some)
    }

    fn read_locked(
        &self,
        (lock, patience): (WriterLock, Duration),
        cancel: &CancelToken,
        hooks: &mut dyn Hooks,
    ) -> Result<Ingested, StoreError> {
        let began = Instant::now();
        let (providers, settings) = (self.providers(), self.settings());
        let (search, opened) = std::thread::scope(|scope| {
            let find = || Discovered::of(&providers, &self.paths.places, &settings, cancel.flag());
            let searching = scope.spawn(find);
            let opened = self.open_store(patience, &providers).and_then(|(mut store, known)| {
                hooks.begin(&mut store)?;
                Ok((store, known))
            });
            (searching.join().unwrap_or_else(|panic| resume_unwind(panic)), opened)
        });
        let (mut store, known) = opened?;
        let observer = self.frontend.observer();
        let mut ledger = LoggingLedger::new(&mut store, self.redactor()?);
        let scanned =
            search.scan(known, &providers, &settings, &mut ledger, observer.as_ref(), cancel.flag());
        drop(observer);
        ledger.log();
        let ended = hooks.end(&mut store, cancel);
        let summary = scanned.map_err(|error| store_error(error, self))?;
        log_sum(&summary);
        ended?;
        hooks.close(store, lock, self)?;
        Ok(Ingested { summary, elapsed: began.elapsed() })
    }

    /// Opens the database and finds out how far everything is read.
    fn open_store(
        &self,
        patience: Duration,
        providers: &[&dyn Provider],
    ) -> Result<(Store, Checkpoints), StoreError> {
        let options = OpenOptions { patience: Some(patience), ..self.open_options()? };
        let is_new = !self.db().exists();
        let mut store = Store::open(&self.db(), options)?;
        if let Some(notice) = earlier::notice(self).filter(|_| is_new) {
            self.frontend.notice(&notice);
        }
        let known = Checkpoints::load(providers, &mut store).map_err(|error| store_error(error, self))?;
        Ok((store, known))
    }
}

/// Finds the database's own error in one of the engine's.
pub(crate) fn store_error(error: ScanError, app: &App) -> StoreError {
    let inner = |error: EventStoreError| match error.into_inner().downcast::<StoreError>() {
        Ok(error) => *error,
        Err(source) => StoreError::Database { path: app.db(), source },
    };
    match error {
        ScanError::Resume(error) | ScanError::Keep(error) => inner(error),
        error => StoreError::Database { path: app.db(), source: Box::new(error) },
    }
}
