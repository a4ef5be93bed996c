//! What was asked of a provider, and what it named meanwhile.

use std::collections::{HashMap, HashSet};
use std::path::{Path, PathBuf};

use super::inaccessible::Inaccessible;

/// What was asked of a provider.
pub(super) struct Doubts {
    pub(super) explicit: HashSet<PathBuf>,
    pub(super) asked: usize,
    /// How many sources the provider named so far.
    pub(super) named: u64,
    /// Links that were shown as directories, by their full paths.
    pub(super) links: HashMap<PathBuf, Inaccessible>,
    /// Entries that were shown under names which are not theirs, by the full paths of those.
    pub(super) names: HashMap<PathBuf, Inaccessible>,
    /// What the names that the provider took stand for.
    pub(super) odd: Vec<Inaccessible>,
    /// Full paths that are no Unicode and that the provider named itself.
    pub(super) named_odd: HashSet<PathBuf>,
}

impl Doubts {
    pub(super) fn new(explicit: &[PathBuf]) -> Self {
        Self {
            explicit: explicit.iter().cloned().collect(),
            asked: 0,
            named: 0,
            links: HashMap::new(),
            names: HashMap::new(),
            odd: Vec::new(),
            named_odd: HashSet::new(),
        }
    }

    /// Returns `true` if the user chose a place or one above it.
    pub(super) fn is_chosen(&self, place: &Path) -> bool {
        place.ancestors().any(|above| self.explicit.contains(above))
    }

    /// Returns the link that leads to `root`, where one was only shown as a directory and the user did not choose it.
    pub(super) fn link_above(&self, root: &Path) -> Option<Inaccessible> {
        if self.links.is_empty() {
            return None;
        }
        let mut above = root.ancestors().take_while(|above| !self.explicit.contains(*above));
        above.find_map(|above| self.links.get(above).cloned())
    }
}
