//! Files, as if the last session in them had just ended.

use std::fs::{self, File};
use std::io::{self, Write};
use std::path::Path;
use std::time::{Duration, SystemTime};

use super::session::{Session, Written};
use scopeon_core::time::Timestamp;

/// The last instant in any of the sessions.
pub(super) fn last(sessions: &[&Session]) -> Timestamp {
    sessions.iter().map(|session| session.end()).max().unwrap_or_default()
}

pub(super) fn write(root: &Path, file: &Written, at: Timestamp) -> io::Result<()> {
    let path = root.join(&file.path);
    surround(&path)?;
    let mut opened = File::create(path)?;
    opened.write_all(file.text.as_bytes())?;
    touch(&opened, at)
}

/// Makes the directories a file lies in.
pub(super) fn surround(path: &Path) -> io::Result<()> {
    path.parent().map_or(Ok(()), fs::create_dir_all)
}

/// Sets the time as if the last write had been at that instant.
pub(super) fn touch(file: &File, at: Timestamp) -> io::Result<()> {
    file.set_modified(SystemTime::UNIX_EPOCH + Duration::from_millis(at.millis().unsigned_abs()))
}
