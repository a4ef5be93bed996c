//! Reading on while agents write: what the system tells of changes is only a hint, a look at everything
//! follows in any case.

mod clock;
mod ears;
mod late;
mod notice;

use std::collections::{HashMap, HashSet};
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use scopeon_core::provider::{Ledger, Provider, Resumed};

use crate::database::{Followed, Pace, beside};
use crate::discover::{Discovery, Found};
use crate::drive::{Desk, Halt, Job};
use crate::observer::{Mode, Observer};
use crate::open::{Refused, RootDir};
use crate::places::{Places, Settings};
use crate::scan::{Keeping, Known, Looked, Search, job, take};
use crate::summary::{ScanError, Summary};
use clock::Clock;
use ears::Ears;
use late::{Late, databases};
use notice::{Hint, Notice};

/// How long a watch sleeps at most before it asks whether it is to stop.
const BREATH: Duration = Duration::from_millis(100);
/// So many changed files are remembered that are no sources.
const STRANGERS: usize = 10_000;

/// Reads what is new, and goes on reading whatever comes until `stop` is set.
///
/// `on_change` is called after the first look and after each later one that brought something. Changes are
/// read about [`Settings::settle`] after the system tells of them; where it cannot, everything is looked at
/// every [`Settings::poll`]. [`Observer::watching`] is told which of the two it is.
///
/// The ledger is paused whenever nothing is to be read, so that others may write to it.
///
/// # Errors
///
/// [`ScanError`] when the ledger fails.
pub fn watch(
    providers: &[&dyn Provider],
    places: &Places,
    settings: &Settings,
    ledger: &mut dyn Ledger,
    observer: &dyn Observer,
    stop: &AtomicBool,
    on_change: &mut dyn FnMut(&Summary),
) -> Result<(), ScanError> {
    if resume(ledger)? == Resumed::Over {
        return Ok(());
    }
    let notice = Arc::new(Notice::default());
    let mut watch = Watch {
        providers,
        places,
        settings,
        observer,
        stop,
        known: Known::load(providers, ledger)?,
        files: HashMap::new(),
        strangers: HashSet::new(),
        ears: Ears::new(&notice, settings.mode),
        mode: None,
        pace: Pace::load(settings.scratch.as_deref()),
        followed: Followed::default(),
        late: Late::default(),
        is_over: false,
    };
    let summary = watch.look_at_all(ledger)?;
    pause(ledger)?;
    on_change(&summary);
    let mut clock = Clock::new(&watch);
    while !watch.is_over && !stop.load(Ordering::Relaxed) {
        let summary = match watch.wait(&notice, &mut clock) {
            Hint::Nothing => continue,
            Hint::Files(files) => watch.look_at(&files, ledger)?,
            Hint::Everything => {
                let began = Instant::now();
                let summary = watch.look_at_all(ledger)?;
                clock.looked(&watch, began);
                summary
            }
        };
        pause(ledger)?;
        // Half a line is read and gives nothing yet.
        if summary.events + summary.issues > 0 {
            on_change(&summary);
        }
    }
    Ok(())
}

fn resume(ledger: &mut dyn Ledger) -> Result<Resumed, ScanError> {
    ledger.resume().map_err(ScanError::Keep)
}

fn pause(ledger: &mut dyn Ledger) -> Result<(), ScanError> {
    ledger.pause().map_err(ScanError::Keep)
}

struct Watch<'a> {
    providers: &'a [&'a dyn Provider],
    places: &'a Places,
    settings: &'a Settings,
    observer: &'a dyn Observer,
    stop: &'a AtomicBool,
    known: Known,
    /// Every source by its path, with its provider's place in the list.
    files: HashMap<PathBuf, (usize, Found)>,
    /// Files that change and are no sources.
    strangers: HashSet<PathBuf>,
    ears: Ears,
    mode: Option<Mode>,
    pace: Pace,
    followed: Followed,
    /// Files of databases that changed and may not be copied yet, and when that is over.
    late: Late,
    /// Whether the ledger takes nothing any more.
    is_over: bool,
}

impl<'a> Watch<'a> {
    /// Looks at everything, and then listens to the places that it found.
    fn look_at_all(&mut self, ledger: &mut dyn Ledger) -> Result<Summary, ScanError> {
        let mut summary = self.pass(ledger)?;
        if self.ears.is_new_here() {
            // What changed between the look and the listening was told to nobody.
            let again = self.pass(ledger)?;
            summary = merge(summary, &again);
        }
        let mode = if self.ears.hear() { Mode::Notified } else { Mode::Polling };
        if self.mode.replace(mode) != Some(mode) {
            self.observer.watching(mode);
        }
        Ok(summary)
    }

    fn pass(&mut self, ledger: &mut dyn Ledger) -> Result<Summary, ScanError> {
        let mut looked = self.search();
        if !looked.jobs.is_empty() || !looked.notes.is_empty() {
            match self.resume(ledger)? {
                Resumed::Same => {}
                Resumed::New => looked = self.search(),
                Resumed::Over => return Ok(Summary::default()),
            }
        }
        let summary = self.keep(looked.jobs, looked.notes, looked.summary, ledger)?;
        let roots: Vec<(PathBuf, Result<Arc<RootDir>, Refused>)> =
            looked.discoveries.iter().flat_map(|discovery| discovery.roots.iter().cloned()).collect();
        self.ears.attend(&roots);
        self.index(looked.discoveries);
        Ok(summary)
    }

