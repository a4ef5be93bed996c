//! One database, from its copy to the batches of its facts. How it is copied and asked is known elsewhere.

use std::cell::RefCell;
use std::fs::File;
use std::path::Path;
use std::sync::mpsc::{RecvTimeoutError, SyncSender, channel};
use std::time::Duration;

use scopeon_core::label::Label;
use scopeon_core::provider::{Checkpoint, Input, IssueKind, Position, Sink};

use super::batch_sink::{BatchSink, SourceContext};
use super::busy::Busy;
use super::job::{Delivery, Job, Outcome, ScanContext};
use super::provide::provide;
use super::refusal::{note, refuse, refuse_at};
use crate::engine::database::{CopiedRows, Copy, Cost, Ender, Limits, Uncopied};
use crate::engine::open::Stat;
use crate::engine::tail::Start;
use crate::engine::tail::fingerprint::{Tail, is_refusal};
use crate::engine::tail::trace::{ResumePoint, Trace};

/// How often it is asked whether a statement is still wanted.
const GLANCE: Duration = Duration::from_millis(50);

/// Copies a database and reads the copy.
pub(super) fn database(job: &Job<'_>, file: &File, context: ScanContext<'_>, out: &SyncSender<Delivery>) {
    let Some(scratch) = &context.settings.scratch else {
        return refuse_at(job, &job.stat, (IssueKind::Unreadable, None), out);
    };
    let go_on = |count: u64| {
        if count > 0 {
            context.observer.read(count);
        }
        !context.cancel_token.is_asked()
    };
    let (busy, begun) = (Busy::start(), RefCell::new(None));
    let may = |way, now_ms, bytes: u64| {
        // The first reading of a source waits for nothing.
        let revision = job.provider.info().revision;
        let is_new = |known: &Checkpoint| known.revision != revision || is_refusal(&known.fingerprint);
        let is_first = job.known.as_ref().is_none_or(is_new);
        if !is_first && context.settings.paced && context.pace.ask((job.id, way), now_ms).is_err() {
            return false;
        }
        let expected = Cost { bytes: bytes.saturating_mul(2), ..Cost::default() };
        begun.replace(Some(context.pace.begin((job.id, way), now_ms, expected)));
        true
    };
    let limits = Limits { bytes: context.settings.max_database, go_on: &go_on, may: &may };
    match newest(job, scratch, &limits, context) {
        Ok(mut copy) => {
            read(job, file, &mut copy, context, out);
            if let Some(begun) = begun.borrow().as_ref() {
                begun.end(Cost { bytes: copy.copied, busy: busy.so_far() });
            }
            if let Some(followed) = context.followed {
                followed.keep(job.id, copy);
            }
        }
        Err(Uncopied::Early | Uncopied::Stopped) => {}
        Err(Uncopied::Refused(refused)) => refuse(job, refused, None, out),
        Err(Uncopied::Beside(refused, suffix)) => refuse(job, refused, Label::new(suffix), out),
        Err(Uncopied::TooLarge(stat)) => refuse_at(job, &stat, (IssueKind::TooLarge, None), out),
        Err(Uncopied::Failed) => note(job, IssueKind::ReadFailed, out),
    }
}

/// Brings the copy that is kept up to now, or makes one.
fn newest(
    job: &Job<'_>,
    scratch: &Path,
    limits: &Limits<'_>,
    context: ScanContext<'_>,
) -> Result<Copy, Uncopied> {
    let original = (&*job.root, job.source.path.as_path());
    if let Some((followed, mut copy)) = context.followed.and_then(|kept| Some((kept, kept.take(job.id)?))) {
        match copy.catch_up(original, scratch, limits) {
            Ok(true) => return Ok(copy),
            Ok(false) => {}
            Err(Uncopied::Early) => {
                followed.keep(job.id, copy);
                return Err(Uncopied::Early);
            }
            Err(other) => return Err(other),
        }
    }
    Copy::make(original, scratch, limits)
}

fn read(job: &Job<'_>, file: &File, copy: &mut Copy, context: ScanContext<'_>, out: &SyncSender<Delivery>) {
    let (stat, begin) = (copy.stat, begin(job, &copy.stat));
    let trace = RefCell::new(Trace::at(Position::default(), begin.head.clone(), begin.tail));
    let source_context = SourceContext { job, file, stat: &stat, trace: &trace };
    let mut batch_sink = BatchSink::new(source_context, &begin, context, out);
    batch_sink.count_bytes(copy.bytes);
    let is_asked = || context.cancel_token.is_asked();
    let outcome = match CopiedRows::of(copy, &job.source, context.settings.database_deadline, &is_asked) {
        Ok(mut rows) => {
            let ender = rows.ender();
            let input = Input::Database(&mut rows);
            let outcome = in_time(&ender, context, || provide(job, input, begin.carry, &mut batch_sink));
            rows.take_faults().into_iter().for_each(|fault| batch_sink.issue(fault));
            match rows.failure() {
                Some(_) if is_asked() => Outcome::Stopped,
                Some(kind) if !matches!(outcome, Outcome::Stopped) => Outcome::Failed(kind),
                _ => outcome,
            }
        }
        Err(kind) => Outcome::Failed(kind),
    };
    batch_sink
        .stand_at(ResumePoint { place: Position { offset: stat.size, line: 0 }, tail: Tail::default() });
    batch_sink.finish(&outcome);
}

/// Does something with a database while another thread looks at the clock and at the wish to stop.
fn in_time<T>(ender: &Ender, context: ScanContext<'_>, work: impl FnOnce() -> T) -> T {
    std::thread::scope(|scope| {
        let (working, is_done) = channel::<()>();
        scope.spawn(move || {
            while is_done.recv_timeout(GLANCE) == Err(RecvTimeoutError::Timeout) {
                ender.end_if(context.cancel_token.is_asked());
            }
        });
        let done = work();
        drop(working);
        done
    })
}

/// What the provider remembers is only worth something of the same file.
fn begin(job: &Job<'_>, stat: &Stat) -> Start {
    let goes_on = |known: &&Checkpoint| {
        known.revision == job.provider.info().revision
            && !is_refusal(&known.fingerprint)
            && known.fingerprint.inode == stat.id.inode
            && stat.size >= known.fingerprint.size
            && known.state != scopeon_core::provider::ReaderState::default()
    };
    let whole = Start::whole(job.known.as_ref());
    match job.known.as_ref().filter(goes_on) {
        Some(known) => Start { carry: known.state.clone(), restarted: false, ..whole },
        None => whole,
    }
}
