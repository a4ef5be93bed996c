//! Which sources there are, each file once, and what the file system says of them. None is opened here.

use std::collections::HashMap;
use std::collections::hash_map::Entry;
use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};
use std::path::PathBuf;
use std::sync::Arc;

use scopeon_core::id::SourceId;
use scopeon_core::label::Label;
use scopeon_core::provider::{Provider, Shape, Source};

use crate::database::beside;
use crate::open::{FileId, Refused, RootDir, Stat, StatKind};
use crate::places::{Places, Settings};
use crate::tree::{Blind, MAX_THREADS, Walker};

/// Fewer sources than that are not worth a thread.
const WORTH_A_THREAD: usize = 64;

/// One source that is there.
#[derive(Clone, Debug)]
pub(crate) struct Found {
    pub(crate) source: Source,
    pub(crate) id: SourceId,
    pub(crate) root: Arc<RootDir>,
    pub(crate) stat: Stat,
}

/// What looking for one provider's sources gave.
pub(crate) struct Discovery {
    pub(crate) found: Vec<Found>,
    /// Further paths to files in `found`, each with its place there.
    twins: Vec<(usize, Found)>,
    pub(crate) blind: Vec<Blind>,
    pub(crate) roots: Vec<(PathBuf, Result<Arc<RootDir>, Refused>)>,
    /// Entries that are neither files nor directories.
    pub(crate) others: u64,
    /// Whether the provider ended by itself.
    pub(crate) has_failed: bool,
}

impl Discovery {
    /// Chooses of several paths to one file the one that `is_known`, or else the first in the order of paths.
    pub(crate) fn choose(&mut self, is_known: impl Fn(SourceId) -> bool) {
        let rank = |found: &Found| (!is_known(found.id), found.source.full_path());
        for (place, twin) in std::mem::take(&mut self.twins) {
            let Some(chosen) = self.found.get_mut(place) else { continue };
            if rank(&twin) < rank(chosen) {
                *chosen = twin;
            }
        }
    }
}

/// Looks for one provider's sources.
pub(crate) fn discover(provider: &dyn Provider, places: &Places, settings: &Settings) -> Discovery {
    let tree = Walker::new(settings, places.explicit(provider.about()));
    let mut named = Vec::new();
    let ended = catch_unwind(AssertUnwindSafe(|| {
        provider.discover(&places.roots(provider.about(), &tree), &mut |source| {
            tree.name();
            let readable = matches!(source.shape, Shape::Lines | Shape::Document | Shape::Database);
            if let Some(root) = readable.then(|| tree.root(&source.root).ok()).flatten() {
                named.push((source, root));
            }
        });
    }));
    tree.unmask(&mut named);
    let looked = look_at_all(provider.about().id, named, settings.threads);
    let mut list = List::of(looked.len());
    for found in looked {
        if matches!(found.stat.kind, Some(StatKind::Link | StatKind::Special)) {
            tree.refuse(&found.source, found.stat);
        } else {
            list.add(found);
        }
    }
    Discovery {
        found: list.found,
        twins: list.twins,
        blind: tree.take_blind(),
        roots: tree.roots(),
        others: tree.others(),
        has_failed: ended.is_err(),
    }
}

type Named = (Source, Arc<RootDir>);

/// Asks what the file system says of each source, side by side where there are many. What is gone again is no
/// source; what cannot be asked about is tried and told of when it is read.
fn look_at_all(provider: &str, mut named: Vec<Named>, threads: usize) -> Vec<Found> {
    let look = |named: Vec<Named>| -> Vec<Found> {
        named.into_iter().filter_map(|(source, root)| look_at(provider, source, root)).collect()
    };
    let threads = if named.len() < WORTH_A_THREAD { 1 } else { threads.clamp(1, MAX_THREADS) };
    let part = named.len().div_ceil(threads);
    std::thread::scope(|scope| {
        let mut others = Vec::new();
        while named.len() > part {
            let last = named.split_off(named.len() - part);
            others.push(scope.spawn(move || look(last)));
        }
        let mut found = look(named);
        // The parts were cut off from the end.
        for other in others.into_iter().rev() {
            found.extend(other.join().unwrap_or_else(|panic| resume_unwind(panic)));
        }
        found
    })
}

fn look_at(provider: &str, source: Source, root: Arc<RootDir>) -> Option<Found> {
    let stat = match beside::stat(&root, &source) {
        Ok(stat) => stat,
        Err(Refused::Missing) => return None,
        Err(Refused::Issue(_)) => Stat::default(),
    };
    Some(Found { id: source.id(provider), source, root, stat })
}

struct List {
    found: Vec<Found>,
    twins: Vec<(usize, Found)>,
    files: HashMap<FileId, usize>,
}

impl List {
    /// An empty list for about that many.
    fn of(many: usize) -> Self {
        Self { found: Vec::with_capacity(many), twins: Vec::new(), files: HashMap::with_capacity(many) }
    }

    /// Adds a source; of one file only once.
    fn add(&mut self, new: Found) {
        if new.stat.id.inode == 0 {
            return self.found.push(new);
        }
        match self.files.entry(new.stat.id) {
            Entry::Occupied(place) => self.twins.push((*place.get(), new)),
            Entry::Vacant(place) => {
                place.insert(self.found.len());
                self.found.push(new);
            }
        }
    }
}

/// Names a path for people; none for one that has nothing printable.
pub(crate) fn label(path: &std::path::Path) -> Option<Label> {
    Label::new(&path.to_string_lossy())
}
