//! Which sources there are, each file once, and what the file system says of them. None is opened here.

use std::collections::HashMap;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::PathBuf;
use std::sync::Arc;

use scopeon_core::id::SourceId;
use scopeon_core::label::Label;
use scopeon_core::provider::{Provider, Shape, Source};

use crate::database::beside;
use crate::open::{FileId, Refused, RootDir, Stat};
use crate::places::{Places, Settings};
use crate::tree::{Blind, Walker};

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
    pub(crate) blind: Vec<Blind>,
    pub(crate) roots: Vec<(PathBuf, Result<Arc<RootDir>, Refused>)>,
    /// Entries that are neither files nor directories.
    pub(crate) others: u64,
    /// Whether the provider ended by itself.
    pub(crate) has_failed: bool,
}

/// Looks for one provider's sources. Of several paths to one file the one that `is_known` is taken, or else
/// the first in the order of paths.
pub(crate) fn discover(
    provider: &dyn Provider,
    places: &Places,
    settings: &Settings,
    is_known: &dyn Fn(SourceId) -> bool,
) -> Discovery {
    let tree = Walker::new(settings);
    let mut list = List {
        provider: provider.about().id,
        tree: &tree,
        found: Vec::new(),
        files: HashMap::new(),
        is_known,
    };
    let ended = catch_unwind(AssertUnwindSafe(|| {
        provider.discover(&places.roots(provider.about(), &tree), &mut |source| list.add(source));
    }));
    let found = list.found;
    Discovery {
        found,
        blind: tree.take_blind(),
        roots: tree.roots(),
        others: tree.others(),
        has_failed: ended.is_err(),
    }
}

struct List<'a> {
    provider: &'static str,
    tree: &'a Walker,
    found: Vec<Found>,
    files: HashMap<FileId, usize>,
    is_known: &'a dyn Fn(SourceId) -> bool,
}

impl List<'_> {
    fn add(&mut self, source: Source) {
        let readable = matches!(source.shape, Shape::Lines | Shape::Document | Shape::Database);
        let Some(root) = readable.then(|| self.tree.root(&source.root).ok()).flatten() else { return };
        // What is gone again is no source; what cannot be asked about is tried and told of when it is read.
        let stat = match beside::stat(&root, &source) {
            Ok(stat) => stat,
            Err(Refused::Missing) => return,
            Err(Refused::Issue(_)) => Stat::default(),
        };
        let id = source.id(self.provider);
        self.add_once(Found { source, id, root, stat });
    }

    fn add_once(&mut self, new: Found) {
        if new.stat.id.inode == 0 {
            return self.found.push(new);
        }
        let Some(place) = self.files.get(&new.stat.id).copied() else {
            self.files.insert(new.stat.id, self.found.len());
            return self.found.push(new);
        };
        if self.rank(&new) < self.rank(&self.found[place]) {
            self.found[place] = new;
        }
    }

    fn rank(&self, found: &Found) -> (bool, PathBuf) {
        (!(self.is_known)(found.id), found.source.full_path())
    }
}

/// Names a path for people; none for one that has nothing printable.
pub(crate) fn label(path: &std::path::Path) -> Option<Label> {
    Label::new(&path.to_string_lossy())
}
