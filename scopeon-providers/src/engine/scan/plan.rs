//! What of everything that was found is to be read, and what is to be told without reading.

use std::cmp::Ordering;
use std::path::PathBuf;
use std::sync::Arc;

use scopeon_core::id::{Identity, SourceId};
use scopeon_core::provider::{Batch, Issue, IssueKind, Position, Provider, SourceKind};

use super::checkpoints::{Checkpoints, Glimpse};
use super::{Discovered, Task};
use crate::engine::discover::{Discovery, Shelf, label};
use crate::engine::drive::{Delivery, LONG, refusal_of, resolve_issue};
use crate::engine::open::{Refused, RootDir, Stat};
use crate::engine::summary::{Summary, Tally};
use crate::engine::tree::Inaccessible;

/// What a look at everything gave.
pub(crate) struct Looked {
    /// What is to be read.
    pub(crate) tasks: Vec<Task>,
    /// What is to be told without reading.
    pub(crate) notes: Vec<Delivery>,
    pub(crate) summary: Summary,
    /// Each provider's sources.
    pub(crate) shelves: Vec<Shelf>,
    pub(crate) roots: Vec<(PathBuf, Result<Arc<RootDir>, Refused>)>,
}

impl Discovered {
    /// Sorts out what is to be read.
    pub(crate) fn plan(self, providers: &[&dyn Provider], known: &Checkpoints) -> Looked {
        let mut looked = Looked {
            tasks: Vec::new(),
            notes: Vec::new(),
            summary: Summary::default(),
            shelves: Vec::new(),
            roots: Vec::new(),
        };
        looked.summary.stopped = self.stopped;
        for (provider, mut discovery) in providers.iter().copied().zip(self.discoveries) {
            let id = provider.info().id;
            discovery.choose(|source| known.get(id, source).is_some());
            looked.add(provider, known, discovery);
        }
        let Looked { tasks, shelves, .. } = &mut looked;
        tasks.sort_by(|a, b| in_order(shelves, *a, *b));
        looked
    }
}

/// What takes long comes first, so that no thread is left with it when the others are done: a large file, or a database,
/// which is copied and cannot be read by two threads. Then neighbours in time are read one after the other, so that what is
/// summed by time stays in one place.
fn in_order(shelves: &[Shelf], a: Task, b: Task) -> Ordering {
    let order = |task: Task| {
        let shelf = shelves.get(task.provider as usize)?;
        let (shape, stat) = (shelf.shape(task.place)?, shelf.stat(task.place)?);
        let is_long = shape == SourceKind::Database || stat.size > LONG;
        Some((!is_long, stat.modified_ns, shelf.parts(task.place)))
    };
    order(a).cmp(&order(b))
}

impl Looked {
    fn add(&mut self, provider: &dyn Provider, known: &Checkpoints, discovery: Discovery) {
        let about = provider.info();
        let number = u32::try_from(self.shelves.len()).unwrap_or(u32::MAX);
        let (mut seen, found) = (0, &discovery.found);
        for place in found.places() {
            let (Some(id), Some(stat)) = (found.id(place), found.stat(place)) else { continue };
            let known = known.get(about.id, id);
            seen += usize::from(known.is_some());
            self.tasks
                .extend(is_new(provider, &stat, known.as_ref()).then_some(Task { provider: number, place }));
        }
        let inaccessible = discovery
            .inaccessible
            .iter()
            .filter(|inaccessible| known.get(about.id, inaccessible_id(about.id, inaccessible)).is_some())
            .count();
        let tally = Tally {
            sources: discovery.found.len() as u64,
            skipped: discovery.others,
            vanished: known.count(about.id).saturating_sub(seen + inaccessible) as u64,
            ..Tally::default()
        };
        self.notes.extend(retracted(provider, &discovery, known));
        self.summary.add(about.id, tally);
        self.notes.extend(
            discovery
                .inaccessible
                .iter()
                .filter_map(|inaccessible| inaccessible_note(provider, inaccessible, known)),
        );
        self.notes.extend(discovery.has_failed.then(|| failure(provider)).flatten());
        self.roots.extend(discovery.roots);
        self.shelves.push(discovery.found);
    }
}

/// Returns `true` if a source changed since it was last read.
pub(crate) fn is_new(provider: &dyn Provider, stat: &Stat, known: Option<&Glimpse>) -> bool {
    let revision = provider.info().revision;
    !known.is_some_and(|known| known.revision == revision && stat.is_unchanged(&known.fingerprint))
}

fn inaccessible_id(provider: &str, inaccessible: &Inaccessible) -> SourceId {
    let path = inaccessible.full_path();
    SourceId(
        Identity::builder("directory").text(provider).bytes(path.as_os_str().as_encoded_bytes()).finish(),
    )
}

fn inaccessible_note(
    provider: &dyn Provider,
    inaccessible: &Inaccessible,
    known: &Checkpoints,
) -> Option<Delivery> {
    let about = provider.info();
    let id = inaccessible_id(about.id, inaccessible);
    let path = label(&inaccessible.full_path())?;
    refusal_of(
        about.id,
        about.revision,
        (id, &path),
        known.get(about.id, id).map(Glimpse::of_refused).as_ref(),
        &inaccessible.stat,
        (inaccessible.kind, None),
    )
}

/// Takes back what was told of things that were refused and are not there any more.
fn retracted(provider: &dyn Provider, discovery: &Discovery, known: &Checkpoints) -> Vec<Delivery> {
    let about = provider.info();
    let mut gone = known.refused(about.id);
    if gone.is_empty() || discovery.has_failed {
        return Vec::new();
    }
    for id in discovery.found.places().filter_map(|place| discovery.found.id(place)) {
        gone.remove(&id);
    }
    for inaccessible in &discovery.inaccessible {
        gone.remove(&inaccessible_id(about.id, inaccessible));
    }
    gone.into_iter()
        .filter_map(|id| Some(resolve_issue(about.id, about.revision, id, &label(about.id.as_ref())?)))
        .collect()
}

/// Tells that a provider could not say what sources it has.
fn failure(provider: &dyn Provider) -> Option<Delivery> {
    let about = provider.info();
    let batch = Batch {
        source: SourceId(Identity::builder("discovery").text(about.id).finish()),
        provider: about.id,
        path: label(about.id.as_ref())?,
        events: Vec::new(),
        issues: vec![Issue::new(IssueKind::ProviderFailed, Position::default())],
        checkpoint: None,
        restarted: false,
    };
    Some(Delivery { batch, tally: Tally { issues: 1, ..Tally::default() } })
}
