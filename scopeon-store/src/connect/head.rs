//! A file's first bytes, looked at before SQLite does: another program's file is not opened at all.

use std::collections::HashSet;
use std::fs::Metadata;
use std::io::{self, Read};
use std::path::Path;
use std::sync::{LazyLock, Mutex, PoisonError};

use super::earlier;
use crate::error::StoreError;
use crate::{private, schema};

/// The files that were looked at. Whoever closes a file gives up every lock of the process on it (POSIX), and SQLite,
/// which does not notice, would lose what another process then overwrites: so a file is looked at once, before SQLite
/// first has it open. Afterwards SQLite itself is asked whose it is.
static SEEN: LazyLock<Mutex<HashSet<FileKey>>> = LazyLock::new(Mutex::default);

/// Whose a database is, as far as its first bytes tell.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum DatabaseKind {
    /// There is none, or a file without a byte.
    Missing,
    /// This program's.
    Own,
    /// Scopeon 0.x's, an earlier program of the same name.
    Earlier,
    /// Anything else: another program's, damaged, no file, or one that cannot be read.
    Other,
}

/// Returns whose a database is. Nothing is changed or locked, and SQLite does not open it.
#[must_use]
pub fn database_kind(path: &Path) -> DatabaseKind {
    if std::fs::symlink_metadata(path).is_err_and(|error| error.kind() == io::ErrorKind::NotFound) {
        return DatabaseKind::Missing;
    }
    let Some(about) = std::fs::metadata(path).ok().filter(Metadata::is_file) else {
        return DatabaseKind::Other;
    };
    // Held while the file is open, as below.
    let mut seen = SEEN.lock().unwrap_or_else(PoisonError::into_inner);
    let key = key(path, &about);
    if seen.contains(&key) {
        return DatabaseKind::Own;
    }
    match is_own(path) {
        Ok(true) if about.len() == 0 => DatabaseKind::Missing,
        Ok(true) => {
            seen.insert(key);
            DatabaseKind::Own
        }
        Ok(false) if earlier::is_earlier(path).unwrap_or(false) => DatabaseKind::Earlier,
        _ => DatabaseKind::Other,
    }
}

/// Refuses what is neither empty nor Scopeon's. A file without a byte holds nothing that could be lost: a first run that was
/// killed leaves one, and so does whoever makes a file to have its name.
pub(super) fn check(path: &Path) -> Result<(), StoreError> {
    let failed = |error| StoreError::io(path, "reading it", error);
    let about = std::fs::metadata(path).map_err(failed)?;
    if !about.is_file() {
        return Err(StoreError::NotPrivate { path: path.to_owned(), reason: "not a regular file" });
    }
    let key = key(path, &about);
    // Held while the file is open, so that no other thread has a lock on it by then.
    let mut seen = SEEN.lock().unwrap_or_else(PoisonError::into_inner);
    if seen.contains(&key) {
        return Ok(());
    }
    if !is_own(path).map_err(failed)? {
        return Err(StoreError::NotScopeon { path: path.to_owned() });
    }
    seen.insert(key);
    Ok(())
}

fn is_own(path: &Path) -> io::Result<bool> {
    let mut head = [0_u8; 100];
    let length = private::open_to_read(path)?.read(&mut head)?;
    if length == 0 {
        // What SQLite finds beside an empty file it removes: a log with content is somebody's.
        return Ok(!private::holds_some(path, "-wal"));
    }
    // Bytes 68 to 71 of an SQLite file are its application id. Ours is written with the first page there ever is.
    let own = schema::APPLICATION_ID.to_be_bytes();
    let is_sqlite = length == head.len() && head.starts_with(b"SQLite format 3\0");
    Ok(is_sqlite && head.get(68..72).is_some_and(|id| id == own))
}

/// Device, inode, and when the file was made, where the file system tells: numbers of inodes are used again.
#[cfg(unix)]
type FileKey = (u64, u64, Option<std::time::SystemTime>);

#[cfg(unix)]
fn key(_path: &Path, about: &Metadata) -> FileKey {
    use std::os::unix::fs::MetadataExt;
    (about.dev(), about.ino(), about.created().ok())
}

#[cfg(not(unix))]
type FileKey = std::path::PathBuf;

#[cfg(not(unix))]
fn key(path: &Path, _about: &Metadata) -> FileKey {
    path.to_owned()
}
