//! Reads what is new before an answer, or answers from what is there when that cannot be done.

mod closing;
mod roots;
mod told;
mod turn;
mod turns;
mod unread;

use std::panic::resume_unwind;
use std::time::{Duration, Instant};

use scopeon_core::pricing::PriceBook;
use scopeon_core::provider::{LedgerError, Provider};
use scopeon_core::time::{Range, Timestamp};
use scopeon_providers::{Known, ScanError, Search, Summary};
use scopeon_store::{Lease, Reader, Store, StoreError};

use crate::context::Context;
use crate::error::{CliError, Kind};
use crate::progress::Progress;
use crate::render::counted;
use crate::signals::Stop;
pub(crate) use closing::Closing;
pub(crate) use told::{Told, tell_sum};
pub(crate) use turn::lease;
pub(crate) use turns::Turns;
pub(crate) use unread::note as note_unread;

/// What a reading did.
pub(crate) struct Ingested {
    /// What was found and read.
    pub(crate) summary: Summary,
    /// How long it took.
    pub(crate) elapsed: Duration,
}

/// Reads what is new, as far as that can be done, so that an answer can be given.
///
/// # Errors
///
/// When there is nothing to answer from, when the database cannot be used, or when a signal stops it.
pub(crate) fn refresh(context: &Context) -> Result<(), CliError> {
    refresh_beside(context, &mut Nothing)
}

/// Reads what is new, and keeps the digests that a question over `range` needs. Where that cannot be done the question
/// is answered all the same, only later.
///
/// # Errors
///
/// As [`refresh`].
pub(crate) fn refresh_digests(context: &Context, range: &Range, book: &PriceBook) -> Result<(), CliError> {
    refresh_beside(context, &mut Digests { range, book, now: context.now })
}

/// Reads what is new, and answers. Mostly nothing is new: the answer is looked up while the logs are looked for, and
/// again only if something was kept meanwhile.
///
/// # Errors
///
/// As [`refresh`], and when the question cannot be answered.
pub(crate) fn answer<T>(
    context: &Context,
    ask: impl Fn(&Reader) -> Result<T, StoreError>,
) -> Result<T, CliError> {
    let mut early = Early { ask: &ask, state: None, answer: None };
    refresh_beside(context, &mut early)?;
    match early.answer {
        Some(answer) => Ok(answer),
        None => Ok(ask(&Reader::open(&context.db())?)?),
    }
}

fn refresh_beside(context: &Context, beside: &mut dyn Beside) -> Result<(), CliError> {
    context.note_zone();
    if !context.ingests {
        return Ok(());
    }
    let stop = on_signals()?;
    let ended = read_beside(context, &stop, beside);
    let signal = stop.signal();
    // What follows is an answer, which is ended at once.
    stop.stand_down();
    match ended {
        Ok(Some(ingested)) => {
            note_issues(context, &ingested.summary);
            roots::note_empty(context, &ingested.summary);
            unread::note(context);
            signal.map_or(Ok(()), |signal| Err(stopped(signal)))
        }
        Ok(None) => {
            let reason = turn::taken(context);
            context.console.note(format_args!("{reason}; this answer holds what was read so far"));
            context.mark_outdated(reason);
            signal.map_or(Ok(()), |signal| Err(stopped(signal)))
        }
        Err(error) => {
            context.mark_outdated(&error);
            let has_answer = can_answer(context, &error);
            let error = CliError::from(error);
            if !has_answer {
                return Err(error);
            }
            context.console.note(format_args!("what is new could not be read: {}", error.message()));
            Ok(())
        }
    }
}

/// Turns signals into a wish to stop.
pub(crate) fn on_signals() -> Result<Stop, CliError> {
    let refused = |error| {
        CliError::new(Kind::Io, format_args!("signals cannot be waited for: {error}")).limited(&error)
    };
    Stop::on_signals().map_err(refused)
}

/// Says that a signal ended the work.
pub(crate) fn stopped(signal: u8) -> CliError {
    CliError::new(Kind::Stopped(signal), "stopped; what was read until then is kept")
}

fn note_issues(context: &Context, summary: &Summary) {
    if summary.issues > 0 {
        context.console.note(format_args!("{}; see scopeon doctor", counted(summary.issues, "new issue")));
    }
}

/// Says as of when an answer is where a database changed again too soon after it was copied.
fn note_behind(context: &Context, summary: &Summary) {
    let Some(behind) = &summary.behind else { return };
    context.console.mark_as_of(behind.as_of);
    let is_one = behind.sources == 1;
    context.console.note(format_args!(
        "{} {} written to and {} read a short while ago; of {} this is as of {}, and what is newer is read after {}",
        counted(behind.sources, "database"),
        if is_one { "is being" } else { "are being" },
        if is_one { "was" } else { "were" },
        if is_one { "it" } else { "them" },
        context.zone.wall(behind.as_of),
        context.zone.wall(behind.due),
    ));
}

/// Tells whether a failure leaves something to answer from: the disk cannot be written, but what is kept can
/// be read.
fn can_answer(context: &Context, error: &StoreError) -> bool {
    let bearable = matches!(
        error,
        StoreError::ReadOnly { .. }
            | StoreError::Permission { .. }
            | StoreError::Full { .. }
            | StoreError::Busy { .. }
            | StoreError::Limit { .. }
            | StoreError::Io { .. }
    );
    // An empty history is no answer where there would be one.
    bearable && Reader::open(&context.db()).is_ok_and(|reader| reader.is_empty().is_ok_and(|empty| !empty))
}

