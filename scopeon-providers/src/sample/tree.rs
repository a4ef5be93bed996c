//! Where the files of a Claude Code home lie, and the writing of them. Counts transcripts for the truth.

use std::fs::{self, File};
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::time::{Duration, SystemTime};

use scopeon_core::time::Timestamp;

use super::truth::Truth;

/// The `projects` directory of a Claude Code home.
#[derive(Debug)]
pub(super) struct Tree {
    projects: PathBuf,
}

impl Tree {
    pub(super) fn new(root: &Path) -> Self {
        Self { projects: root.join(".claude").join("projects") }
    }

    pub(super) fn main(&self, slug: &str, session: &str) -> PathBuf {
        self.projects.join(slug).join(format!("{session}.jsonl"))
    }

    pub(super) fn session_directory(&self, slug: &str, session: &str) -> PathBuf {
        self.projects.join(slug).join(session)
    }

    /// Writes a transcript and counts it.
    pub(super) fn transcript(
        &self,
        truth: &mut Truth,
        path: &Path,
        bytes: &[u8],
        at: Timestamp,
    ) -> io::Result<()> {
        truth.files += 1;
        truth.bytes += bytes.len() as u64;
        truth.lines += memchr::memchr_iter(b'\n', bytes).count() as u64;
        self.file(path, bytes, at)
    }

    /// Writes a file as if its last line had been appended at that instant.
    pub(super) fn file(&self, path: &Path, bytes: &[u8], at: Timestamp) -> io::Result<()> {
        debug_assert!(path.starts_with(&self.projects), "nothing is written outside of the tree");
        if let Some(directory) = path.parent() {
            fs::create_dir_all(directory)?;
        }
        let mut file = File::create(path)?;
        file.write_all(bytes)?;
        let millis = u64::try_from(at.millis()).unwrap_or(0);
        file.set_modified(SystemTime::UNIX_EPOCH + Duration::from_millis(millis))
    }
}
