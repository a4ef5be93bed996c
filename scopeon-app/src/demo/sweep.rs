//! Removes what demos left that were killed: each holds a lock in its directory while it lives.

use std::fs::{self, File, Metadata};
use std::io;
use std::path::Path;
use std::time::Duration;

use scopeon_store::{Owners, check_owner};

/// How a demo's directory begins.
pub(super) const PREFIX: &str = "scopeon-demo-";
const LOCK: &str = ".demo.lock";
/// A younger directory may belong to a demo that is about to take its lock.
const SETTLED: Duration = Duration::from_mins(1);

/// So many entries of the temporary directory are looked at: every start does.
const MOST: usize = 4096;

/// Takes the lock of a demo's new directory.
pub(super) fn lock(directory: &Path) -> io::Result<File> {
    let file = File::create_new(directory.join(LOCK))?;
    file.try_lock()?;
    Ok(file)
}

/// Removes the directories beside this one whose demos are gone.
pub(super) fn beside(own: &Path) {
    if let Some(parent) = own.parent() {
        others(parent);
    }
}

/// Removes the directories of demos that are gone. What cannot be removed stays: nobody has come for that.
pub(super) fn others(parent: &Path) {
    let Ok(entries) = fs::read_dir(parent) else { return };
    for entry in entries.flatten().take(MOST) {
        let is_named = entry.file_name().to_str().is_some_and(|name| name.starts_with(PREFIX));
        let is_left = |other: Metadata| {
            other.is_dir()
                && is_settled(&other)
                && check_owner(&entry.path(), Owners::User).is_ok()
                && is_free(&entry.path())
        };
        if is_named && fs::symlink_metadata(entry.path()).is_ok_and(is_left) {
            empty(&entry.path());
            let _ = fs::remove_dir_all(entry.path());
        }
    }
}

fn is_settled(about: &Metadata) -> bool {
    about.modified().is_ok_and(|at| at.elapsed().is_ok_and(|age| age >= SETTLED))
}

fn is_free(directory: &Path) -> bool {
    File::open(directory.join(LOCK)).is_ok_and(|lock| lock.try_lock().is_ok())
}

/// Removes what a demo's directory holds, but for its lock: whoever is stopped meanwhile leaves what is known for its own.
pub(super) fn empty(directory: &Path) {
    let Ok(entries) = fs::read_dir(directory) else { return };
    for entry in entries.flatten().filter(|entry| entry.file_name() != LOCK) {
        let is_directory = entry.file_type().is_ok_and(|kind| kind.is_dir());
        let remove = if is_directory { fs::remove_dir_all } else { fs::remove_file };
        let _ = remove(entry.path());
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_lock_goes_last() {
        let directory = tempfile::tempdir().unwrap();
        let lock = lock(directory.path()).unwrap();
        fs::create_dir_all(directory.path().join("home/.claude")).unwrap();
        fs::write(directory.path().join("scopeon.db"), "").unwrap();
        empty(directory.path());
        let left: Vec<_> =
            fs::read_dir(directory.path()).unwrap().map(|entry| entry.unwrap().file_name()).collect();
        assert_eq!(left, [LOCK]);
        drop(lock);
        assert!(is_free(directory.path()));
    }
}