    fn search(&self) -> Looked<'a> {
        Search::of(self.providers, self.places, self.settings, self.stop).sift(self.providers, &self.known)
    }

    /// Ends a pause. Where others wrote meanwhile, what a look found before it may be read by now, and has to be looked
    /// for anew.
    fn resume(&mut self, ledger: &mut dyn Ledger) -> Result<Resumed, ScanError> {
        let resumed = resume(ledger)?;
        if resumed == Resumed::New {
            self.known = Known::load(self.providers, ledger)?;
        }
        self.is_over = resumed == Resumed::Over;
        Ok(resumed)
    }

    fn keep(
        &mut self,
        jobs: Vec<Job<'_>>,
        notes: Vec<crate::drive::Parcel>,
        mut summary: Summary,
        ledger: &mut dyn Ledger,
    ) -> Result<Summary, ScanError> {
        self.pace.renew();
        let databases = databases(&jobs);
        let halt = Halt::new(self.stop);
        let (settings, observer, followed) = (self.settings, self.observer, Some(&self.followed));
        let desk = Desk { settings, observer, halt: &halt, pace: &self.pace, followed };
        let mut keeping =
            Keeping { ledger, known: &mut self.known, summary: &mut summary, is_pending: false };
        take(jobs, notes, desk, &mut keeping)?;
        self.late.note(databases, &self.pace);
        Ok(summary)
    }

    fn index(&mut self, discoveries: Vec<Discovery>) {
        let all = discoveries.into_iter().enumerate();
        let found = all.flat_map(|(provider, discovery)| {
            discovery.found.into_iter().flat_map(move |found| {
                beside::files(&found.source).map(move |file| (file, (provider, found.clone())))
            })
        });
        self.files = found.collect();
    }

    /// Looks only at the files that are said to have changed.
    fn look_at(&mut self, files: &HashSet<PathBuf>, ledger: &mut dyn Ledger) -> Result<Summary, ScanError> {
        let unknown: Vec<_> = files
            .iter()
            .filter(|file| !self.files.contains_key(*file) && !self.strangers.contains(*file))
            .cloned()
            .collect();
        if !unknown.is_empty() {
            let summary = self.look_at_all(ledger)?;
            self.estrange(unknown);
            return Ok(summary);
        }
        let mut jobs = self.jobs(files);
        if !jobs.is_empty() {
            match self.resume(ledger)? {
                Resumed::Same => {}
                Resumed::New if self.has_unread() => return self.look_at_all(ledger),
                Resumed::New => jobs = self.jobs(files),
                Resumed::Over => jobs.clear(),
            }
        }
        self.keep(jobs, Vec::new(), Summary::default(), ledger)
    }

    /// Tells whether a source was never read: the ledger may be another one, with all to be read again.
    fn has_unread(&self) -> bool {
        let id = |provider: usize| self.providers.get(provider).map_or("", |provider| provider.about().id);
        self.files.values().any(|(provider, found)| self.known.get(id(*provider), found.id).is_none())
    }

    fn jobs(&self, files: &HashSet<PathBuf>) -> Vec<Job<'a>> {
        let now = Instant::now();
        let files = files.iter().filter(|file| !self.late.waits(file, now));
        let mut jobs: Vec<Job<'a>> = files.filter_map(|file| self.job(file)).collect();
        // A database and its log often change together.
        jobs.sort_by_key(|job| job.id);
        jobs.dedup_by_key(|job| job.id);
        jobs
    }

    fn job(&self, file: &PathBuf) -> Option<Job<'a>> {
        let (provider, found) = self.files.get(file)?;
        let provider = *self.providers.get(*provider)?;
        let stat = beside::stat(&found.root, &found.source).ok()?;
        job(provider, &Found { stat, ..found.clone() }, self.known.get(provider.about().id, found.id))
    }

    /// Remembers files that a look at everything did not show to be sources.
    fn estrange(&mut self, files: Vec<PathBuf>) {
        if self.strangers.len() + files.len() > STRANGERS {
            self.strangers.clear();
        }
        let files = files.into_iter().filter(|file| !self.files.contains_key(file));
        self.strangers.extend(files);
    }

    /// Sleeps until something changed, or until it is time to look anyway.
    fn wait(&mut self, notice: &Notice, clock: &mut Clock) -> Hint {
        let until = clock.next().min(Instant::now() + BREATH).min(self.late.next());
        if notice.wait(until) {
            self.settle();
        }
        let hint = notice.take();
        if hint.structure {
            clock.echo();
        }
        let now = Instant::now();
        if clock.next() <= now { Hint::Everything } else { hint.hint().and(self.late.due(now)) }
    }

    /// Lets a burst of changes end, unless it is time to stop.
    fn settle(&self) {
        let end = Instant::now() + self.settings.settle;
        while Instant::now() < end && !self.stop.load(Ordering::Relaxed) {
            std::thread::sleep(BREATH.min(end - Instant::now()));
        }
    }
}

fn merge(first: Summary, second: &Summary) -> Summary {
    let mut both = second.clone();
    for (provider, tally) in first.providers {
        both.add(provider, tally.only_work());
    }
    both.stopped |= first.stopped;
    both.behind = second.behind.or(first.behind);
    both
}
