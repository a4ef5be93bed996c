//! The testkit's laws over a home of an agent's logs, and some more: files that come one by one, damage at every place.

mod shared_lines;

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::atomic::AtomicBool;

use scopeon_core::event::{Call, Finish};
use scopeon_core::provider::Provider;
use scopeon_providers::testkit::fuzz::{Seed, seeds};
use scopeon_providers::testkit::{Case, Law, MemoryStore, Truth};
use scopeon_providers::{NoopObserver, SearchPaths, Settings, scan};
use tempfile::TempDir;

const SENTINEL: &str = "PRIVATE_SENTINEL";
/// They say whose the logs beside them are, and are there before these.
const REGISTRIES: [&str; 6] = [
    ".project_root",
    "session.json",
    "sessions.json",
    "workspace.json",
    "state/taskHistory.json",
    "history_item.json",
];

/// Of a session that is called like its directory, a document says what it is.
fn is_registry(path: &Path) -> bool {
    let own = path.parent().and_then(Path::file_name);
    REGISTRIES.iter().any(|name| path.ends_with(name)) || (own.is_some() && path.file_stem() == own)
}

/// An agent with a home of its logs that it has to read by every law.
pub(crate) struct Lawful {
    pub(crate) make: fn() -> Box<dyn Provider>,
    home: PathBuf,
    truth: Truth,
    root: Option<&'static str>,
    appended: &'static [&'static str],
    is_placed: bool,
    canary: Option<&'static str>,
    earlier: Vec<TempDir>,
    /// What has to stay as long as the home is needed.
    _kept: Option<TempDir>,
}

impl Lawful {
    /// Takes a home and what a person counted in it.
    pub(crate) fn new(make: fn() -> Box<dyn Provider>, home: impl Into<PathBuf>, truth: Truth) -> Self {
        let canary = Some(SENTINEL);
        Self {
            make,
            home: home.into(),
            truth,
            root: None,
            appended: &[],
            is_placed: false,
            earlier: Vec::new(),
            canary,
            _kept: None,
        }
    }

    /// Takes a home that was made for it.
    pub(crate) fn made(make: fn() -> Box<dyn Provider>, home: TempDir, truth: Truth) -> Self {
        let path = home.path().to_owned();
        Self { _kept: Some(home), ..Self::new(make, path, truth) }
    }

    /// Takes a home whose figures a test has held against what it knows already.
    pub(crate) fn checked(make: fn() -> Box<dyn Provider>, home: &Path, read: &MemoryStore) -> Self {
        let is_known = |call: &&Call| !matches!(call.sample.finish, Finish::Unknown | Finish::Residual);
        let known = read.calls().filter(is_known).count() as u64;
        let unknown = read.calls().filter(|call| call.sample.finish == Finish::Unknown).count() as u64;
        let mut days = BTreeMap::<String, (u64, u64)>::new();
        for call in read.calls().filter(|call| is_known(call) || !call.sample.usage.is_empty()) {
            let day = days.entry(call.at.to_string().chars().take(10).collect()).or_default();
            *day = (day.0 + u64::from(is_known(&call)), day.1 + call.sample.usage.total());
        }
        let truth = Truth::new(known, read.calls().map(|call| call.sample.usage).sum());
        let truth = truth.unknown(unknown);
        let add = |truth: Truth, (day, (calls, tokens)): (String, (u64, u64))| truth.day(&day, calls, tokens);
        Self::new(make, home, days.into_iter().fold(truth, add))
    }

    /// Returns where the logs lie.
    pub(crate) fn home(&self) -> &Path {
        &self.home
    }

    /// Names what in the home is handed in as the agent's own root.
    pub(crate) fn root(mut self, root: &'static str) -> Self {
        self.root = Some(root);
        self
    }

