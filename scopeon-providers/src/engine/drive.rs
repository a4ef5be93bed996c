//! One source, from its file to the batches of its facts; a provider that panics or a file that cannot be
//! read ends here. Which sources are read is decided elsewhere.

mod batch_sink;
mod busy;
mod database;
mod ending;
mod job;
mod provide;
mod refusal;
pub(crate) mod times;

use std::cell::RefCell;
use std::fs::File;
use std::io::{self, Read};
use std::sync::mpsc::SyncSender;

use scopeon_core::provider::{Input, IssueKind, Position, ReadError, SourceKind};
use scopeon_core::time::Timestamp;

use crate::engine::open::{Refused, Stat, birth};
use crate::engine::tail::fingerprint::Tail;
use crate::engine::tail::lines::{Buffer, LineReader, Reading};
use crate::engine::tail::trace::{ResumePoint, Trace};
use crate::engine::tail::{Start, start};
use batch_sink::{BatchSink, SourceContext};
use job::Outcome;
pub(crate) use job::{Delivery, Job, LONG, ScanContext};
use provide::provide;
use refusal::{note, refuse, refuse_at};
pub(crate) use refusal::{refusal_of, resolve_issue};

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
            document(&job, &file, &stat, context, out);
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
