//! One source, from its file to the batches of its facts; a provider that panics or a file that cannot be
//! read ends here. Which sources are read is decided elsewhere.

mod batch_sink;
mod busy;
mod cancel_token;
mod database;
mod ending;
mod times;

use std::cell::RefCell;
use std::fs::File;
use std::io::{self, Read};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;
use std::sync::mpsc::SyncSender;

use scopeon_core::id::SourceId;
use scopeon_core::label::Label;
use scopeon_core::provider::{
    Batch, Checkpoint, Input, Issue, IssueKind, Position, Provider, ReadError, ReaderState, Source,
    SourceKind,
};
use scopeon_core::time::Timestamp;

use crate::engine::database::{Followed, Pace};
use crate::engine::observer::Observer;
use crate::engine::open::{Refused, RootDir, Stat, birth};
use crate::engine::search_paths::Settings;
use crate::engine::summary::Tally;
use crate::engine::tail::fingerprint::{GONE, Tail, is_refusal, refusal};
use crate::engine::tail::lines::{Buffer, LineReader, Reading};
use crate::engine::tail::trace::{ResumePoint, Trace};
use crate::engine::tail::{Start, start};
use batch_sink::{BatchSink, SourceContext};
pub(crate) use cancel_token::CancelToken;
pub(crate) use ending::Ending;
pub(crate) use times::Times;

/// One source to be read.
pub(crate) struct Job<'a> {
    pub(crate) provider: &'a dyn Provider,
    pub(crate) source: Source,
    pub(crate) id: SourceId,
    pub(crate) path: Label,
    pub(crate) root: Arc<RootDir>,
    pub(crate) stat: Stat,
    pub(crate) known: Option<Checkpoint>,
}

/// What is larger takes a good part of a whole run, in bytes.
pub(crate) const LONG: u64 = 32 << 20;

/// A batch on its way to the ledger, with what it counts for.
pub(crate) struct Delivery {
    pub(crate) batch: Batch,
    pub(crate) tally: Tally,
}

/// What every worker shares.
#[derive(Clone, Copy)]
pub(crate) struct ScanContext<'a> {
    pub(crate) settings: &'a Settings,
    pub(crate) observer: &'a dyn Observer,
    pub(crate) cancel_token: &'a CancelToken<'a>,
    pub(crate) pace: &'a Pace,
    /// Where copies are kept for the next time; none where there is none.
    pub(crate) followed: Option<&'a Followed>,
}

/// How reading a source ended.
enum Outcome {
    /// All that is whole was read.
    Done,
    /// It was stopped; what was marked is kept.
    Stopped,
    /// It failed; what was marked is kept.
    Failed(IssueKind),
}

impl Outcome {
    /// Takes an end for what it was when the input failed and the provider made nothing of that.
    fn unless(self, has_failed: bool, cancel_token: &CancelToken<'_>) -> Self {
        match self {
            Self::Done if has_failed && cancel_token.is_asked() => Self::Stopped,
            Self::Done if has_failed => Self::Failed(IssueKind::ReadFailed),
            other => other,
        }
    }
}

/// Reads one source and sends what it holds.
pub(crate) fn read(
    mut job: Job<'_>,
    context: ScanContext<'_>,
    buffer: &mut Buffer,
    out: &SyncSender<Delivery>,
) {
    let opened = job.root.file(&job.source.path).and_then(|file| describe(file, &mut job));
    match opened {
        Ok((file, stat)) if job.source.kind == SourceKind::Document => {
            document(&job, &file, &stat, context, out)
        }
        Ok((file, _)) if job.source.kind == SourceKind::Database => {
            database::database(&job, &file, context, out);
        }
        Ok((file, stat)) => lines(&job, &file, &stat, context, buffer, out),
        Err(refused) => refuse(&job, refused, None, out),
    }
}

/// Asks the open file itself who it is: the path may name another one by now.
fn describe(file: File, job: &mut Job<'_>) -> Result<(File, Stat), Refused> {
    let metadata = file.metadata().map_err(|_| Refused::Issue(IssueKind::Unreadable))?;
    let stat = Stat::from(&metadata);
    job.source.birth = birth(&metadata);
    job.source.modified = Timestamp::from_millis(stat.modified_ns / 1_000_000);
    Ok((file, stat))
}

fn lines(
    job: &Job<'_>,
    file: &File,
    stat: &Stat,
    context: ScanContext<'_>,
    buffer: &mut Buffer,
    out: &SyncSender<Delivery>,
) {
    let revision = job.provider.info().revision;
    let Ok(begin) = start(file, stat, job.known.as_ref(), revision) else {
        return note(job, IssueKind::ReadFailed, out);
    };
    let trace = RefCell::new(Trace::at(begin.place, begin.head.clone(), begin.tail));
    let mut batch_sink =
        BatchSink::new(SourceContext { job, file, stat, trace: &trace }, &begin, context, out);
    let reading = Reading {
        source: &job.source,
        file,
        trace: &trace,
        observer: context.observer,
        cancel_token: context.cancel_token,
        max_line: context.settings.max_line,
        size: stat.size,
    };
    let outcome = match LineReader::new(reading, buffer, &begin) {
        Ok(mut reader) => {
            let outcome = provide(job, Input::Lines(&mut reader), begin.carry, &mut batch_sink);
            batch_sink.count_bytes(reader.bytes());
            batch_sink.stand_at(reader.resume_point());
            let outcome = outcome.unless(reader.has_failed(), context.cancel_token);
            if let (Outcome::Done, Some(ending)) = (&outcome, reader.ending()) {
                ending::read(job, &ending, &mut batch_sink);
            }
            outcome
        }
        Err(_) => Outcome::Failed(IssueKind::ReadFailed),
    };
    batch_sink.finish(&outcome);
    buffer.relax();
}

