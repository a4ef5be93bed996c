//! The private directory that copies are made in: for nobody else to look into, and empty again afterwards.

use std::fs::{DirBuilder, Metadata};
use std::io;
use std::path::Path;
use std::time::Duration;

use tempfile::TempDir;

/// How the directory of a copy is named.
const PREFIX: &str = "copy-";
/// A copy older than this is one that nobody reads any more: its process was killed.
const LEFT_OVER: Duration = Duration::from_hours(24);

/// Makes a directory for one copy, and removes what others left over. It is removed with what it holds when
/// it is dropped.
pub(super) fn directory(scratch: &Path) -> io::Result<TempDir> {
    create(scratch)?;
    let mut builder = tempfile::Builder::new();
    builder.prefix(PREFIX);
    #[cfg(unix)]
    builder.permissions(std::os::unix::fs::PermissionsExt::from_mode(0o700));
    let directory = builder.tempdir_in(scratch)?;
    // What cannot be swept now is swept another time.
    let _ = sweep(scratch, directory.path());
    Ok(directory)
}

fn create(scratch: &Path) -> io::Result<()> {
    let mut builder = DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(scratch)
}

/// Removes leftovers. The age is told by the file system's own clock, of which the new directory is a reading.
fn sweep(scratch: &Path, new: &Path) -> io::Result<()> {
    let now = std::fs::symlink_metadata(new)?.modified()?;
    for entry in std::fs::read_dir(scratch)?.flatten() {
        let is_copy = entry.file_name().to_str().is_some_and(|name| name.starts_with(PREFIX));
        // Not followed: a link is not a directory here.
        let Some(metadata) = entry.metadata().ok().filter(Metadata::is_dir) else { continue };
        let age = metadata.modified().ok().and_then(|then| now.duration_since(then).ok());
        if is_copy && age.is_some_and(|age| age > LEFT_OVER) {
            let _ = std::fs::remove_dir_all(entry.path());
        }
    }
    Ok(())
}
