//! The testkit's laws over a home of an agent's logs, and some more: grown line by line, files that come one
//! by one, damage at every place.

use std::path::{Path, PathBuf};
use std::sync::atomic::AtomicBool;

use scopeon_core::provider::Provider;
use scopeon_providers::testkit::{Case, MemoryLedger};
use scopeon_providers::{Places, Settings, Silent, scan};
use tempfile::TempDir;

const SENTINEL: &str = "PRIVATE_SENTINEL";

/// One agent and where its logs lie.
pub(crate) struct Law<'a> {
    provider: &'a dyn Provider,
    tree: PathBuf,
    /// The files of the home, by their paths in it.
    files: Vec<(PathBuf, Vec<u8>)>,
    /// Where the agent's own root lies in the home, where it is not found by itself.
    root: Option<PathBuf>,
}

impl<'a> Law<'a> {
    pub(crate) fn new(provider: &'a dyn Provider, home: &Path) -> Self {
        let mut files = Vec::new();
        collect(home, Path::new(""), &mut files);
        files.sort();
        assert!(!files.is_empty(), "there are logs to read in {}", home.display());
        Self { provider, tree: home.to_owned(), files, root: None }
    }

    /// Names the directory in the home that is handed in as the agent's own root.
    pub(crate) fn root(mut self, root: &str) -> Self {
        self.root = Some(PathBuf::from(root));
        self
    }

    /// Proves every law.
    pub(crate) fn check(&self) {
        let case = match &self.root {
            Some(_) => Case::root(self.provider, &self.tree),
            None => Case::home(self.provider, &self.tree),
        };
        case.canary(SENTINEL).rounds(12).check().unwrap_or_else(|violation| panic!("{violation}"));
        self.nothing_said_is_kept();
        self.twice_is_once();
        self.files_may_come_one_by_one();
        self.resumed_is_whole();
        self.damage_never_panics();
    }

    /// Proves that order, threads and places to stop at change nothing.
    pub(crate) fn orders(&self) {
        self.twice_is_once();
        self.files_may_come_one_by_one();
        self.resumed_is_whole();
    }

    fn home(&self) -> TempDir {
        let home = tempfile::tempdir().expect("a directory");
        for (path, bytes) in &self.files {
            put(home.path(), path, bytes);
        }
        home
    }

    /// Reads what is new below a home.
    pub(crate) fn read(&self, home: &Path, threads: usize, ledger: &mut MemoryLedger) {
        let stop = AtomicBool::new(false);
        let mut places = Places::below(home);
        if let Some(root) = &self.root {
            places = places.root(self.provider.about().id, home.join(root));
        }
        let scratch = tempfile::tempdir().expect("a directory");
        let settings = Settings::default().threads(threads).scratch(scratch.path());
        scan(&[self.provider], &places, &settings, ledger, &Silent, &stop).expect("a ledger that keeps");
        assert_eq!(ledger.issues("provider_failed"), 0, "nothing panics");
    }

    fn whole(&self) -> MemoryLedger {
        let home = self.home();
        let mut ledger = MemoryLedger::default();
        self.read(home.path(), 1, &mut ledger);
        ledger
    }

    fn nothing_said_is_kept(&self) {
        let says = |bytes: &[u8]| String::from_utf8_lossy(bytes).contains(SENTINEL);
        assert!(self.files.iter().any(|(_, bytes)| says(bytes)), "the canary is there");
        let ledger = self.whole();
        assert!(ledger.facts().count() > 0, "something is kept");
        assert!(!ledger.dump().contains(SENTINEL));
        assert!(!ledger.dump_rest().contains(SENTINEL));
    }

    fn twice_is_once(&self) {
        let home = self.home();
        let (mut once, mut again) = (MemoryLedger::default(), MemoryLedger::default());
        self.read(home.path(), 1, &mut once);
        self.read(home.path(), 2, &mut again);
        assert_eq!(again.dump(), once.dump(), "threads change nothing");
        assert_eq!(again.dump_rest(), once.dump_rest());
        // Other inodes at the same paths: everything is read again.
        for (path, bytes) in &self.files {
            put(home.path(), path, bytes);
        }
        self.read(home.path(), 2, &mut again);
        assert_eq!(again.dump(), once.dump(), "reading everything again changes nothing");
    }

