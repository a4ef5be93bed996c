//! Reading on while agents write: what the system tells of changes is only a hint, a look at everything
//! follows in any case.

mod change_queue;
mod clock;
mod fs_watcher;
mod index;
mod late;

use std::collections::HashSet;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use scopeon_core::provider::{EventStore, Provider, Resumed};

use crate::engine::cancel_token::CancelToken;
use crate::engine::database::{Followed, Pace, beside};
use crate::engine::discover::Shelf;
use crate::engine::drive::{Delivery, ScanContext};
use crate::engine::observer::{Mode, Observer};
use crate::engine::scan::{Checkpoints, Discovered, Keeping, Looked, Task, Work, is_new, take};
use crate::engine::search_paths::SearchPaths;
use crate::engine::settings::Settings;
use crate::engine::summary::{ScanError, Summary};
use change_queue::{ChangeQueue, Hint};
use clock::Clock;
use fs_watcher::FsWatcher;
use index::Index;
use late::{Late, databases};

/// How long a watch that nothing wakes sleeps at most before it asks whether it is to stop.
const IDLE: Duration = Duration::from_millis(300);
/// How long it sleeps at most while a burst of changes ends.
const POLL_INTERVAL: Duration = Duration::from_millis(100);
/// So many changed files are remembered that are no sources.
const STRANGERS: usize = 10_000;

/// Reads what is new, and goes on reading whatever comes until `stop` is set.
///
/// `on_change` is called after the first look and after each later one that brought something. Changes are
/// read about [`Settings::settle`] after the system tells of them; where it cannot, everything is looked at
/// every [`Settings::poll`]. [`Observer::watching`] is told which of the two it is.
///
/// The store is paused whenever nothing is to be read, so that others may write to it.
///
/// # Errors
///
/// [`ScanError`] when the store fails.
pub fn watch(
    providers: &[&dyn Provider],
    places: &SearchPaths,
    settings: &Settings,
    store: &mut dyn EventStore,
    observer: &dyn Observer,
    stop: &AtomicBool,
    on_change: &mut dyn FnMut(&Summary),
) -> Result<(), ScanError> {
    if resume(store)? == Resumed::Closed {
        return Ok(());
    }
    let change_queue = Arc::new(ChangeQueue::default());
    let mut watch = Watch {
        providers,
        places,
        settings,
        observer,
        stop,
        known: Checkpoints::load(providers, store)?,
        shelves: Vec::new(),
        index: Index::default(),
        ignored_files: HashSet::new(),
        fs_watcher: FsWatcher::new(&change_queue, settings.mode),
        mode: None,
        pace: Pace::load(settings.scratch.as_deref()),
        followed: Followed::default(),
        late: Late::default(),
        is_over: false,
    };
    let summary = watch.look_at_all(store)?;
    pause(store)?;
    on_change(&summary);
    let mut clock = Clock::new((settings, watch.mode));
    while !watch.is_over && !stop.load(Ordering::Relaxed) {
        let summary = match watch.wait(&change_queue, &mut clock) {
            Hint::Nothing => continue,
            Hint::Files(files) => watch.look_at(&files, store)?,
            Hint::Everything => {
                let began = Instant::now();
                let summary = watch.look_at_all(store)?;
                clock.looked((settings, watch.mode), began);
                summary
            }
        };
        pause(store)?;
        // Half a line is read and gives nothing yet.
        if summary.events + summary.issues > 0 {
            on_change(&summary);
        }
    }
    Ok(())
}

fn resume(store: &mut dyn EventStore) -> Result<Resumed, ScanError> {
    store.resume().map_err(ScanError::Keep)
}

fn pause(store: &mut dyn EventStore) -> Result<(), ScanError> {
    store.pause().map_err(ScanError::Keep)
}

struct Watch<'a> {
    providers: &'a [&'a dyn Provider],
    places: &'a SearchPaths,
    settings: &'a Settings,
    observer: &'a dyn Observer,
    stop: &'a AtomicBool,
    known: Checkpoints,
    /// Each provider's sources.
    shelves: Vec<Shelf>,
    index: Index,
    /// Files that change and are no sources.
    ignored_files: HashSet<PathBuf>,
    fs_watcher: FsWatcher,
    mode: Option<Mode>,
    pace: Pace,
    followed: Followed,
    /// Files of databases that changed and may not be copied yet, and when that is over.
    late: Late,
    /// Whether the store takes nothing any more.
    is_over: bool,
}

