//! Whether a database can be written, found out by trying.

use std::fs;
use std::io::{self, Write};
use std::path::Path;

use crate::connect;
use crate::error::StoreError;
use crate::part::Part;
use crate::private;

/// What is written for a trial: what a few hours' work of an agent comes to.
const BYTES: usize = 1 << 20;

/// Tries whether a database is ours, it and its directory can be written and the disk has room left. A file beside the database is
/// made for it and removed again; the database is not opened. Where there is no directory yet, there is nothing to try.
///
/// # Errors
///
/// [`StoreError`] that says what stands in the way.
pub fn probe(db: &Path) -> Result<(), StoreError> {
    let failed = |error| StoreError::io(db, "trying to write", error);
    connect::check_own(db)?;
    if fs::metadata(db).is_ok() {
        private::writable(db).map_err(failed)?;
    }
    let directory = db.parent().filter(|parent| !parent.as_os_str().is_empty());
    if directory.is_some_and(|directory| fs::metadata(directory).is_err()) {
        return Ok(());
    }
    fill(db).map_err(failed)
}

fn fill(db: &Path) -> io::Result<()> {
    let mut part = Part::beside(db)?;
    part.file().write_all(&vec![0; BYTES])?;
    part.file().sync_all()
}