fn document(job: &Job<'_>, file: &File, stat: &Stat, context: ScanContext<'_>, out: &SyncSender<Delivery>) {
    if stat.size > context.settings.max_document {
        return refuse_at(job, stat, (IssueKind::TooLarge, None), out);
    }
    let begin = Start::whole(job.known.as_ref());
    let trace = RefCell::new(Trace::at(Position::default(), begin.head.clone(), begin.tail));
    let mut batch_sink =
        BatchSink::new(SourceContext { job, file, stat, trace: &trace }, &begin, context, out);
    let mut reader =
        Counted { file: file.take(context.settings.max_document), context, bytes: 0, has_failed: false };
    let outcome = provide(job, Input::Document(&job.source, &mut reader), begin.carry, &mut batch_sink);
    batch_sink.count_bytes(reader.bytes);
    batch_sink
        .stand_at(ResumePoint { place: Position { offset: stat.size, line: 0 }, tail: Tail::default() });
    batch_sink.finish(&outcome.unless(reader.has_failed, context.cancel_token));
}

/// Hands a source to its provider.
fn provide(
    job: &Job<'_>,
    input: Input<'_>,
    mut carry: ReaderState,
    batch_sink: &mut BatchSink<'_>,
) -> Outcome {
    // What the provider leaves half done is dropped with its carry; the gatherer keeps what was marked.
    let ended = catch_unwind(AssertUnwindSafe(|| job.provider.read(input, &mut carry, batch_sink)));
    match ended {
        _ if batch_sink.is_stopped() => Outcome::Stopped,
        Ok(Ok(())) => Outcome::Done,
        Ok(Err(ReadError::Stopped)) => Outcome::Stopped,
        Ok(Err(_)) => Outcome::Failed(IssueKind::ReadFailed),
        Err(_) => Outcome::Failed(IssueKind::ProviderFailed),
    }
}

/// Tells of a source that was not opened, once for each state it is found in, and of what about it where that is named.
fn refuse(job: &Job<'_>, refused: Refused, name: Option<Label>, out: &SyncSender<Delivery>) {
    match refused {
        Refused::Missing => note(job, IssueKind::Vanished, out),
        Refused::Issue(kind) => refuse_at(job, &job.stat, (kind, name), out),
    }
}

fn refuse_at(job: &Job<'_>, stat: &Stat, why: (IssueKind, Option<Label>), out: &SyncSender<Delivery>) {
    let about = job.provider.info();
    if let Some(delivery) =
        refusal_of(about.id, about.revision, (job.id, &job.path), job.known.as_ref(), stat, why)
    {
        // A closed channel means that the scan is over.
        let _ = out.send(delivery);
    }
}

/// Makes the note that something was refused; none when the same refusal is known.
pub(crate) fn refusal_of(
    provider: &'static str,
    revision: u32,
    (id, path): (SourceId, &Label),
    known: Option<&Checkpoint>,
    stat: &Stat,
    (kind, name): (IssueKind, Option<Label>),
) -> Option<Delivery> {
    let fingerprint = refusal(stat);
    if known.is_some_and(|known| known.fingerprint == fingerprint && known.revision == revision) {
        return None;
    }
    let place = known.map_or_else(Position::default, |known| known.position);
    let batch = Batch {
        source: id,
        provider,
        path: path.clone(),
        events: Vec::new(),
        issues: vec![Issue::named(kind, place, name)],
        checkpoint: Some(Checkpoint {
            position: place,
            fingerprint,
            state: ReaderState::default(),
            revision,
        }),
        // One reason takes the place of another; what could not be read of a file while it was open stays.
        restarted: known.is_some_and(|known| is_refusal(&known.fingerprint)),
    };
    Some(Delivery { batch, tally: Tally { issues: 1, ..Tally::default() } })
}

/// Makes the note that what was refused is not there any more. Nothing is told of it, so the path is not known and not
/// needed.
pub(crate) fn resolve_issue(provider: &'static str, revision: u32, id: SourceId, path: &Label) -> Delivery {
    let batch = Batch {
        source: id,
        provider,
        path: path.clone(),
        events: Vec::new(),
        issues: Vec::new(),
        checkpoint: Some(Checkpoint { fingerprint: GONE, revision, ..Checkpoint::default() }),
        restarted: true,
    };
    Delivery { batch, tally: Tally::default() }
}

/// Tells of something that belongs to no place read; the source's checkpoint stays.
fn note(job: &Job<'_>, kind: IssueKind, out: &SyncSender<Delivery>) {
    let batch = Batch {
        source: job.id,
        provider: job.provider.info().id,
        path: job.path.clone(),
        events: Vec::new(),
        issues: vec![Issue::new(
            kind,
            job.known.as_ref().map_or_else(Position::default, |known| known.position),
        )],
        checkpoint: None,
        restarted: false,
    };
    let _ = out.send(Delivery { batch, tally: Tally { issues: 1, ..Tally::default() } });
}

/// A document's reader, which counts and can be stopped.
struct Counted<'a> {
    file: io::Take<&'a File>,
    context: ScanContext<'a>,
    bytes: u64,
    has_failed: bool,
}

impl Read for Counted<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        if self.context.cancel_token.is_asked() {
            self.has_failed = true;
            return Err(io::Error::other(ReadError::Stopped));
        }
        let count = self.file.read(buffer).inspect_err(|_| self.has_failed = true)?;
        self.bytes += count as u64;
        self.context.observer.read(count as u64);
        Ok(count)
    }
}
