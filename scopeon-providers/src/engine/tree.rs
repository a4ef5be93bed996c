//! A safe walk through a provider's directories: no link followed, depth and number bounded, what cannot be
//! read noted. Of files, only registries are opened here.

#[cfg_attr(unix, path = "tree/beneath.rs")]
#[cfg_attr(not(unix), path = "tree/portable.rs")]
mod walk;

mod doubt;
mod doubts;
mod inaccessible;

use std::cell::{Cell, RefCell};
use std::io::Read;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use scopeon_core::provider::{Entry, EntryKind, IssueKind, Tree, Visit};

use crate::engine::open::{Refused, RootDir, Stat};
use crate::engine::settings::Settings;
use doubts::Doubts;
pub(crate) use inaccessible::Inaccessible;

/// The largest file that may name further places, in bytes.
const MAX_REGISTRY: u64 = 16 << 20;

/// More threads wait for one another in the system.
pub(crate) const MAX_THREADS: usize = 4;

/// A root, and how opening it went.
type Opened = (PathBuf, Result<Arc<RootDir>, Refused>);

/// The tree that providers look through, and what was noticed meanwhile.
pub(crate) struct Walker {
    max_entries: u64,
    max_depth: usize,
    #[cfg_attr(not(unix), expect(dead_code, reason = "the portable walk is one thread's"))]
    threads: usize,
    /// In the order they were asked for; the last one is nearly always the one that is asked for again.
    roots: RefCell<Vec<Opened>>,
    inaccessible: RefCell<Vec<Inaccessible>>,
    others: Cell<u64>,
    doubts: RefCell<Doubts>,
}

impl Walker {
    /// Walks where `explicit` names places that the user chose.
    pub(crate) fn new(settings: &Settings, explicit: &[PathBuf]) -> Self {
        Self {
            max_entries: settings.max_entries,
            max_depth: settings.max_depth,
            threads: settings.threads.clamp(1, MAX_THREADS),
            roots: RefCell::default(),
            inaccessible: RefCell::default(),
            others: Cell::new(0),
            doubts: RefCell::new(Doubts::new(explicit)),
        }
    }

    /// Opens a root, once however often it is asked for.
    pub(crate) fn root(&self, path: &Path) -> Result<Arc<RootDir>, Refused> {
        if let Some((_, known)) = find(&self.roots.borrow(), path) {
            return known.clone();
        }
        let opened = match RootDir::open(path).map(Arc::new) {
            // Whoever looks for directories finds none in a file that the user chose.
            Err(Refused::Issue(IssueKind::NotRegular)) if self.doubts.borrow().is_chosen(path) => {
                Err(Refused::Missing)
            }
            opened => opened,
        };
        self.roots.borrow_mut().push((path.to_owned(), opened.clone()));
        opened
    }

    /// Returns every root that was asked for, and how opening it went, in the order of their paths.
    pub(crate) fn roots(&self) -> Vec<Opened> {
        let mut roots = self.roots.borrow().clone();
        roots.sort_by(|(a, _), (b, _)| a.cmp(b));
        roots
    }

    /// Takes what could not be looked through or is not to be opened, each once.
    pub(crate) fn take_inaccessible(&self) -> Vec<Inaccessible> {
        let mut inaccessible = self.inaccessible.take();
        inaccessible.sort_by_cached_key(|inaccessible| (inaccessible.full_path(), inaccessible.kind));
        inaccessible.dedup_by(|a, b| a.kind == b.kind && a.full_path() == b.full_path());
        inaccessible
    }

    /// Reads a registry.
    fn open(&self, root: &Path, path: &Path) -> Result<Vec<u8>, Refused> {
        let file = self.root(root)?.file(path)?;
        let mut bytes = Vec::new();
        let read = file.take(MAX_REGISTRY + 1).read_to_end(&mut bytes);
        read.map_err(|_| Refused::Issue(IssueKind::Unreadable))?;
        let fits = bytes.len() as u64 <= MAX_REGISTRY;
        if fits { Ok(bytes) } else { Err(Refused::Issue(IssueKind::TooLarge)) }
    }

    /// Returns how many entries were neither files nor directories.
    pub(crate) fn others(&self) -> u64 {
        self.others.get()
    }
}

/// Finds a root among those that were opened. Nearly always it is written as it was then, which is cheaper to
/// compare than what it means.
fn find<'a>(roots: &'a [Opened], path: &Path) -> Option<&'a Opened> {
    let written = roots.iter().rev().find(|(known, _)| known.as_os_str() == path.as_os_str());
    written.or_else(|| roots.iter().find(|(known, _)| known == path))
}

impl Tree for Walker {
    fn walk(&self, root: &Path, visit: &mut dyn FnMut(&Entry<'_>) -> Visit) {
        if let Some(link) = self.doubts.borrow().link_above(root) {
            return self.inaccessible.borrow_mut().push(link);
        }
        let opened = match self.root(root) {
            Ok(opened) => opened,
            Err(Refused::Missing) => return,
            Err(Refused::Issue(kind)) => {
                let (root, path) = (root.to_owned(), PathBuf::new());
                return self.inaccessible.borrow_mut().push(Inaccessible {
                    root,
                    path,
                    kind,
                    stat: Stat::default(),
                });
            }
        };
        let mut walk =
            Walk { tree: self, root, path: PathBuf::new(), depth: 0, left: self.max_entries, visit };
        walk.run(&opened);
    }

    fn read_small_file(&self, root: &Path, path: &Path) -> Option<Vec<u8>> {
        match self.open(root, path) {
            Ok(bytes) => Some(bytes),
            Err(Refused::Missing) => None,
            Err(Refused::Issue(kind)) => {
                self.doubt(root, path, kind);
                None
            }
        }
    }

    fn doubt(&self, root: &Path, path: &Path, kind: IssueKind) {
        let stat = self.root(root).and_then(|root| root.stat(path)).unwrap_or_default();
        let (root, path) = (root.to_owned(), path.to_owned());
        self.inaccessible.borrow_mut().push(Inaccessible { root, path, kind, stat });
    }
}

/// One walk below one root.
struct Walk<'a, 'v> {
    tree: &'a Walker,
    root: &'a Path,
    /// Where the walk stands, below the root.
    path: PathBuf,
    depth: usize,
    /// How many more entries are looked at.
    left: u64,
    visit: &'v mut dyn FnMut(&Entry<'_>) -> Visit,
}

impl Walk<'_, '_> {
    /// Shows the entry the walk stands at.
    fn show(&mut self, kind: EntryKind) -> Visit {
        if kind == EntryKind::Other {
            self.tree.others.set(self.tree.others.get() + 1);
        }
        (self.visit)(&Entry { root: self.root, path: &self.path, depth: self.depth, kind })
    }

    /// Shows the entry as what it is not.
    fn show_as(&mut self, path: &Path, kind: EntryKind) -> Visit {
        (self.visit)(&Entry { root: self.root, path, depth: self.depth, kind })
    }

    /// Counts one more entry; false when there were too many.
    fn count(&mut self) -> bool {
        self.left = self.left.saturating_sub(1);
        self.left > 0
    }

    /// Notes that the directory the walk stands at was not looked through.
    fn note(&self, kind: IssueKind, stat: Stat) {
        let (root, path) = (self.root.to_owned(), self.path.clone());
        self.tree.inaccessible.borrow_mut().push(Inaccessible { root, path, kind, stat });
    }
}
