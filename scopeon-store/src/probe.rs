//! Whether a database can be written, found out by trying.

use std::fs;
use std::io::{self, Write};
use std::path::Path;

use crate::error::StoreError;
use crate::private::{self, beside};

/// What is written for a trial: what a few hours' work of an agent comes to.
const BYTES: usize = 1 << 20;

/// Tries whether a database and its directory can be written and the disk has room left. A file beside the database is
/// made for it and removed again; the database is not opened. Where there is no directory yet, there is nothing to try.
///
/// # Errors
///
/// [`StoreError`] that says what stands in the way.
pub fn probe(db: &Path) -> Result<(), StoreError> {
    let failed = |error| StoreError::io(db, "trying to write", error);
    if fs::metadata(db).is_ok() {
        private::writable(db).map_err(failed)?;
    }
    let directory = db.parent().filter(|parent| !parent.as_os_str().is_empty());
    if directory.is_some_and(|directory| fs::metadata(directory).is_err()) {
        return Ok(());
    }
    let path = beside(db, ".probe");
    // Of a trial that was broken off; if it cannot be removed, the next step fails.
    let _ = fs::remove_file(&path);
    let tried = fill(&path);
    let _ = fs::remove_file(&path);
    tried.map_err(failed)
}

fn fill(path: &Path) -> io::Result<()> {
    let mut file = private::create(path)?;
    file.write_all(&vec![0; BYTES])?;
    file.sync_all()
}
