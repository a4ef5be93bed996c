//! Gathers one source's facts into batches that end at a mark, joining sightings on the way. Nothing is
//! stored here.

use std::cell::RefCell;
use std::fs::File;
use std::sync::mpsc::SyncSender;

use scopeon_core::event::Event;
use scopeon_core::provider::{
    Batch, Checkpoint, Flow, Issue, IssueKind, Position, ReaderState, Sink, SourceKind, Stopped,
};

use super::job::{Delivery, Job, Outcome, ScanContext};
use super::times::Times;
use crate::engine::open::Stat;
use crate::engine::summary::Tally;
use crate::engine::tail::Start;
use crate::engine::tail::fingerprint::{Tail, halfway, whole};
use crate::engine::tail::trace::{ResumePoint, Trace};

mod event_buffer;

use event_buffer::EventBuffer;

/// So many times the usual batch is gathered without a mark before facts are sent without one: sending a
/// fact twice changes nothing, keeping them all would not be bounded.
const UNMARKED: usize = 8;

/// The source that is read.
#[derive(Clone, Copy)]
pub(super) struct SourceContext<'a> {
    pub(super) job: &'a Job<'a>,
    pub(super) file: &'a File,
    /// What the file was before it was read, so that a change during the read is noticed next time.
    pub(super) stat: &'a Stat,
    pub(super) trace: &'a RefCell<Trace>,
}

/// The sink of one source.
pub(super) struct BatchSink<'a> {
    source_context: SourceContext<'a>,
    context: ScanContext<'a>,
    out: &'a SyncSender<Delivery>,
    event_buffer: EventBuffer,
    issues: Vec<Issue>,
    /// How much of the facts and of the issues lies before the last mark.
    marked: (usize, usize),
    /// The last mark and what the provider remembers there.
    last: ResumePoint,
    carry: ReaderState,
    /// Where the input stands when the provider is done with it.
    standing: Option<ResumePoint>,
    restarted: bool,
    stopped: bool,
    tally: Tally,
    times: Times,
    /// Whether something was wrong with what was read.
    is_faulty: bool,
    /// The last record that was noted for its time.
    doubted: Option<Position>,
}

impl<'a> BatchSink<'a> {
    pub(super) fn new(
        source_context: SourceContext<'a>,
        start: &Start,
        context: ScanContext<'a>,
        out: &'a SyncSender<Delivery>,
    ) -> Self {
        let issues = start.issue.map(|kind| Issue::new(kind, start.place)).into_iter().collect();
        Self {
            source_context,
            context,
            out,
            event_buffer: EventBuffer::default(),
            issues,
            marked: (0, 0),
            last: ResumePoint { place: start.place, tail: start.tail },
            carry: start.carry.clone(),
            standing: None,
            restarted: start.restarted,
            stopped: false,
            tally: Tally { read: 1, ..Tally::default() },
            times: Times::until(context.settings.now.instant()),
            is_faulty: false,
            doubted: None,
        }
    }

    /// Returns `true` if the provider was asked to read no further.
    pub(super) fn is_stopped(&self) -> bool {
        self.stopped
    }

    /// Returns what the provider remembers at the last mark.
    pub(super) const fn carry(&self) -> &ReaderState {
        &self.carry
    }

    pub(super) fn count_bytes(&mut self, bytes: u64) {
        self.tally.bytes += bytes;
    }

    /// Says where the input stands.
    pub(super) fn stand_at(&mut self, resume_point: ResumePoint) {
        self.standing = Some(resume_point);
    }

    /// Moves the last mark on over what was never shown (empty lines, a line that is passed over), when
    /// everything that was shown is marked.
    fn reach(&mut self) {
        let Some(standing) = self.standing else { return };
        if self.is_all_marked() || self.source_context.job.source.kind != SourceKind::Lines {
            self.last = standing;
        }
    }

    fn is_all_marked(&self) -> bool {
        self.last.place.offset >= self.source_context.trace.borrow().end.place.offset
    }

    /// Keeps how far a line without end was passed over, so that it need not be passed over again.
    fn rest(&mut self) {
        if self.is_all_marked() && self.source_context.job.source.kind == SourceKind::Lines {
            self.reach();
            self.take_issues();
            self.marked.1 = self.issues.len();
        }
    }

    /// Sends what is left, with a checkpoint that says how reading ended.
    pub(super) fn finish(mut self, outcome: &Outcome) {
        match outcome {
            Outcome::Done => {
                self.reach();
                self.take_issues();
                self.send(Some(End::Whole));
            }
            Outcome::Stopped => {
                self.rest();
                self.cut(End::Halfway);
            }
            Outcome::Failed(kind) => {
                // What is damaged is so until it changes.
                let stays = matches!(kind, IssueKind::ProviderFailed | IssueKind::Malformed);
                let end = if stays { End::Whole } else { End::Halfway };
                let at = self.source_context.trace.borrow().start.place;
                self.drop_unmarked();
                self.issues.push(Issue::new(*kind, at));
                self.marked.1 += 1;
                self.cut(end);
            }
        }
    }

