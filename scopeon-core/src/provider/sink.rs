//! Where a provider puts what it finds.

use std::ops::ControlFlow;

use super::input::ReadError;
use super::issue::{Issue, Position};
use super::reader_state::ReaderState;
use crate::event::Event;

/// Whether to go on reading.
pub type Flow = ControlFlow<()>;

/// Takes what a provider finds in one source.
pub trait Sink {
    /// Takes a fact.
    fn event(&mut self, event: Event) -> Flow;

    /// Takes note of something that could not be read.
    fn issue(&mut self, issue: Issue);

    /// Says that everything before `at` has been given, and that reading can go on there with `carry`.
    fn checkpoint(&mut self, at: Position, carry: &ReaderState) -> Flow;

    /// Takes all that one record says, and marks its end: what comes before a mark is given before it, whoever calls this.
    /// A record that says nothing has no facts, and is marked all the same.
    ///
    /// # Errors
    ///
    /// [`ReadError::Stopped`] when no more is wanted.
    fn record(&mut self, facts: Vec<Event>, end: Position, carry: &ReaderState) -> Result<(), ReadError> {
        let given = facts.into_iter().try_for_each(|fact| self.event(fact));
        let wants_more = given.is_continue() && self.checkpoint(end, carry).is_continue();
        if wants_more { Ok(()) } else { Err(ReadError::Stopped) }
    }
}
