//! Files that are written beside the name they will have, so that a kill leaves the old file or the new one, and no half.
//!
//! A part is locked while its process lives. What a killed one left is known by its name and by the lock that nobody has,
//! and removed.

use std::fs::{self, File, Metadata, TryLockError};
use std::io;
use std::path::{Path, PathBuf};

use crate::private::{self, SIDES, beside};

/// How a part's name ends, after a dot and eight digits of a random number.
const ENDING: &str = ".part";
const DIGITS: usize = 8;
/// How often a name is tried: each is free, but for a chance of one in four milliards.
const TRIES: u32 = 8;

/// A file that is being written, readable by its owner alone and removed unless it gets its name.
#[derive(Debug)]
pub struct Part {
    /// Held open: the lock on it says that somebody is at work.
    file: File,
    path: PathBuf,
    is_named: bool,
}

impl Part {
    /// Begins an empty file beside `to`, after removing what killed processes left of earlier ones.
    ///
    /// # Errors
    ///
    /// An [`io::Error`] when no file can be made there.
    pub fn beside(to: &Path) -> io::Result<Self> {
        sweep_beside(to);
        for _ in 0..TRIES {
            let number = getrandom::u32().map_err(io::Error::other)?;
            let path = beside(to, &format!(".{number:08x}{ENDING}"));
            let file = match private::create(&path) {
                Err(error) if error.kind() == io::ErrorKind::AlreadyExists => continue,
                made => made?,
            };
            // Where files cannot be locked nothing is swept either. Whoever sweeps just now may have been quicker.
            let is_taken = matches!(file.try_lock(), Err(TryLockError::WouldBlock));
            if !is_taken && fs::symlink_metadata(&path).is_ok() {
                return Ok(Self { file, path, is_named: false });
            }
        }
        Err(io::ErrorKind::ResourceBusy.into())
    }

    /// Returns where it is written.
    #[must_use]
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Returns the file itself, to write to.
    pub const fn file(&mut self) -> &mut File {
        &mut self.file
    }

    /// Gives it its name, unless there is a file of that name.
    ///
    /// # Errors
    ///
    /// An [`io::Error`] when there is, of the kind [`io::ErrorKind::AlreadyExists`], or when it cannot be named.
    pub fn publish(mut self, to: &Path) -> io::Result<()> {
        self.file.sync_all()?;
        match fs::hard_link(&self.path, to) {
            // The name that is left over goes with this value.
            Ok(()) => {}
            Err(error) if error.kind() == io::ErrorKind::AlreadyExists => return Err(error),
            // Some file systems know no second names.
            Err(_) if fs::symlink_metadata(to).is_ok() => return Err(io::ErrorKind::AlreadyExists.into()),
            Err(_) => {
                fs::rename(&self.path, to)?;
                self.is_named = true;
            }
        }
        sync_directory(to);
        Ok(())
    }

    /// Gives it its name, in the place of any file that has it.
    ///
    /// # Errors
    ///
    /// An [`io::Error`] when it cannot be named; the file that had the name is as it was then.
    pub fn replace(mut self, to: &Path) -> io::Result<()> {
        self.file.sync_all()?;
        fs::rename(&self.path, to)?;
        self.is_named = true;
        sync_directory(to);
        Ok(())
    }
}

impl Drop for Part {
    fn drop(&mut self) {
        if !self.is_named {
            remove(&self.path);
        }
    }
}

/// Removes what killed processes left in a directory of Scopeon's own. What cannot be removed stays.
pub fn sweep(directory: &Path) {
    sweep_where(directory, |_| true);
}

fn sweep_beside(to: &Path) {
    let (Some(directory), Some(name)) = (to.parent(), to.file_name().and_then(|name| name.to_str())) else {
        return;
    };
    let directory = if directory.as_os_str().is_empty() { Path::new(".") } else { directory };
    sweep_where(directory, |of| of == name);
}

fn sweep_where(directory: &Path, is_wanted: impl Fn(&str) -> bool) {
    let Ok(entries) = fs::read_dir(directory) else { return };
    for entry in entries.flatten() {
        let is_part = entry.file_name().to_str().and_then(named_for).is_some_and(&is_wanted);
        if is_part && is_left(&entry.path()) {
            remove(&entry.path());
        }
    }
}

/// Returns the name that a part will have, if it is one.
fn named_for(name: &str) -> Option<&str> {
    let (of, number) = name.strip_suffix(ENDING)?.rsplit_once('.')?;
    let is_number = number.len() == DIGITS && number.bytes().all(|byte| byte.is_ascii_hexdigit());
    (is_number && !of.is_empty()).then_some(of)
}

/// Returns `true` if a part is this user's and nobody is at work on it.
fn is_left(path: &Path) -> bool {
    let is_own = fs::symlink_metadata(path).is_ok_and(|about| about.is_file() && is_of_user(&about));
    is_own && private::open_existing(path).is_ok_and(|file| file.try_lock().is_ok())
}

#[cfg(unix)]
fn is_of_user(about: &Metadata) -> bool {
    use std::os::unix::fs::MetadataExt;
    about.uid() == rustix::process::geteuid().as_raw()
}

#[cfg(not(unix))]
fn is_of_user(_about: &Metadata) -> bool {
    true
}

/// Removes a part with what SQLite may have left beside it; the part last, so that the rest is found again.
fn remove(path: &Path) {
    for side in SIDES {
        let _ = fs::remove_file(beside(path, side));
    }
    let _ = fs::remove_file(path);
}

/// A name is safe from a loss of power once its directory is written. Not every file system can do that by itself.
fn sync_directory(to: &Path) {
    let directory = to.parent().filter(|parent| !parent.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let _ = File::open(directory).and_then(|directory| directory.sync_all());
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_left_goes_and_nothing_else_does() {
        let directory = tempfile::tempdir().unwrap();
        let at = |name: &str| directory.path().join(name);
        let alive = Part::beside(&at("a.db")).unwrap();
        let kept =
            ["a.db", "x.part", "a.db.0123456.part", "a.db.0123456g.part", ".01234567.part", "a.part.txt"];
        let left = ["a.db.01234567.part", "a.db.01234567.part-journal", "b.89abcdef.part"];
        kept.iter().chain(&left).for_each(|name| fs::write(at(name), "").unwrap());
        drop(Part::beside(&at("a.db")).unwrap());
        assert!(!at(left[0]).exists() && !at(left[1]).exists() && at(left[2]).exists());
        sweep(directory.path());
        assert!(kept.iter().all(|name| at(name).exists()) && !at(left[2]).exists());
        assert!(alive.path().exists());
    }

    #[test]
    fn a_part_gets_its_name_or_leaves_no_trace() {
        let directory = tempfile::tempdir().unwrap();
        let to = directory.path().join("a");
        fs::write(&to, "old").unwrap();
        let begin = || {
            let mut part = Part::beside(&to).unwrap();
            io::Write::write_all(part.file(), b"new").unwrap();
            part
        };
        assert_eq!(begin().publish(&to).unwrap_err().kind(), io::ErrorKind::AlreadyExists);
        assert_eq!(fs::read(&to).unwrap(), b"old");
        begin().replace(&to).unwrap();
        assert_eq!(fs::read(&to).unwrap(), b"new");
        fs::remove_file(&to).unwrap();
        begin().publish(&to).unwrap();
        drop(begin());
        assert_eq!(
            (fs::read(&to).unwrap(), fs::read_dir(directory.path()).unwrap().count()),
            (b"new".to_vec(), 1)
        );
    }
}
