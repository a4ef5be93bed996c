//! Where a provider puts what it finds.

use super::issue::{Issue, Position};
use super::read_error::ReadError;
use super::reader_state::ReaderState;
use crate::event::Event;

/// No more is wanted. Inside a read, `?` makes [`ReadError::Stopped`] of it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, thiserror::Error)]
#[error("no more is wanted")]
pub struct Stopped;

impl From<Stopped> for ReadError {
    fn from(_: Stopped) -> Self {
        Self::Stopped
    }
}

/// Whether to go on reading.
pub type Flow = Result<(), Stopped>;

/// Takes what a provider finds in one source.
pub trait Sink {
    /// Takes a fact.
    ///
    /// # Errors
    ///
    /// [`Stopped`] when no more is wanted.
    fn event(&mut self, event: Event) -> Flow;

    /// Takes note of something that could not be read.
    fn issue(&mut self, issue: Issue);

    /// Says that everything before `at` has been given, and that reading can go on there with `carry`.
    ///
    /// # Errors
    ///
    /// [`Stopped`] when no more is wanted.
    fn checkpoint(&mut self, at: Position, carry: &ReaderState) -> Flow;

    /// Takes all that one record says, and marks its end: what comes before a mark is given before it, whoever calls this.
    /// A record that says nothing has no facts, and is marked all the same.
    ///
    /// # Errors
    ///
    /// [`ReadError::Stopped`] when no more is wanted.
    fn record(&mut self, facts: Vec<Event>, end: Position, carry: &ReaderState) -> Result<(), ReadError> {
        facts.into_iter().try_for_each(|fact| self.event(fact))?;
        Ok(self.checkpoint(end, carry)?)
    }
}