    /// Names the tables whose rows are written once.
    pub(crate) fn appended(mut self, tables: &'static [&'static str]) -> Self {
        self.appended = tables;
        self
    }

    /// Names what the home was before.
    pub(crate) fn earlier(mut self, home: TempDir) -> Self {
        self.earlier.push(home);
        self
    }

    /// Says that the agent names no sessions, so that a log's place is one.
    pub(crate) fn placed(mut self) -> Self {
        self.is_placed = true;
        self
    }

    /// Names another text that must not come out.
    pub(crate) fn canary(mut self, text: &'static str) -> Self {
        self.canary = Some(text);
        self
    }

    /// Reads another home as this one is read.
    pub(crate) fn read(&self, home: &Path, ledger: &mut MemoryStore) {
        let (provider, root) = ((self.make)(), self.root.map(PathBuf::from));
        Reader { provider: provider.as_ref(), files: Vec::new(), root }.read(home, 1, ledger);
    }

    /// Every input that the home holds, for a fuzzer to begin with.
    pub(crate) fn seeds(&self, provider: &dyn Provider) -> Vec<Seed> {
        seeds(provider, &self.home, self.root).expect("a home that can be read")
    }

    /// Tries the testkit's laws, those with chance in them so many times.
    pub(crate) fn check_laws(&self, rounds: usize) {
        let mut case = Case::home(self.make, &self.home).truth(self.truth.clone()).rounds(rounds);
        case = self.root.into_iter().fold(case, Case::rooted_at);
        case = self.appended.iter().copied().fold(case, Case::appended);
        case = self.earlier.iter().fold(case, |case, earlier| case.earlier(earlier.path()));
        case = if self.is_placed { case.placed() } else { case };
        case = self.canary.into_iter().fold(case, Case::canary);
        let id = (self.make)().info().id;
        if case.check().is_err() {
            // One law that does not hold says less than all of them.
            let broken = Law::ALL.iter().filter_map(|law| case.check_law(*law).err());
            let text: String = broken.map(|violation| format!("{violation}\n")).collect();
            panic!("{id}: {text}");
        }
    }

    /// Proves every law.
    pub(crate) fn check(&self) {
        self.check_laws(6);
        let provider = (self.make)();
        let mut law = Reader::new(provider.as_ref(), &self.home);
        law = self.root.into_iter().fold(law, Reader::root);
        law.files_may_come_one_by_one();
        law.damage_never_panics();
        law.shared_lines_are_read();
    }
}

/// One agent and where its logs lie.
pub(crate) struct Reader<'a> {
    provider: &'a dyn Provider,
    /// The files of the home, by their paths in it.
    files: Vec<(PathBuf, Vec<u8>)>,
    /// Where the agent's own root lies in the home, where it is not found by itself.
    root: Option<PathBuf>,
}

impl<'a> Reader<'a> {
    pub(crate) fn new(provider: &'a dyn Provider, home: &Path) -> Self {
        let mut files = Vec::new();
        collect(home, Path::new(""), &mut files);
        files.sort();
        assert!(!files.is_empty(), "there are logs to read in {}", home.display());
        Self { provider, files, root: None }
    }

    /// Names the directory in the home that is handed in as the agent's own root.
    pub(crate) fn root(mut self, root: &str) -> Self {
        self.root = Some(PathBuf::from(root));
        self
    }

    fn home(&self) -> TempDir {
        let home = tempfile::tempdir().expect("a directory");
        for (path, bytes) in &self.files {
            put(home.path(), path, bytes);
        }
        home
    }

    /// Reads what is new below a home.
    pub(crate) fn read(&self, home: &Path, threads: usize, ledger: &mut MemoryStore) {
        let stop = AtomicBool::new(false);
        let mut places = SearchPaths::below(home);
        if let Some(root) = &self.root {
            places = places.root(self.provider.info().id, home.join(root));
        }
        let scratch = tempfile::tempdir().expect("a directory");
        let mut settings = Settings::default().threads(threads).scratch(scratch.path());
        settings.paced = false;
        scan(&[self.provider], &places, &settings, ledger, &NoopObserver, &stop)
            .expect("a ledger that keeps");
        assert_eq!(ledger.issues("provider_failed"), 0, "nothing panics");
    }

    pub(crate) fn files_may_come_one_by_one(&self) {
        let home = self.home();
        let mut whole = MemoryStore::default();
        self.read(home.path(), 1, &mut whole);
        let mut files: Vec<_> = self.files.iter().collect();
        for turn in 0..files.len().min(6) {
            files.rotate_left(turn);
            files.reverse();
            files.sort_by_key(|(path, _)| !is_registry(path));
            for (path, _) in &files {
                std::fs::remove_file(home.path().join(path)).expect("a file");
            }
            let mut ledger = MemoryStore::default();
            for (path, bytes) in &files {
                put(home.path(), path, bytes);
                self.read(home.path(), 1, &mut ledger);
            }
            assert_eq!(ledger.dump(), whole.dump(), "order {turn}");
        }
    }

    fn damage_never_panics(&self) {
        for (path, bytes) in &self.files {
            let home = self.home();
            let step = (bytes.len() / 60).max(1);
            for at in (0..bytes.len()).step_by(step) {
                put(home.path(), path, &bytes[..at]);
                self.read(home.path(), 1, &mut MemoryStore::default());
                for byte in [b'"', b'{', b'9', 0xff] {
                    let mut other = bytes.clone();
                    other[at] = byte;
                    put(home.path(), path, &other);
                    let mut ledger = MemoryStore::default();
                    self.read(home.path(), 1, &mut ledger);
                    assert!(!ledger.dump().contains(SENTINEL), "{} at {at}", path.display());
                }
            }
        }
    }
}

/// Puts a new file in place of whatever is there.
fn put(home: &Path, path: &Path, bytes: &[u8]) {
    let path = home.join(path);
    std::fs::create_dir_all(path.parent().expect("a directory")).expect("a directory");
    let _ = std::fs::remove_file(&path);
    std::fs::write(path, bytes).expect("a file");
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
