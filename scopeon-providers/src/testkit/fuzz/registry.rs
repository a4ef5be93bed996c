//! A tree in memory, in which one file is any bytes: what a reader finds by it.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use scopeon_core::provider::{Entry, EntryKind, Provider, SearchRoots, Source, Tree, Visit};

use super::seed::{HOME, Seed};
use super::{Verdict, hold};

/// What lies between the names of the tree's files and what stands in the registry.
pub(super) const BETWEEN: &[u8] = b"\n\n";
/// More files than that are left out.
const MAX_FILES: usize = 400;
/// No registry names more places than its bytes can.
const MAX_FOUND: usize = 100_000;

struct Files {
    paths: BTreeSet<PathBuf>,
    registry: (PathBuf, Vec<u8>),
}

impl Tree for Files {
    fn walk(&self, root: &Path, visit: &mut dyn FnMut(&Entry<'_>) -> Visit) {
        self.enter(root, Path::new(""), None, visit);
    }

    fn read_small_file(&self, root: &Path, path: &Path) -> Option<Vec<u8>> {
        (root.join(path) == self.registry.0).then(|| self.registry.1.clone())
    }
}

impl Files {
    /// Shows what lies in a directory, or only what is called so.
    fn enter(
        &self,
        root: &Path,
        below: &Path,
        only: Option<&str>,
        visit: &mut dyn FnMut(&Entry<'_>) -> Visit,
    ) {
        let directory = root.join(below);
        let mut held: BTreeMap<PathBuf, EntryKind> = BTreeMap::new();
        for path in self.paths.iter().filter_map(|path| path.strip_prefix(&directory).ok()) {
            let mut parts = path.components();
            let Some(name) = parts.next() else { continue };
            let kind = if parts.next().is_some() { EntryKind::Directory } else { EntryKind::File };
            held.insert(below.join(name), kind);
        }
        if let Some(only) = only {
            held = BTreeMap::from([(below.join(only), EntryKind::Directory)]);
        }
        for (path, kind) in held {
            let depth = path.components().count();
            let shown = visit(&Entry { root, path: &path, depth, kind });
            match shown {
                _ if kind != EntryKind::Directory => {}
                Visit::Enter => self.enter(root, &path, None, visit),
                Visit::Only(name) => self.enter(root, &path, Some(name), visit),
                Visit::Skip => {}
            }
        }
    }
}

/// Judges what a reader finds where a registry is any bytes.
pub(super) fn judge(provider: &dyn Provider, seed: &Seed) -> Verdict {
    let home = Path::new(HOME);
    let between = memchr::memmem::find(&seed.body, BETWEEN).unwrap_or(seed.body.len());
    let names = seed.body[..between].split(|byte| *byte == b'\n').take(MAX_FILES);
    let paths = names.filter_map(|name| str::from_utf8(name).ok()).map(|name| home.join(name)).collect();
    let said = seed.body.get(between + BETWEEN.len()..).unwrap_or_default();
    let tree = Files { paths, registry: (home.join(&seed.root).join(&seed.path), said.to_vec()) };
    let explicit: Vec<PathBuf> =
        (!seed.project.is_empty()).then(|| home.join(&seed.project)).into_iter().collect();
    let roots =
        SearchRoots { home: Some(home), explicit: &explicit, variables: &BTreeMap::new(), tree: &tree };
    let mut found: Vec<Source> = Vec::new();
    provider.discover(&roots, &mut |source| found.push(source));
    hold(found.len() <= MAX_FOUND, || format!("{} sources are named", found.len()))
}
