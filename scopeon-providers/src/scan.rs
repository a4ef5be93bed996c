//! One look at everything: what is new is read in parallel and given to the ledger, the rest is not opened.

mod known;

use std::panic::resume_unwind;
use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};
use std::vec::IntoIter;

use scopeon_core::id::{Identity, SourceId};
use scopeon_core::provider::{Batch, Checkpoint, Issue, IssueKind, Ledger, Place, Provider};

use crate::database::{Pace, sweep};
use crate::discover::{Discovery, Found, discover, label};
use crate::drive::{Desk, Halt, Job, Parcel, read, refusal_of, retraction};
use crate::observer::Observer;
use crate::places::{Places, Settings};
use crate::summary::{Behind, ScanError, Summary, Tally};
use crate::tail::fingerprint::is_refusal;
use crate::tail::lines::Buffer;
use crate::tree::Blind;
pub use known::Known;

/// How many batches wait for the ledger at most: enough that neither it nor the readers wait for the other (with 4, a
/// sixth more time passed on two cores), little enough to stay small.
const WAITING: usize = 16;

/// Reads what is new in every source of `providers` and gives it to `ledger`.
///
/// A source that did not change since it was last read is not opened. What cannot be read is an issue; when
/// `stop` is set, reading ends at the next mark and what was marked is kept. A provider that panics becomes
/// an issue too; the process's panic hook is left as it is, so a program that shows its users nothing of a
/// panic has to set its own.
///
/// # Errors
///
/// [`ScanError`] when the ledger fails.
pub fn scan(
    providers: &[&dyn Provider],
    places: &Places,
    settings: &Settings,
    ledger: &mut dyn Ledger,
    observer: &dyn Observer,
    stop: &AtomicBool,
) -> Result<Summary, ScanError> {
    let (halt, pace) = (Halt::new(stop), Pace::load(settings.scratch.as_deref()));
    let desk = Desk { settings, observer, halt: &halt, pace: &pace, followed: None };
    let (search, known) = std::thread::scope(|scope| {
        let searching = scope.spawn(|| Search::of(providers, places, settings, stop));
        let known = Known::load(providers, ledger);
        (searching.join().unwrap_or_else(|panic| resume_unwind(panic)), known)
    });
    search.read(known?, providers, ledger, desk)
}

/// Which sources there are, before it is known what of them was read. Looking for them takes most of a run that finds
/// nothing new, so a program can do it while it opens its ledger; [`scan`] does both.
pub struct Search {
    discoveries: Vec<Discovery>,
    stopped: bool,
}

impl Search {
    /// Looks for the sources of every provider, until `stop` is set.
    #[must_use]
    pub fn of(providers: &[&dyn Provider], places: &Places, settings: &Settings, stop: &AtomicBool) -> Self {
        if let Some(scratch) = &settings.scratch {
            sweep(scratch);
        }
        let goes_on = |_: &&&dyn Provider| !stop.load(Ordering::Relaxed);
        let discoveries: Vec<_> = providers
            .iter()
            .take_while(goes_on)
            .map(|provider| discover(*provider, places, settings))
            .collect();
        Self { stopped: discoveries.len() < providers.len(), discoveries }
    }

    /// Reads what is new in the sources found and gives it to `ledger`, as [`scan`] does. `providers` and `settings` are
    /// those of the search.
    ///
    /// # Errors
    ///
    /// [`ScanError`] when the ledger fails.
    pub fn scan(
        self,
        known: Known,
        providers: &[&dyn Provider],
        settings: &Settings,
        ledger: &mut dyn Ledger,
        observer: &dyn Observer,
        stop: &AtomicBool,
    ) -> Result<Summary, ScanError> {
        let (halt, pace) = (Halt::new(stop), Pace::load(settings.scratch.as_deref()));
        self.read(
            known,
            providers,
            ledger,
            Desk { settings, observer, halt: &halt, pace: &pace, followed: None },
        )
    }

    fn read(
        self,
        mut known: Known,
        providers: &[&dyn Provider],
        ledger: &mut dyn Ledger,
        desk: Desk<'_>,
    ) -> Result<Summary, ScanError> {
        let looked = self.sift(providers, &known);
        let mut summary = looked.summary;
        let mut keeping = Keeping { ledger, known: &mut known, summary: &mut summary, is_pending: false };
        take(looked.jobs, looked.notes, desk, &mut keeping)?;
        Ok(summary)
    }

