//! What is done beside reading what is new: nothing, aggregates for a question, or an answer from what was there before.

use scopeon_core::pricing::PriceBook;
use scopeon_core::time::{Range, Timestamp};
use scopeon_store::{Reader, Store, StoreError, WriterLock};

use crate::app::App;
use crate::cancel::CancelToken;
use crate::error::AppError;

/// What is done beside reading what is new.
pub(super) trait Hooks {
    /// The database is open and the logs are looked for; nothing new is in it yet.
    fn begin(&mut self, _store: &mut Store) -> Result<(), StoreError> {
        Ok(())
    }

    /// What is new is in it, and it is still open to be written.
    fn end(&mut self, _store: &mut Store, _cancel: &CancelToken) -> Result<(), StoreError> {
        Ok(())
    }

    /// Nothing more is asked of it.
    fn close(&mut self, store: Store, lock: WriterLock, _app: &App) -> Result<(), StoreError> {
        let closed = store.close();
        drop(lock);
        closed
    }
}

/// Does nothing.
pub(super) struct NoHooks;

impl Hooks for NoHooks {}

/// Keeps the aggregates of sessions that a question over a range needs.
pub(super) struct Digests<'a> {
    pub(super) range: &'a Range,
    pub(super) book: &'a PriceBook,
    pub(super) now: Timestamp,
}

impl Hooks for Digests<'_> {
    fn end(&mut self, store: &mut Store, cancel: &CancelToken) -> Result<(), StoreError> {
        store.aggregate_sessions(self.range, self.book, self.now, cancel.flag())?;
        Ok(())
    }
}

/// An answer from what was there before, which holds unless something was kept since.
pub(super) struct Early<'a, T> {
    ask: &'a dyn Fn(&Reader) -> Result<T, AppError>,
    state: Option<State>,
    answer: Option<T>,
}

/// What differs after anybody wrote: how often this process did, and what SQLite says of all others.
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

impl<'a, T> Early<'a, T> {
    /// Prepares a question.
    pub(super) fn new(ask: &'a dyn Fn(&Reader) -> Result<T, AppError>) -> Self {
        Self { ask, state: None, answer: None }
    }

    /// Returns the answer, if there is one that holds.
    pub(super) fn into_answer(self) -> Option<T> {
        self.answer
    }

    fn ask(&mut self, store: &mut Store) -> Result<(), StoreError> {
        self.state = Some(State::of(store)?);
        self.answer = (self.ask)(store.as_reader()?).ok();
        Ok(())
    }
}

impl<T> Hooks for Early<'_, T> {
    fn begin(&mut self, store: &mut Store) -> Result<(), StoreError> {
        self.ask(store)
    }

    fn end(&mut self, store: &mut Store, _cancel: &CancelToken) -> Result<(), StoreError> {
        if self.state.as_ref() == Some(&State::of(store)?) { Ok(()) } else { self.ask(store) }
    }

    fn close(&mut self, store: Store, lock: WriterLock, app: &App) -> Result<(), StoreError> {
        if self.answer.is_none() {
            return NoHooks.close(store, lock, app);
        }
        app.closing.begin(store, lock);
        Ok(())
    }
}