impl Watch<'_> {
    /// Looks at everything, and then listens to the places that it found.
    fn look_at_all(&mut self, store: &mut dyn EventStore) -> Result<Summary, ScanError> {
        let mut summary = self.pass(store)?;
        if self.fs_watcher.is_new_here() {
            // What changed between the look and the listening was told to nobody.
            let again = self.pass(store)?;
            summary = merge(summary, &again);
        }
        let mode = if self.fs_watcher.hear() { Mode::Notified } else { Mode::Polling };
        if self.mode.replace(mode) != Some(mode) {
            self.observer.watching(mode);
        }
        Ok(summary)
    }

    fn pass(&mut self, store: &mut dyn EventStore) -> Result<Summary, ScanError> {
        // All of it is found again; both at once would take twice the memory.
        (self.index, self.shelves) = (Index::default(), Vec::new());
        let mut looked = self.search();
        if !looked.tasks.is_empty() || !looked.notes.is_empty() {
            match self.resume(store)? {
                Resumed::Unchanged => {}
                Resumed::Changed => {
                    drop(looked);
                    looked = self.search();
                }
                Resumed::Closed => return Ok(Summary::default()),
            }
        }
        self.shelves = looked.shelves;
        let summary = self.keep(looked.tasks, looked.notes, looked.summary, store)?;
        self.fs_watcher.attend(&looked.roots);
        self.index = Index::of(&self.shelves);
        Ok(summary)
    }

    fn search(&self) -> Looked {
        Discovered::of(self.providers, self.places, self.settings, self.stop)
            .plan(self.providers, &self.known)
    }

    /// Ends a pause. Where others wrote meanwhile, what a look found before it may be read by now, and has to be looked
    /// for again.
    fn resume(&mut self, store: &mut dyn EventStore) -> Result<Resumed, ScanError> {
        let resumed = resume(store)?;
        if resumed == Resumed::Changed {
            self.known = Checkpoints::none();
            self.known = Checkpoints::load(self.providers, store)?;
        }
        self.is_over = resumed == Resumed::Closed;
        Ok(resumed)
    }

    fn keep(
        &mut self,
        tasks: Vec<Task>,
        notes: Vec<Delivery>,
        mut summary: Summary,
        store: &mut dyn EventStore,
    ) -> Result<Summary, ScanError> {
        self.pace.renew();
        let databases = databases(&self.shelves, &tasks);
        let cancel_token = CancelToken::new(self.stop);
        let (settings, observer, followed) = (self.settings, self.observer, Some(&self.followed));
        let context =
            ScanContext { settings, observer, cancel_token: &cancel_token, pace: &self.pace, followed };
        let mut keeping = Keeping { store, known: &mut self.known, summary: &mut summary, is_pending: false };
        let work = Work { providers: self.providers, shelves: &self.shelves, tasks };
        take(&work, notes, context, &mut keeping)?;
        self.late.note(databases, &self.pace);
        Ok(summary)
    }

    /// Looks only at the files that are said to have changed.
    fn look_at(
        &mut self,
        files: &HashSet<PathBuf>,
        store: &mut dyn EventStore,
    ) -> Result<Summary, ScanError> {
        let is_unknown = |file: &&PathBuf| self.is_unknown(file) && !self.ignored_files.contains(*file);
        let unknown: Vec<_> = files.iter().filter(is_unknown).cloned().collect();
        if !unknown.is_empty() {
            let summary = self.look_at_all(store)?;
            self.ignore(unknown);
            return Ok(summary);
        }
        let mut tasks = self.tasks(files);
        if !tasks.is_empty() {
            match self.resume(store)? {
                Resumed::Unchanged => {}
                Resumed::Changed if self.has_unread() => return self.look_at_all(store),
                Resumed::Changed => tasks = self.tasks(files),
                Resumed::Closed => tasks.clear(),
            }
        }
        self.keep(tasks, Vec::new(), Summary::default(), store)
    }

    fn is_unknown(&self, file: &Path) -> bool {
        self.index.find(&self.shelves, file).is_none()
    }

    /// Returns `true` if a source was never read: the store may be another one, with all to be read again.
    fn has_unread(&self) -> bool {
        self.providers.iter().zip(&self.shelves).any(|(provider, shelf)| {
            let mut ids = shelf.places().filter_map(|place| shelf.id(place));
            ids.any(|id| self.known.get(provider.info().id, id).is_none())
        })
    }

    fn tasks(&mut self, files: &HashSet<PathBuf>) -> Vec<Task> {
        let now = Instant::now();
        let files = files.iter().filter(|file| !self.late.waits(file, now));
        let find = |file: &PathBuf| {
            let task = self.index.find(&self.shelves, file)?;
            Some((self.shelves.get(task.provider as usize)?.id(task.place)?, task))
        };
        let mut tasks: Vec<_> = files.filter_map(find).collect();
        // A database and its log often change together.
        tasks.sort_by_key(|(id, _)| *id);
        tasks.dedup_by_key(|(id, _)| *id);
        tasks.into_iter().filter_map(|(_, task)| self.look_again(task)).collect()
    }

    /// Asks what the file system says of a source by now; none where there is nothing new.
    fn look_again(&mut self, task: Task) -> Option<Task> {
        let sources = self.shelves.get_mut(task.provider as usize)?;
        let found = sources.get(task.place)?;
        let stat = beside::stat(&found.root, &found.source).ok()?;
        sources.restat(task.place, stat);
        let provider = *self.providers.get(task.provider as usize)?;
        let known = self.known.get(provider.info().id, found.id);
        is_new(provider, &stat, known.as_ref()).then_some(task)
    }

    /// Remembers files that a look at everything did not show to be sources.
    fn ignore(&mut self, files: Vec<PathBuf>) {
        if self.ignored_files.len() + files.len() > STRANGERS {
            self.ignored_files.clear();
        }
        let files: Vec<_> = files.into_iter().filter(|file| self.is_unknown(file)).collect();
        self.ignored_files.extend(files);
    }

    /// Sleeps until something changed, or until it is time to look anyway.
    fn wait(&mut self, change_queue: &ChangeQueue, clock: &mut Clock) -> Hint {
        let until = clock.next().min(Instant::now() + IDLE).min(self.late.next());
        if change_queue.wait(until) {
            self.settle();
        }
        let hint = change_queue.take();
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
            std::thread::sleep(POLL_INTERVAL.min(end - Instant::now()));
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
