//! The private directory that copies are made in. A copy has a name only while it is empty: whatever kills the process,
//! nothing that holds text is left there.

use std::fs::{DirBuilder, File};
use std::io;
use std::path::Path;

use tempfile::TempPath;

/// How a copy is named as long as it has a name.
const PREFIX: &str = "copy-";

/// An empty private file.
#[derive(Debug)]
pub(super) struct Blank {
    pub(super) file: File,
    path: TempPath,
}

/// What keeps a copy: nothing where it has no name any more, and its name where an open file cannot lose it.
#[derive(Debug)]
pub(super) struct Kept {
    #[cfg(not(unix))]
    _path: TempPath,
}

/// Makes an empty file for nobody else to look into.
pub(super) fn blank(scratch: &Path) -> io::Result<Blank> {
    create(scratch)?;
    let (file, path) = tempfile::Builder::new().prefix(PREFIX).tempfile_in(scratch)?.into_parts();
    Ok(Blank { file, path })
}

impl Blank {
    pub(super) fn path(&self) -> &Path {
        &self.path
    }

    /// Gives the file another name, in the place of what has it.
    pub(super) fn persist(self, path: &Path) -> io::Result<()> {
        self.path.persist(path).map_err(io::Error::from)
    }

    /// Takes the file's name away, so that the system removes it once nobody has it open.
    #[cfg(unix)]
    pub(super) fn hide(self) -> io::Result<(File, Kept)> {
        self.path.close()?;
        Ok((self.file, Kept {}))
    }

    /// Leaves the file its name: it is removed when it is dropped, and swept if the process is killed before. While
    /// SQLite has it open, nobody can remove it here.
    #[cfg(not(unix))]
    pub(super) fn hide(self) -> io::Result<(File, Kept)> {
        Ok((self.file, Kept { _path: self.path }))
    }
}

fn create(scratch: &Path) -> io::Result<()> {
    let mut builder = DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(scratch)
}

/// Removes what killed processes left, earlier releases' directories with whole copies among it, however young it is: a
/// copy that is read has no name, or cannot be removed. One that is about to lose its name is made again by its owner.
pub(crate) fn sweep(scratch: &Path) {
    let Ok(entries) = std::fs::read_dir(scratch) else { return };
    for entry in entries.flatten() {
        if !entry.file_name().to_str().is_some_and(|name| name.starts_with(PREFIX)) {
            continue;
        }
        // Not followed: a link is no directory here. What cannot be removed now is tried again another time.
        let _ = match entry.file_type() {
            Ok(kind) if kind.is_dir() => std::fs::remove_dir_all(entry.path()),
            _ => std::fs::remove_file(entry.path()),
        };
    }
}