    /// Sends what was marked and drops the rest.
    fn cut(&mut self, end: End) {
        self.drop_unmarked();
        // What is no log and was not read to its end is read again from its start.
        let end = (self.source_context.job.source.kind == SourceKind::Lines || matches!(end, End::Whole))
            .then_some(end);
        self.send(end);
    }

    fn drop_unmarked(&mut self) {
        self.event_buffer.truncate(self.marked.0);
        self.issues.truncate(self.marked.1);
    }

    fn take_issues(&mut self) {
        self.issues.append(&mut self.source_context.trace.borrow_mut().issues);
    }

    fn send(&mut self, end: Option<End>) {
        let issues = std::mem::take(&mut self.issues);
        // What may still be being written is no issue yet.
        self.tally.issues += issues.iter().filter(|issue| issue.kind != IssueKind::CutEnd).count() as u64;
        self.marked = (0, 0);
        let batch = Batch {
            source: self.source_context.job.id,
            provider: self.source_context.job.provider.info().id,
            path: self.source_context.job.path.clone(),
            events: self.event_buffer.take(),
            issues,
            checkpoint: end.map(|end| self.checkpoint_at(end)),
            restarted: std::mem::take(&mut self.restarted),
        };
        let delivery = Delivery { batch, tally: std::mem::take(&mut self.tally) };
        // A closed channel means that the scan is over.
        self.stopped |= self.out.send(delivery).is_err();
    }

    fn checkpoint_at(&self, end: End) -> Checkpoint {
        let place = self.last.place;
        let head = self.source_context.trace.borrow().head.hash(place.offset);
        let tail = self.last.tail.hash();
        let fingerprint = match end {
            End::Whole => whole(self.source_context.stat, head, tail),
            End::Halfway => halfway(self.source_context.stat, place, head, tail),
        };
        let revision = self.source_context.job.provider.info().revision;
        // Rows are mended in their places: a database in which something is wrong is read as a whole next time, too, so
        // that what learns of it is what is wrong with it then.
        let is_forgotten = self.is_faulty && self.source_context.job.source.kind == SourceKind::Database;
        let carry = if is_forgotten { ReaderState::default() } else { self.carry.clone() };
        Checkpoint { position: place, fingerprint, state: carry, revision }
    }

    /// Finds a mark's last bytes: nearly always they are at hand, as the mark is where a line starts or ends.
    fn resume_point(&self, at: Position) -> Option<ResumePoint> {
        let trace = self.source_context.trace.borrow();
        if self.source_context.job.source.kind != SourceKind::Lines {
            return Some(ResumePoint { place: at, tail: Tail::default() });
        }
        trace.resume_point(at).or_else(|| {
            let read = at.offset <= trace.end.place.offset;
            let tail = Tail::read(self.source_context.file, at.offset).ok()?;
            read.then_some(ResumePoint { place: at, tail })
        })
    }

    fn keep_mark(&mut self, resume_point: ResumePoint, carry: &ReaderState) {
        self.last = resume_point;
        if self.carry != *carry {
            self.carry = carry.clone();
        }
        self.take_issues();
        self.marked = (self.event_buffer.len(), self.issues.len());
        if self.event_buffer.len().max(self.issues.len()) >= self.context.settings.batch_events {
            let end = (self.source_context.job.source.kind == SourceKind::Lines).then_some(End::Halfway);
            self.send(end);
        }
    }

    /// Takes note that a record's time cannot be right, once for each record; what is no log of lines is one.
    #[cold]
    fn doubt(&mut self) {
        let place = self.source_context.trace.borrow().start.place;
        if self.doubted.replace(place) != Some(place) {
            self.issues.push(Issue::new(IssueKind::ImplausibleTime, place));
        }
    }

    fn flow(&mut self) -> Flow {
        self.stopped |= self.context.cancel_token.is_asked();
        if self.stopped { Err(Stopped) } else { Ok(()) }
    }
}

/// How far a checkpoint says a source was read.
#[derive(Clone, Copy)]
enum End {
    /// All that is whole.
    Whole,
    /// Only to the last mark.
    Halfway,
}

impl Sink for BatchSink<'_> {
    fn event(&mut self, event: Event) -> Flow {
        if self.stopped {
            return Err(Stopped);
        }
        self.tally.events += 1;
        self.tally.calls += u64::from(matches!(event, Event::Call(_)));
        if !self.times.hold(&event) {
            self.doubt();
        }
        self.event_buffer.add(event);
        if self.event_buffer.len() >= self.context.settings.batch_events * UNMARKED {
            let (issues, marked) = (std::mem::take(&mut self.issues), self.marked.1);
            self.send(None);
            (self.issues, self.marked) = (issues, (0, marked));
        }
        Ok(())
    }

    fn issue(&mut self, issue: Issue) {
        self.is_faulty = true;
        self.issues.push(issue);
    }

    fn checkpoint(&mut self, at: Position, carry: &ReaderState) -> Flow {
        if self.stopped {
            return Err(Stopped);
        }
        if let Some(resume_point) = self.resume_point(at) {
            self.keep_mark(resume_point, carry);
        }
        self.flow()
    }
}
