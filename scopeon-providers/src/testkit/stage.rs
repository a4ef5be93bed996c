//! A private copy of a case's tree that laws may change, always at the same path.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::atomic::AtomicBool;

use super::ledger::MemoryLedger;
use super::{Case, Violation};
use crate::{Places, Settings, Silent, scan};

/// One file of the tree: its path below the root and what it holds.
#[derive(Clone, Debug)]
pub(super) struct Prop {
    pub(super) path: PathBuf,
    pub(super) bytes: Vec<u8>,
}

/// The copy.
pub(super) struct Stage<'a> {
    case: &'a Case<'a>,
    directory: tempfile::TempDir,
    pub(super) props: Vec<Prop>,
}

impl<'a> Stage<'a> {
    pub(super) fn new(case: &'a Case<'a>) -> Result<Self, Violation> {
        let mut props = Vec::new();
        collect(&case.tree, Path::new(""), &mut props)?;
        props.sort_by(|a, b| a.path.cmp(&b.path));
        let stage = Self { case, directory: tempfile::tempdir()?, props };
        stage.set(&stage.props)?;
        if stage.read(1)?.facts().next().is_none() {
            return Err(Violation::Powerless("no fact comes of the tree".to_owned()));
        }
        Ok(stage)
    }

    fn home(&self) -> PathBuf {
        self.directory.path().join("home")
    }

    pub(super) fn path(&self, prop: &Prop) -> PathBuf {
        self.home().join(&prop.path)
    }

    /// Makes the tree anew.
    pub(super) fn set(&self, props: &[Prop]) -> io::Result<()> {
        let home = self.home();
        if home.exists() {
            fs::remove_dir_all(&home)?;
        }
        fs::create_dir_all(&home)?;
        for prop in props {
            let path = self.path(prop);
            if let Some(parent) = path.parent() {
                fs::create_dir_all(parent)?;
            }
            fs::write(path, &prop.bytes)?;
        }
        Ok(())
    }

    /// Reads the tree with a memory of its own.
    pub(super) fn read(&self, threads: usize) -> Result<MemoryLedger, Violation> {
        let mut ledger = MemoryLedger::default();
        self.read_on(threads, &mut ledger)?;
        Ok(ledger)
    }

    /// Reads what is new to `ledger`.
    pub(super) fn read_on(&self, threads: usize, ledger: &mut MemoryLedger) -> Result<(), Violation> {
        let provider = self.case.provider;
        let places = if self.case.is_home {
            Places::below(self.home())
        } else {
            Places::default().root(provider.about().id, self.home())
        };
        let mut settings = Settings::default().threads(threads).scratch(self.directory.path().join("copies"));
        settings.batch_events = 1;
        scan(&[provider], &places, &settings, ledger, &Silent, &AtomicBool::new(false))?;
        Ok(())
    }
}

fn collect(root: &Path, below: &Path, props: &mut Vec<Prop>) -> io::Result<()> {
    for entry in fs::read_dir(root.join(below))? {
        let entry = entry?;
        let path = below.join(entry.file_name());
        let kind = entry.file_type()?;
        if kind.is_dir() {
            collect(root, &path, props)?;
        } else if kind.is_file() {
            let bytes = fs::read(root.join(&path))?;
            props.push(Prop { path, bytes });
        }
    }
    Ok(())
}
