//! Copies of the whole file, made while it is in use.

use std::path::Path;
use std::time::Duration;

use rusqlite::backup::Backup;
use rusqlite::{Connection, OpenFlags};

use crate::connect;
use crate::error::{At, StoreError};
use crate::part::Part;

/// Pages copied between two looks at the lock: 4 MiB.
const STEP_PAGES: std::ffi::c_int = 1024;

/// Copies a database to a new file that only its owner can read; an existing file is never overwritten.
///
/// # Errors
///
/// [`StoreError`] when the source cannot be read or the target exists or cannot be written; a target that
/// was begun is removed again.
pub fn backup(path: &Path, to: &Path) -> Result<(), StoreError> {
    // An empty file is none yet.
    if std::fs::metadata(path).map_or(0, |about| about.len()) == 0 {
        return Err(StoreError::Missing { path: path.to_owned() });
    }
    copy(path, to)
}

pub(crate) fn copy(path: &Path, to: &Path) -> Result<(), StoreError> {
    let from = connect::reader(path)?;
    let failed = |error| StoreError::io(to, "creating it", error);
    if std::fs::symlink_metadata(to).is_ok() {
        return Err(StoreError::Exists { path: to.to_owned() });
    }
    // Half a copy never has the name of a whole one.
    let part = Part::beside(to).map_err(failed)?;
    copy_pages(&from, path, (part.path(), to))?;
    part.publish(to).map_err(failed)
}

fn copy_pages(from: &Connection, path: &Path, (part, to): (&Path, &Path)) -> Result<(), StoreError> {
    let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let mut copy = Connection::open_with_flags(part, flags).at(to)?;
    // A copy in one piece: readable from a read-only disk, too.
    Backup::new(from, &mut copy).at(path)?.run_to_completion(STEP_PAGES, Duration::ZERO, None).at(to)?;
    copy.pragma_update(None, "journal_mode", "DELETE").at(to)?;
    copy.close().map_err(|(_, error)| error).at(to)
}