    /// Sorts out what is to be read.
    pub(crate) fn sift<'a>(self, providers: &[&'a dyn Provider], known: &Known) -> Looked<'a> {
        let mut looked = Looked {
            jobs: Vec::new(),
            notes: Vec::new(),
            summary: Summary::default(),
            discoveries: Vec::new(),
        };
        looked.summary.stopped = self.stopped;
        for (provider, mut discovery) in providers.iter().copied().zip(self.discoveries) {
            let id = provider.about().id;
            discovery.choose(|source| known.get(id, source).is_some());
            looked.add(provider, known, &discovery);
            looked.discoveries.push(discovery);
        }
        // What takes long comes first, so that no thread is left with it when the others are done. Then neighbours in time
        // are read one after the other, so that what is summed by time stays in one place.
        let order = |job: &Job<'_>| (!job.is_long(), job.stat.modified_ns);
        looked.jobs.sort_by(|a, b| (order(a), &a.path).cmp(&(order(b), &b.path)));
        looked
    }
}

/// What a look at everything gave: what is to be read, and what is to be told without reading.
pub(crate) struct Looked<'a> {
    pub(crate) jobs: Vec<Job<'a>>,
    pub(crate) notes: Vec<Parcel>,
    pub(crate) summary: Summary,
    pub(crate) discoveries: Vec<Discovery>,
}

impl<'a> Looked<'a> {
    fn add(&mut self, provider: &'a dyn Provider, known: &Known, discovery: &Discovery) {
        let id = provider.about().id;
        let mut seen = 0;
        for found in &discovery.found {
            let known = known.get(id, found.id);
            seen += usize::from(known.is_some());
            self.jobs.extend(job(provider, found, known));
        }
        let blind =
            discovery.blind.iter().filter(|blind| known.get(id, blind_id(id, blind)).is_some()).count();
        let tally = Tally {
            sources: discovery.found.len() as u64,
            skipped: discovery.others,
            vanished: known.count(id).saturating_sub(seen + blind) as u64,
            ..Tally::default()
        };
        self.notes.extend(retracted(provider, discovery, known));
        self.summary.add(id, tally);
        self.notes.extend(discovery.blind.iter().filter_map(|blind| blind_note(provider, blind, known)));
        self.notes.extend(discovery.has_failed.then(|| failure(provider)).flatten());
    }
}

/// Makes a job of a source that changed.
pub(crate) fn job<'a>(
    provider: &'a dyn Provider,
    found: &Found,
    known: Option<&Checkpoint>,
) -> Option<Job<'a>> {
    let revision = provider.about().revision;
    if known.is_some_and(|known| known.revision == revision && found.stat.is_unchanged(&known.fingerprint)) {
        return None;
    }
    Some(Job {
        provider,
        path: label(&found.source.full_path())?,
        source: found.source.clone(),
        id: found.id,
        root: found.root.clone(),
        stat: found.stat,
        known: known.cloned(),
    })
}

fn blind_id(provider: &str, blind: &Blind) -> SourceId {
    let path = blind.full_path();
    SourceId(
        Identity::builder("directory").text(provider).bytes(path.as_os_str().as_encoded_bytes()).finish(),
    )
}

fn blind_note(provider: &dyn Provider, blind: &Blind, known: &Known) -> Option<Parcel> {
    let about = provider.about();
    let id = blind_id(about.id, blind);
    let path = label(&blind.full_path())?;
    refusal_of(
        about.id,
        about.revision,
        (id, &path),
        known.get(about.id, id),
        &blind.stat,
        (blind.kind, None),
    )
}

/// Takes back what was told of things that were refused and are not there any more.
fn retracted(provider: &dyn Provider, discovery: &Discovery, known: &Known) -> Vec<Parcel> {
    let about = provider.about();
    let mut gone = known.refused(about.id);
    if gone.is_empty() || discovery.has_failed {
        return Vec::new();
    }
    for id in discovery.found.iter().map(|found| found.id) {
        gone.remove(&id);
    }
    for blind in &discovery.blind {
        gone.remove(&blind_id(about.id, blind));
    }
    gone.into_iter()
        .filter_map(|id| Some(retraction(about.id, about.revision, id, &label(about.id.as_ref())?)))
        .collect()
}

