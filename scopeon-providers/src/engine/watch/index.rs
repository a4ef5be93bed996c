//! Which source a file belongs to. Only hashes of paths are kept: the paths themselves stand on the shelves.

use std::hash::{BuildHasher, RandomState};
use std::path::Path;

use crate::engine::database::beside;
use crate::engine::discover::Shelf;
use crate::engine::scan::Task;

/// Every source by the files whose change is a change of it.
#[derive(Default)]
pub(super) struct Index<S = RandomState> {
    hash: S,
    /// Hashes of paths, in order, and whose they are. Several paths may have one.
    files: Vec<(u32, Task)>,
}

impl Index {
    /// Makes an index of each provider's sources.
    pub(super) fn of(shelves: &[Shelf]) -> Self {
        Self::by(RandomState::new(), shelves)
    }
}

impl<S: BuildHasher> Index<S> {
    fn by(hash: S, shelves: &[Shelf]) -> Self {
        let mut index = Self { hash, files: Vec::with_capacity(shelves.iter().map(Shelf::len).sum()) };
        for (provider, shelf) in (0..).zip(shelves) {
            for place in shelf.places() {
                let source = shelf.get(place).map(|found| found.source);
                for file in source.iter().flat_map(beside::files) {
                    let hash = index.hash_of(&file);
                    index.files.push((hash, Task { provider, place }));
                }
            }
        }
        // Sources of one path stay in their order.
        index.files.sort_by_key(|(hash, _)| *hash);
        index
    }

    /// Two ways to write one path have one hash.
    fn hash_of(&self, file: &Path) -> u32 {
        u32::try_from(self.hash.hash_one(file) >> 32).unwrap_or_default()
    }

    /// Finds the source that a file belongs to; of several the last.
    pub(super) fn find(&self, shelves: &[Shelf], file: &Path) -> Option<Task> {
        let wanted = self.hash_of(file);
        let first = self.files.partition_point(|(hash, _)| *hash < wanted);
        let alike = self.files.iter().skip(first).take_while(|(hash, _)| *hash == wanted);
        let is_its = |task: &Task| {
            let found = shelves.get(task.provider as usize).and_then(|shelf| shelf.get(task.place));
            found.is_some_and(|found| beside::files(&found.source).any(|own| own == file))
        };
        alike.map(|(_, task)| *task).filter(is_its).last()
    }
}

#[cfg(test)]
mod tests {
    use std::hash::Hasher;
    use std::path::PathBuf;
    use std::sync::Arc;

    use scopeon_core::provider::{Source, SourceKind};

    use super::*;
    use crate::engine::discover::Found;
    use crate::engine::open::{RootDir, Stat};

    /// Gives every path the same hash.
    #[derive(Default)]
    struct Same;

    impl BuildHasher for Same {
        type Hasher = Self;

        fn build_hasher(&self) -> Self {
            Self
        }
    }

    impl Hasher for Same {
        fn write(&mut self, _: &[u8]) {}

        fn finish(&self) -> u64 {
            7 << 32
        }
    }

    fn shelf(root: &Path, sources: &[(SourceKind, &str)]) -> Shelf {
        let opened = Arc::new(RootDir::open(root).unwrap());
        let mut shelf = Shelf::default();
        for (shape, path) in sources {
            let source = Source::new(*shape, root, *path);
            let id = source.id("toy");
            shelf.push(Found { source, id, root: opened.clone(), stat: Stat::default() });
        }
        shelf
    }

    fn finds_by_path(hash: impl BuildHasher) {
        let home = tempfile::tempdir().unwrap();
        let root = home.path();
        let lines = SourceKind::Lines;
        let shelves = [
            shelf(root, &[(lines, "a/one"), (lines, "a/two"), (lines, "b/one"), (lines, "one")]),
            shelf(root, &[(SourceKind::Database, "b/db"), (lines, "b/one"), (lines, "a/ö")]),
        ];
        let index = Index::by(hash, &shelves);
        let cases = [
            ("a/one", Some((0, 0))),
            ("a//one", Some((0, 0))),
            ("a/./two", Some((0, 1))),
            ("one", Some((0, 3))),
            ("a/ö", Some((1, 2))),
            ("b/db", Some((1, 0))),
            ("b/db-wal", Some((1, 0))),
            ("b/db-journal", Some((1, 0))),
            // Two providers name it, and it is the last one's.
            ("b/one", Some((1, 1))),
            ("a/one-wal", None),
            ("a/on", None),
            ("a", None),
            ("b/db-shm", None),
        ];
        for (file, place) in cases {
            let wanted = place.map(|(provider, place)| Task { provider, place });
            assert_eq!(index.find(&shelves, &root.join(file)), wanted, "{file}");
        }
        assert_eq!(index.find(&shelves, &PathBuf::from("a/one")), None, "it lies elsewhere");
    }

    #[test]
    fn a_file_is_found_by_its_path() {
        finds_by_path(RandomState::new());
    }

    #[test]
    fn paths_with_one_hash_are_told_apart() {
        finds_by_path(Same);
    }
}
