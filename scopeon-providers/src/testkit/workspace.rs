//! A private copy of a case's tree that laws may change, and the readings of it.

use std::fs::{self, File, OpenOptions};
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::sync::atomic::AtomicBool;
use std::time::{Duration, SystemTime};

use scopeon_core::provider::{EventStore, Provider, SourceKind};

use super::store::MemoryStore;
use super::{Case, Violation};
use crate::engine::discover::discover;
use crate::{NoopObserver, ScanError, SearchPaths, Settings, Summary, scan};

/// When the files of a tree were last written to, as far as their provider can see: in 2026, in seconds since 1970.
const WRITTEN: u64 = 1_785_000_000;

/// One file of the tree: its path below the root and what it holds.
#[derive(Clone, Debug)]
pub(super) struct SampleFile {
    pub(super) path: PathBuf,
    pub(super) bytes: Vec<u8>,
    /// As what the provider reads it; none for what it does not read.
    pub(super) shape: Option<SourceKind>,
}

impl SampleFile {
    /// The same file with other bytes.
    pub(super) fn with(&self, bytes: Vec<u8>) -> Self {
        Self { bytes, ..self.clone() }
    }
}

/// The copy.
pub(super) struct Workspace<'a> {
    case: &'a Case<'a>,
    directory: tempfile::TempDir,
    /// The directory the tree lies in.
    home: PathBuf,
    pub(super) files: Vec<SampleFile>,
    /// What the first reading gave.
    pub(super) first: MemoryStore,
}

impl<'a> Workspace<'a> {
    pub(super) fn new(case: &'a Case<'a>) -> Result<Self, Violation> {
        let directory = tempfile::tempdir()?;
        let home = directory.path().join("home");
        let files = collect_all(&case.tree)?;
        let mut workspace = Self { case, directory, home, files, first: MemoryStore::default() };
        workspace.set(&workspace.files)?;
        workspace.find_shapes();
        workspace.first = workspace.read(1)?;
        if workspace.first.facts().next().is_none() {
            return Err(Violation::Powerless("no fact comes of the tree".to_owned()));
        }
        Ok(workspace)
    }

    /// The same tree in another place, and not read there yet.
    pub(super) fn moved(&self) -> io::Result<Self> {
        let directory = tempfile::tempdir()?;
        let home = directory.path().join("another/place/of another/home");
        let moved =
            Self { case: self.case, directory, home, files: self.files.clone(), first: self.first.clone() };
        moved.set(&moved.files)?;
        Ok(moved)
    }

    fn find_shapes(&mut self) {
        let found = discover((self.case.make)().as_ref(), &self.places(), &self.settings(1)).found;
        let found: Vec<_> = found.all().collect();
        for file in &mut self.files {
            let path = self.home.join(&file.path);
            let source = found.iter().find(|found| found.source.full_path() == path);
            file.shape = source.map(|found| found.source.kind);
        }
    }

    pub(super) fn path(&self, file: &SampleFile) -> PathBuf {
        self.home.join(&file.path)
    }

    /// The files that are read as one shape.
    pub(super) fn shaped(&self, shape: SourceKind) -> impl Iterator<Item = &SampleFile> {
        self.files.iter().filter(move |file| file.shape == Some(shape))
    }

    /// Makes the tree as it was found.
    pub(super) fn reset(&self) -> io::Result<()> {
        self.set(&self.files)
    }

    /// Makes the tree of these files alone. A file that is there is written again, as the same file.
    pub(super) fn set(&self, files: &[SampleFile]) -> io::Result<()> {
        fs::create_dir_all(&self.home)?;
        for other in collect_all(&self.home)? {
            if !files.iter().any(|file| file.path == other.path) {
                fs::remove_file(self.path(&other))?;
            }
        }
        files.iter().try_for_each(|file| self.put(file))
    }

    /// Writes one file, as the same file if it is there.
    pub(super) fn put(&self, file: &SampleFile) -> io::Result<()> {
        let path = self.path(file);
        if let Some(parent) = path.parent() {
            fs::create_dir_all(parent)?;
        }
        fs::write(path, &file.bytes)?;
        self.date(file, 0)
    }

    /// Appends to one file.
    pub(super) fn append(&self, file: &SampleFile, bytes: &[u8]) -> io::Result<()> {
        OpenOptions::new().append(true).open(self.path(file))?.write_all(bytes)?;
        self.date(file, 0)
    }

    /// Says when a file was last written to, in seconds after the others. The engine reads sources in that order.
    pub(super) fn date(&self, file: &SampleFile, after: u64) -> io::Result<()> {
        let at = SystemTime::UNIX_EPOCH + Duration::from_secs(WRITTEN + after);
        File::options().write(true).open(self.path(file))?.set_modified(at)
    }

    /// Reads the tree with a memory of its own.
    pub(super) fn read(&self, threads: usize) -> Result<MemoryStore, Violation> {
        let mut store = MemoryStore::default();
        self.read_on(threads, &mut store)?;
        Ok(store)
    }

    /// Reads what is new to `store`, with a provider that was made for that.
    pub(super) fn read_on(&self, threads: usize, store: &mut MemoryStore) -> Result<Summary, Violation> {
        self.read_with((self.case.make)().as_ref(), threads, store)
    }

    /// Reads what is new to `store` with this provider.
    pub(super) fn read_with(
        &self,
        provider: &dyn Provider,
        threads: usize,
        store: &mut MemoryStore,
    ) -> Result<Summary, Violation> {
        Ok(self.scan(provider, threads, store, &AtomicBool::new(false))?)
    }

    /// Reads what is new to a store that may break, or until `stop` is set.
    pub(super) fn scan(
        &self,
        provider: &dyn Provider,
        threads: usize,
        store: &mut dyn EventStore,
        stop: &AtomicBool,
    ) -> Result<Summary, ScanError> {
        scan(&[provider], &self.places(), &self.settings(threads), store, &NoopObserver, stop)
    }

    fn places(&self) -> SearchPaths {
        match &self.case.root {
            None => SearchPaths::below(&self.home),
            Some(root) => SearchPaths::default().root((self.case.make)().info().id, self.home.join(root)),
        }
    }

    fn settings(&self, threads: usize) -> Settings {
        let mut settings = Settings::default().threads(threads).scratch(self.directory.path().join("copies"));
        // Laws read the same database again and again.
        settings.paced = false;
        // Every mark is a place at which a reading can end.
        settings.batch_events = 1;
        settings
    }
}

/// Returns every file below a directory, in the order of paths.
pub(super) fn collect_all(root: &Path) -> io::Result<Vec<SampleFile>> {
    let mut files = Vec::new();
    collect(root, Path::new(""), &mut files)?;
    files.sort_by(|a, b| a.path.cmp(&b.path));
    Ok(files)
}

fn collect(root: &Path, below: &Path, files: &mut Vec<SampleFile>) -> io::Result<()> {
    for entry in fs::read_dir(root.join(below))? {
        let entry = entry?;
        let path = below.join(entry.file_name());
        let kind = entry.file_type()?;
        if kind.is_dir() {
            collect(root, &path, files)?;
        } else if kind.is_file() {
            let bytes = fs::read(root.join(&path))?;
            files.push(SampleFile { path, bytes, shape: None });
        }
    }
    Ok(())
}