    fn files_may_come_one_by_one(&self) {
        let home = self.home();
        let mut whole = MemoryLedger::default();
        self.read(home.path(), 1, &mut whole);
        let mut files: Vec<_> = self.files.iter().collect();
        for turn in 0..files.len().min(6) {
            files.rotate_left(turn);
            files.reverse();
            for (path, _) in &files {
                std::fs::remove_file(home.path().join(path)).expect("a file");
            }
            let mut ledger = MemoryLedger::default();
            for (path, bytes) in &files {
                put(home.path(), path, bytes);
                self.read(home.path(), 1, &mut ledger);
            }
            assert_eq!(ledger.dump(), whole.dump(), "order {turn}");
        }
    }

    /// Every log of lines, alone, grown line by line.
    fn resumed_is_whole(&self) {
        for (path, bytes) in self.files.iter().filter(|(path, _)| is_lines(path)) {
            let home = tempfile::tempdir().expect("a directory");
            put(home.path(), path, bytes);
            let (mut whole, mut grown) = (MemoryLedger::default(), MemoryLedger::default());
            self.read(home.path(), 1, &mut whole);
            let ends = bytes.iter().enumerate().filter(|(_, byte)| **byte == b'\n').map(|(at, _)| at + 1);
            grow(home.path(), path, b"");
            for end in ends.chain([bytes.len()]) {
                grow(home.path(), path, &bytes[..end]);
                self.read(home.path(), 1, &mut grown);
            }
            assert_eq!(grown.dump(), whole.dump(), "{}", path.display());
            assert_eq!(grown.dump_rest(), whole.dump_rest(), "{}", path.display());
        }
    }

    fn damage_never_panics(&self) {
        for (path, bytes) in &self.files {
            let home = self.home();
            let step = (bytes.len() / 60).max(1);
            for at in (0..bytes.len()).step_by(step) {
                put(home.path(), path, &bytes[..at]);
                self.read(home.path(), 1, &mut MemoryLedger::default());
                for byte in [b'"', b'{', b'9', 0xff] {
                    let mut other = bytes.clone();
                    other[at] = byte;
                    put(home.path(), path, &other);
                    let mut ledger = MemoryLedger::default();
                    self.read(home.path(), 1, &mut ledger);
                    assert!(!ledger.dump().contains(SENTINEL), "{} at {at}", path.display());
                }
            }
        }
    }
}

fn is_lines(path: &Path) -> bool {
    !path.extension().is_some_and(|extension| extension == "json" || extension == "zst" || is_database(path))
}

fn is_database(path: &Path) -> bool {
    path.extension().is_some_and(|extension| extension == "db" || extension == "vscdb")
}

/// Puts a new file in place of whatever is there.
fn put(home: &Path, path: &Path, bytes: &[u8]) {
    let path = home.join(path);
    std::fs::create_dir_all(path.parent().expect("a directory")).expect("a directory");
    let _ = std::fs::remove_file(&path);
    std::fs::write(path, bytes).expect("a file");
}

/// Writes to the same file, so that it is seen to grow.
fn grow(home: &Path, path: &Path, bytes: &[u8]) {
    std::fs::write(home.join(path), bytes).expect("a file");
}

fn collect(home: &Path, below: &Path, files: &mut Vec<(PathBuf, Vec<u8>)>) {
    for entry in std::fs::read_dir(home.join(below)).expect("a directory") {
        let entry = entry.expect("an entry");
        let path = below.join(entry.file_name());
        if entry.path().is_dir() {
            collect(home, &path, files);
        } else {
            files.push((path, std::fs::read(entry.path()).expect("a file")));
        }
    }
}
