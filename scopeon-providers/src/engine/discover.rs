//! Which sources there are, each file once, and what the file system says of them. None is opened here.

mod shelf;

use std::collections::HashMap;
use std::collections::hash_map::Entry;
use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use scopeon_core::id::SourceId;
use scopeon_core::label::Label;
use scopeon_core::provider::{Provider, Source, SourceKind};

use crate::engine::database::beside;
use crate::engine::open::{FileId, Refused, RootDir, Stat, StatKind};
use crate::engine::search_paths::SearchPaths;
use crate::engine::settings::Settings;
use crate::engine::tree::{Inaccessible, MAX_THREADS, Walker};
pub(crate) use shelf::Shelf;

/// So many sources are asked about at once; what was found is packed before more are named.
const AT_ONCE: usize = 4096;
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
    pub(crate) found: Shelf,
    /// Further paths to files in `found`, and of each the place there.
    hardlinks: Shelf,
    twin_of: Vec<u32>,
    pub(crate) inaccessible: Vec<Inaccessible>,
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
        let hardlinks = std::mem::take(&mut self.hardlinks);
        for (place, twin) in std::mem::take(&mut self.twin_of).into_iter().zip(hardlinks.places()) {
            let (Some(chosen), Some(twin)) = (self.found.get(place), hardlinks.get(twin)) else { continue };
            if rank(&twin) < rank(&chosen) {
                self.found.replace(place, twin);
            }
        }
    }
}

/// Looks for one provider's sources.
pub(crate) fn discover(provider: &dyn Provider, places: &SearchPaths, settings: &Settings) -> Discovery {
    let tree = Walker::new(settings, places.explicit(provider.info()));
    let mut looking = Looking {
        provider: provider.info().id,
        tree: &tree,
        settings,
        named: Vec::new(),
        list: List::default(),
    };
    let ended = catch_unwind(AssertUnwindSafe(|| {
        provider.discover(&places.roots(provider.info(), &tree), &mut |source| looking.name(source));
    }));
    let list = looking.end();
    Discovery {
        found: list.found,
        hardlinks: list.hardlinks,
        twin_of: list.twin_of,
        inaccessible: tree.take_inaccessible(),
        roots: tree.roots(),
        others: tree.others(),
        has_failed: ended.is_err(),
    }
}

/// A look for one provider's sources, while it goes on.
struct Looking<'a> {
    provider: &'static str,
    tree: &'a Walker,
    settings: &'a Settings,
    /// What was named and not asked about yet.
    named: Vec<Named>,
    list: List,
}

impl Looking<'_> {
    fn name(&mut self, source: Source) {
        self.tree.name();
        let readable = matches!(source.kind, SourceKind::Lines | SourceKind::Document | SourceKind::Database);
        if let Some(root) = readable.then(|| self.tree.root(&source.root).ok()).flatten() {
            self.named.push((source, root));
        }
        if self.named.len() >= AT_ONCE {
            self.ask();
        }
    }

    /// Asks about what was named, and packs what is there.
    fn ask(&mut self) {
        let mut named = std::mem::take(&mut self.named);
        self.tree.unmask(&mut named);
        for found in look_at_all(self.provider, named, self.settings) {
            if matches!(found.stat.kind, Some(StatKind::Link | StatKind::Special)) {
                self.tree.refuse(&found.source, found.stat);
            } else {
                self.list.add(found);
            }
        }
    }

    fn end(mut self) -> List {
        self.ask();
        let masks = self.tree.take_masks();
        let mut list = self.list;
        if !masks.is_empty() {
            // What has such a name of its own may have been asked about before the name was seen to stand for another.
            list = list.without(&|path| masks.contains(path));
        }
        list.files = HashMap::new();
        list
    }
}

type Named = (Source, Arc<RootDir>);

/// Asks what the file system says of each source, side by side where there are many. What is gone again is no
/// source; what cannot be asked about is tried and told of when it is read.
fn look_at_all(provider: &str, mut named: Vec<Named>, settings: &Settings) -> Vec<Found> {
    let look = |named: Vec<Named>| -> Vec<Found> {
        named.into_iter().filter_map(|(source, root)| look_at(provider, source, root, settings)).collect()
    };
    let threads = if named.len() < WORTH_A_THREAD { 1 } else { settings.threads.clamp(1, MAX_THREADS) };
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

fn look_at(provider: &str, source: Source, root: Arc<RootDir>, settings: &Settings) -> Option<Found> {
    let stat = match beside::stat(&root, &source) {
        Ok(stat) => stat,
        Err(Refused::Missing) => return None,
        Err(Refused::Issue(_)) => Stat::default(),
    };
    let id = source.id(provider);
    let id = settings.redactor.as_ref().map_or(id, |redactor| redactor.source(id));
    Some(Found { source, id, root, stat })
}

#[derive(Default)]
struct List {
    found: Shelf,
    hardlinks: Shelf,
    twin_of: Vec<u32>,
    files: HashMap<FileId, u32>,
}

impl List {
    /// Adds a source; of one file only once.
    fn add(&mut self, new: Found) {
        if new.stat.id.inode == 0 {
            self.found.push(new);
            return;
        }
        match self.files.entry(new.stat.id) {
            Entry::Occupied(place) => {
                self.twin_of.push(*place.get());
                self.hardlinks.push(new);
            }
            Entry::Vacant(place) => {
                place.insert(self.found.push(new));
            }
        }
    }

    /// Leaves out what lies at some paths.
    fn without(self, is_out: &dyn Fn(&Path) -> bool) -> Self {
        let mut left = Self::default();
        for shelf in [&self.found, &self.hardlinks] {
            let kept = shelf.all().filter(|found| !is_out(&found.source.full_path()));
            kept.for_each(|found| left.add(found));
        }
        left
    }
}

/// Names a path for people; none for one that has nothing printable.
pub(crate) fn label(path: &Path) -> Option<Label> {
    Label::new(&path.to_string_lossy())
}