/// Reads what is new; none when another process is reading and did not end in time, or a signal came.
///
/// # Errors
///
/// When the database cannot be used.
pub(crate) fn read(context: &Context, stop: &Stop) -> Result<Option<Ingested>, StoreError> {
    read_beside(context, stop, &mut Nothing)
}

/// What is done beside reading what is new.
trait Beside {
    /// The database is there and the logs are looked for; nothing new is in it yet.
    fn begin(&mut self, _store: &mut Store) -> Result<(), StoreError> {
        Ok(())
    }

    /// What is new is in it, and it is still open to be written.
    fn end(&mut self, _store: &mut Store, _stop: &Stop) -> Result<(), StoreError> {
        Ok(())
    }

    /// Nothing more is asked of it.
    fn close(&mut self, store: Store, lease: Lease, _context: &Context) -> Result<(), StoreError> {
        let closed = store.close();
        drop(lease);
        closed
    }
}

struct Nothing;

impl Beside for Nothing {}

/// Keeps what a question over a range needs.
struct Digests<'a> {
    range: &'a Range,
    book: &'a PriceBook,
    now: Timestamp,
}

impl Beside for Digests<'_> {
    fn end(&mut self, store: &mut Store, stop: &Stop) -> Result<(), StoreError> {
        store.digest(self.range, self.book, self.now, stop.flag())?;
        Ok(())
    }
}

/// An answer from what was there before, which holds unless something was kept since.
struct Early<'a, T> {
    ask: &'a dyn Fn(&Reader) -> Result<T, StoreError>,
    state: Option<State>,
    answer: Option<T>,
}

/// What is another one after anybody wrote: how often this process did, and what SQLite says of all others.
#[derive(PartialEq)]
struct State {
    commits: u64,
    version: i64,
}

impl State {
    fn of(store: &mut Store) -> Result<Self, StoreError> {
        Ok(Self { version: store.as_reader()?.data_version()?, commits: store.commits() })
    }
}

impl<T> Early<'_, T> {
    fn ask(&mut self, store: &mut Store) -> Result<(), StoreError> {
        self.state = Some(State::of(store)?);
        self.answer = (self.ask)(store.as_reader()?).ok();
        Ok(())
    }
}

impl<T> Beside for Early<'_, T> {
    fn begin(&mut self, store: &mut Store) -> Result<(), StoreError> {
        self.ask(store)
    }

    fn end(&mut self, store: &mut Store, _stop: &Stop) -> Result<(), StoreError> {
        if self.state.as_ref() == Some(&State::of(store)?) { Ok(()) } else { self.ask(store) }
    }

    fn close(&mut self, store: Store, lease: Lease, context: &Context) -> Result<(), StoreError> {
        if self.answer.is_none() {
            return Nothing.close(store, lease, context);
        }
        context.closing.begin(store, lease);
        Ok(())
    }
}

fn read_beside(
    context: &Context,
    stop: &Stop,
    beside: &mut dyn Beside,
) -> Result<Option<Ingested>, StoreError> {
    let Some(lease) = lease(context, stop)? else { return Ok(None) };
    read_with(lease, context, stop, beside).map(Some)
}

fn read_with(
    lease: Lease,
    context: &Context,
    stop: &Stop,
    beside: &mut dyn Beside,
) -> Result<Ingested, StoreError> {
    let began = Instant::now();
    let (providers, settings) = (context.providers(), context.settings());
    let (search, opened) = std::thread::scope(|scope| {
        let look = || Search::of(&providers, &context.places.places, &settings, stop.flag());
        let searching = scope.spawn(look);
        let opened = open(context, &providers).and_then(|(mut store, known)| {
            beside.begin(&mut store)?;
            Ok((store, known))
        });
        (searching.join().unwrap_or_else(|panic| resume_unwind(panic)), opened)
    });
    let (mut store, known) = opened?;
    let progress = Progress::new(context.console.shows_progress());
    let mut told = Told::new(&mut store, context.redactor()?);
    let scanned = search.scan(known, &providers, &settings, &mut told, &progress, stop.flag());
    progress.finish();
    told.tell();
    let ended = beside.end(&mut store, stop);
    let summary = scanned.map_err(|error| store_error(error, context))?;
    tell_sum(&summary);
    note_behind(context, &summary);
    ended?;
    beside.close(store, lease, context)?;
    Ok(Ingested { summary, elapsed: began.elapsed() })
}

/// Opens the database and finds out how far everything is read.
fn open(context: &Context, providers: &[&dyn Provider]) -> Result<(Store, Known), StoreError> {
    let mut store = Store::open(&context.db(), context.open_options()?)?;
    let known = Known::load(providers, &mut store).map_err(|error| store_error(error, context))?;
    Ok((store, known))
}

/// Finds the database's own error in one of the engine's.
pub(crate) fn store_error(error: ScanError, context: &Context) -> StoreError {
    let inner = |error: LedgerError| match error.into_inner().downcast::<StoreError>() {
        Ok(error) => *error,
        Err(source) => StoreError::Database { path: context.db(), source },
    };
    match error {
        ScanError::Resume(error) | ScanError::Keep(error) => inner(error),
        error => StoreError::Database { path: context.db(), source: Box::new(error) },
    }
}
