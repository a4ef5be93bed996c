//! The last line of a log that has no end of line: where it is a whole record, its facts are taken.

use std::ops::ControlFlow;
use std::panic::{AssertUnwindSafe, catch_unwind};

use scopeon_core::event::Event;
use scopeon_core::provider::{Carry, Flow, Input, Issue, Line, Lines, Place, ReadError, Sink, Source};

use super::Job;
use super::gather::Gather;

/// A line without an end, and where it starts.
pub(crate) struct Ending {
    pub(crate) bytes: Vec<u8>,
    pub(crate) place: Place,
}

impl Ending {
    /// Tells whether it is a record and not the beginning of one: an object that is closed.
    fn is_whole(&self) -> bool {
        self.bytes.first() == Some(&b'{')
            && serde_json::from_slice::<serde::de::IgnoredAny>(&self.bytes).is_ok()
    }
}

/// Takes the facts of a last line that is whole. It is not marked: reading goes on before it, and taking the same facts
/// again once its end is there changes nothing.
pub(super) fn read(job: &Job<'_>, ending: &Ending, gather: &mut Gather<'_>) {
    if !ending.is_whole() {
        return;
    }
    let mut carry = gather.carry().clone();
    let mut lines = OneLine { source: &job.source, ending, is_given: false };
    let mut sink = Unmarked(gather);
    let input = Input::Lines(&mut lines);
    // What a provider cannot make of it is left to the time when the line has its end.
    let _ = catch_unwind(AssertUnwindSafe(|| job.provider.read(input, &mut carry, &mut sink)));
}

struct OneLine<'a> {
    source: &'a Source,
    ending: &'a Ending,
    is_given: bool,
}

impl Lines for OneLine<'_> {
    fn source(&self) -> &Source {
        self.source
    }

    fn next(&mut self) -> Result<Option<Line<'_>>, ReadError> {
        if std::mem::replace(&mut self.is_given, true) {
            return Ok(None);
        }
        let place = self.ending.place;
        Ok(Some(Line { bytes: &self.ending.bytes, place, end: place }))
    }
}

/// Takes facts and no marks.
struct Unmarked<'g, 'a>(&'g mut Gather<'a>);

impl Sink for Unmarked<'_, '_> {
    fn event(&mut self, event: Event) -> Flow {
        self.0.event(event)
    }

    /// What is wrong with it is told when its end is there.
    fn issue(&mut self, _issue: Issue) {}

    fn mark(&mut self, _at: Place, _carry: &Carry) -> Flow {
        if self.0.is_stopped() { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
    }
}
