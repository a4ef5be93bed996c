//! The last line of a log that has no end of line: where it is a whole record, its facts are taken, and where it is none,
//! that is noted until the log goes on.

use std::panic::{AssertUnwindSafe, catch_unwind};

use scopeon_core::event::Event;
use scopeon_core::provider::{
    Flow, Input, Issue, IssueKind, Line, Lines, Position, ReadError, ReaderState, Sink, Source, Stopped,
};

use super::batch_sink::BatchSink;
use super::job::Job;
use crate::engine::tail::ending::Ending;

/// Takes the facts of a last line that is whole. It is not marked: reading goes on before it, and taking the same facts
/// again once its end is there changes nothing.
pub(super) fn read(job: &Job<'_>, ending: &Ending, batch_sink: &mut BatchSink<'_>) {
    let is_read = ending.bytes.is_empty() || (ending.is_whole() && take(job, ending, batch_sink));
    if ending.has_nuls {
        // Nobody writes NULs to go on with: it needs no time to tell.
        batch_sink.issue(Issue::new(IssueKind::Malformed, ending.place));
    } else if !is_read {
        batch_sink.issue(Issue::new(IssueKind::CutEnd, ending.place));
    }
}

/// Returns `true` if the provider made facts of the line.
fn take(job: &Job<'_>, ending: &Ending, batch_sink: &mut BatchSink<'_>) -> bool {
    let mut carry = batch_sink.carry().clone();
    let mut lines = OneLine { source: &job.source, ending, is_given: false };
    let mut sink = Unmarked { batch_sink, is_sound: true };
    let input = Input::Lines(&mut lines);
    // What a provider cannot make of it is left to the time when the line has its end.
    let ended = catch_unwind(AssertUnwindSafe(|| job.provider.read(input, &mut carry, &mut sink)));
    ended.is_ok() && sink.is_sound
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
struct Unmarked<'g, 'a> {
    batch_sink: &'g mut BatchSink<'a>,
    /// Whether the provider found nothing wrong.
    is_sound: bool,
}

impl Sink for Unmarked<'_, '_> {
    fn event(&mut self, event: Event) -> Flow {
        self.batch_sink.event(event)
    }

    /// What is wrong with it is told when its end is there.
    fn issue(&mut self, _issue: Issue) {
        self.is_sound = false;
    }

    fn checkpoint(&mut self, _at: Position, _carry: &ReaderState) -> Flow {
        if self.batch_sink.is_stopped() { Err(Stopped) } else { Ok(()) }
    }
}
