//! The walk on Unix: each directory is opened relative to the one that holds it.

use std::ffi::{CStr, OsStr};
use std::os::fd::{AsFd, BorrowedFd};
use std::os::unix::ffi::OsStrExt;

use rustix::fs::{AtFlags, Dir, FileType, Mode, fstat, openat, statat};
use scopeon_core::provider::{EntryKind, IssueKind, Visit};

use super::Walk;
use crate::open::{DIRECTORY, Refused, RootDir, Stat, directory_error};

impl Walk<'_, '_> {
    pub(super) fn run(&mut self, root: &RootDir) {
        // A directory that is read moves its descriptor's position, so the walk has its own.
        match openat(root.as_fd(), c".", DIRECTORY, Mode::empty()).and_then(Dir::new) {
            Ok(mut directory) => self.read(&mut directory),
            Err(_) => self.note(IssueKind::Unreadable, stat_of(root.as_fd())),
        }
    }

    fn read(&mut self, directory: &mut Dir) {
        self.depth += 1;
        while let Some(entry) = directory.read() {
            let Ok(entry) = entry else {
                self.note(
                    IssueKind::Unreadable,
                    directory.stat().map(|stat| Stat::from(&stat)).unwrap_or_default(),
                );
                break;
            };
            let name = entry.file_name();
            if name == c"." || name == c".." {
                continue;
            }
            if !self.count() {
                self.note(
                    IssueKind::TooMany,
                    directory.stat().map(|stat| Stat::from(&stat)).unwrap_or_default(),
                );
                break;
            }
            let Ok(fd) = directory.fd() else { break };
            self.enter(fd, name, entry.file_type());
        }
        self.depth -= 1;
    }

    fn enter(&mut self, directory: BorrowedFd<'_>, name: &CStr, kind: FileType) {
        let Some(kind) = kind_of(directory, name, kind) else { return };
        self.path.push(OsStr::from_bytes(name.to_bytes()));
        if self.show(kind) == Visit::Enter && kind == EntryKind::Directory {
            self.descend(directory, name);
        }
        self.path.pop();
    }

    fn descend(&mut self, parent: BorrowedFd<'_>, name: &CStr) {
        let stat = || {
            statat(parent, name, AtFlags::SYMLINK_NOFOLLOW).map(|stat| Stat::from(&stat)).unwrap_or_default()
        };
        if self.depth >= self.tree.max_depth {
            return self.note(IssueKind::TooMany, stat());
        }
        match openat(parent, name, DIRECTORY, Mode::empty()).and_then(Dir::new) {
            Ok(mut directory) => self.read(&mut directory),
            Err(error) => {
                // What is gone or became a link between two looks is looked at again next time.
                if directory_error(error) == Refused::Issue(IssueKind::Unreadable) {
                    self.note(IssueKind::Unreadable, stat());
                }
            }
        }
    }
}

fn stat_of(directory: impl AsFd) -> Stat {
    fstat(directory).map(|stat| Stat::from(&stat)).unwrap_or_default()
}

/// Not every file system says with a name what it names.
fn kind_of(directory: BorrowedFd<'_>, name: &CStr, kind: FileType) -> Option<EntryKind> {
    let kind = match kind {
        FileType::Unknown => {
            FileType::from_raw_mode(statat(directory, name, AtFlags::SYMLINK_NOFOLLOW).ok()?.st_mode)
        }
        known => known,
    };
    Some(match kind {
        FileType::Directory => EntryKind::Directory,
        FileType::RegularFile => EntryKind::File,
        _ => EntryKind::Other,
    })
}
