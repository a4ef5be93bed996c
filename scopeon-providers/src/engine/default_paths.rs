//! Where an agent's logs lie by default and which of these places a root stands for, learnt from the provider itself: it
//! is let look through a tree that holds nothing and takes notes.

use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use scopeon_core::provider::{Entry, EntryKind, Provider, SearchRoots, Tree, Visit};

/// The places of one agent. All paths are below the home directory, and all systems' are among them.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct DefaultPaths {
    /// Where it is looked for when nobody says otherwise.
    pub places: Vec<PathBuf>,
    /// What a root that the user names may be a copy of: one of these, or what lies between it and its place.
    pub roots: Vec<PathBuf>,
}

/// Stands for whatever root the user names.
const ANY: &str = "/any";
/// Stands for whatever home directory there is.
const HOME: &str = "/home";

/// Asks a provider for its places.
#[must_use]
pub fn default_paths(provider: &dyn Provider) -> DefaultPaths {
    let walked = looked_at(provider, Some(Path::new(HOME)), &[], BTreeSet::new());
    let walked: Vec<PathBuf> =
        walked.iter().filter_map(|path| path.strip_prefix(HOME).map(Path::to_owned).ok()).collect();
    // A provider that is after one name looks for it where it stands.
    let is_around = |place: &Path| walked.iter().any(|other| other.parent() == Some(place));
    let places: Vec<PathBuf> = walked.iter().filter(|place| !is_around(place)).cloned().collect();
    let names = places.iter().flat_map(|place| place.iter()).filter_map(|name| name.to_str());
    let meant = looked_at(provider, None, &[PathBuf::from(ANY)], names.map(str::to_owned).collect());
    let below: Vec<&Path> = meant.iter().filter_map(|path| path.strip_prefix(ANY).ok()).collect();
    // Where it looks for something below a root, the root may also be what lies there.
    let is_end =
        |place: &PathBuf| below.iter().any(|end| !end.as_os_str().is_empty() && place.ends_with(end));
    let ends: Vec<PathBuf> = places.iter().filter(|place| is_end(place)).cloned().collect();
    let ends = if ends.is_empty() { &places } else { &ends };
    let all: BTreeSet<PathBuf> = below.iter().flat_map(|below| stands_for(ends, below)).collect();
    let is_first = |root: &&PathBuf| !root.ancestors().skip(1).any(|above| all.contains(above));
    DefaultPaths { roots: all.iter().filter(is_first).cloned().collect(), places }
}

impl DefaultPaths {
    /// Names what is expected below a root that holds nothing, so that whoever can look may find it there: the nearest
    /// first.
    #[must_use]
    pub fn expected_below(&self, root: &Path) -> Vec<PathBuf> {
        let tails = |usual: &PathBuf| -> Vec<(usize, PathBuf)> {
            let names: Vec<_> = usual.iter().collect();
            (1..=names.len())
                .map(|count| (count, root.join(names[names.len() - count..].iter().collect::<PathBuf>())))
                .collect()
        };
        let mut expected: Vec<_> = self.roots.iter().flat_map(tails).collect();
        expected.sort();
        expected.into_iter().map(|(_, path)| path).collect()
    }
}

/// Lets a provider look around and returns where it looked.
fn looked_at(
    provider: &dyn Provider,
    home: Option<&Path>,
    explicit: &[PathBuf],
    names: BTreeSet<String>,
) -> BTreeSet<PathBuf> {
    let notes = Notes { names, seen: RefCell::default() };
    let roots = SearchRoots { home, explicit, variables: &BTreeMap::new(), tree: &notes };
    provider.discover(&roots, &mut |_| ());
    notes.seen.into_inner()
}

/// Of which places something below a root is the end: the root is what stands before.
fn stands_for(places: &[PathBuf], below: &Path) -> Vec<PathBuf> {
    let depth = below.components().count();
    let before =
        |place: &PathBuf| place.ancestors().nth(depth).filter(|_| place.ends_with(below)).map(Path::to_owned);
    places.iter().filter_map(before).filter(|root| !root.as_os_str().is_empty()).collect()
}

/// A tree of nothing, but for a root with directories of some names.
struct Notes {
    names: BTreeSet<String>,
    seen: RefCell<BTreeSet<PathBuf>>,
}

impl Tree for Notes {
    fn walk(&self, root: &Path, visit: &mut dyn FnMut(&Entry<'_>) -> Visit) {
        self.seen.borrow_mut().insert(root.to_owned());
        let mut show = |name: &str| {
            visit(&Entry { root, path: Path::new(name), depth: 1, kind: EntryKind::Directory });
        };
        if root == Path::new(ANY) {
            self.names.iter().for_each(|name| show(name));
        } else if Some(root) == Path::new(ANY).parent() {
            ANY.strip_prefix('/').into_iter().for_each(show);
        }
    }

    fn read_small_file(&self, root: &Path, _: &Path) -> Option<Vec<u8>> {
        self.seen.borrow_mut().insert(root.to_owned());
        None
    }
}
