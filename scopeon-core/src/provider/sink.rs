//! Where a provider puts what it finds.

use std::ops::ControlFlow;

use super::carry::Carry;
use super::issue::{Issue, Place};
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
    fn mark(&mut self, at: Place, carry: &Carry) -> Flow;
}