/// Tells that a provider could not say what sources it has.
fn failure(provider: &dyn Provider) -> Option<Parcel> {
    let about = provider.about();
    let batch = Batch {
        source: SourceId(Identity::builder("discovery").text(about.id).finish()),
        provider: about.id,
        path: label(about.id.as_ref())?,
        events: Vec::new(),
        issues: vec![Issue::new(IssueKind::ProviderFailed, Place::default())],
        checkpoint: None,
        restarted: false,
    };
    Some(Parcel { batch, tally: Tally { issues: 1, ..Tally::default() } })
}

/// Where batches go.
pub(crate) struct Keeping<'a> {
    pub(crate) ledger: &'a mut dyn Ledger,
    pub(crate) known: &'a mut Known,
    pub(crate) summary: &'a mut Summary,
    /// Whether the ledger was given something since it was last asked to make it safe.
    pub(crate) is_pending: bool,
}

impl Keeping<'_> {
    fn keep(&mut self, parcel: Parcel) -> Result<(), ScanError> {
        self.known.learn(&parcel.batch);
        self.summary.add(parcel.batch.provider, parcel.tally);
        self.is_pending = true;
        self.ledger.apply(parcel.batch).map_err(ScanError::Keep)
    }

    fn commit(&mut self) -> Result<(), ScanError> {
        if !std::mem::take(&mut self.is_pending) {
            return Ok(());
        }
        self.ledger.commit().map_err(ScanError::Keep)
    }
}

/// Reads all jobs and keeps what they give.
pub(crate) fn take(
    jobs: Vec<Job<'_>>,
    notes: Vec<Parcel>,
    desk: Desk<'_>,
    keeping: &mut Keeping<'_>,
) -> Result<(), ScanError> {
    if jobs.is_empty() && notes.is_empty() {
        return Ok(());
    }
    let fresh =
        jobs.iter().filter(|job| !job.known.as_ref().is_some_and(|known| is_refusal(&known.fingerprint)));
    let bytes = |job: &Job<'_>| {
        job.stat.size.saturating_sub(job.known.as_ref().map_or(0, |known| known.place.offset))
    };
    let (count, total) =
        fresh.fold((0, 0_u64), |(count, sum), job| (count + 1, sum.saturating_add(bytes(job))));
    desk.observer.found(count, total);
    for note in notes {
        keeping.keep(note)?;
    }
    let workers = desk.settings.threads.clamp(1, jobs.len().max(1));
    let queue = Mutex::new(jobs.into_iter());
    let ended = std::thread::scope(|scope| {
        let (send, receive) = sync_channel(WAITING);
        for _ in 0..workers {
            let (send, queue) = (send.clone(), &queue);
            scope.spawn(move || work(queue, desk, &send));
        }
        drop(send);
        collect(&receive, desk, keeping)
    });
    keeping.summary.stopped |= desk.halt.is_stopped();
    keeping.summary.behind = Behind::of(&desk.pace.early());
    ended.and_then(|()| keeping.commit())
}

fn work(queue: &Mutex<IntoIter<Job<'_>>>, desk: Desk<'_>, out: &SyncSender<Parcel>) {
    let mut buffer = Buffer::default();
    while !desk.halt.is_asked() {
        // A worker that took a job can only panic outside the lock.
        let Some(job) = queue.lock().ok().and_then(|mut jobs| jobs.next()) else { break };
        read(job, desk, &mut buffer, out);
    }
}

/// Keeps what the workers send. When the ledger fails, the rest is let go so that they can end.
fn collect(receive: &Receiver<Parcel>, desk: Desk<'_>, keeping: &mut Keeping<'_>) -> Result<(), ScanError> {
    let mut pending = 0;
    let mut ended = Ok(());
    for parcel in receive {
        if ended.is_err() {
            continue;
        }
        pending += parcel.batch.events.len() as u64;
        ended = keeping.keep(parcel);
        if ended.is_ok() && pending >= desk.settings.commit_events {
            pending = 0;
            ended = keeping.commit();
        }
        if ended.is_err() {
            desk.halt.break_off();
        }
    }
    ended
}
