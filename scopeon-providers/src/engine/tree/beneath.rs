//! The walk on Unix, level by level: the directories of a level are listed side by side, each beneath the root, and
//! then shown one after the other. Nearly all of a walk's time passes in the system, so two threads take half of it.

use std::ffi::{CStr, OsString};
use std::os::fd::{AsFd, BorrowedFd, OwnedFd};
use std::os::unix::ffi::{OsStrExt, OsStringExt};
use std::path::{Path, PathBuf};

use rustix::fs::{AtFlags, FileType, Mode, fstat, openat, statat};
use scopeon_core::provider::{EntryKind, IssueKind, Visit};

use super::Walk;
use crate::engine::open::{DIRECTORY, Refused, RootDir, Stat, beneath, directory_error};

/// How many directories are listed before they are shown: what bounds the names that are held.
const AT_ONCE: usize = 256;
/// Fewer directories than that are not worth a thread.
const WORTH_A_THREAD: usize = 16;

impl Walk<'_, '_> {
    pub(super) fn run(&mut self, root: &RootDir) {
        let mut level = vec![Task::List(PathBuf::new())];
        while !level.is_empty() && self.left > 0 {
            self.depth += 1;
            let mut below = Vec::new();
            for some in level.chunks(AT_ONCE) {
                let listings = self.list(root, some);
                for (task, listing) in some.iter().zip(&listings) {
                    if self.left > 0 {
                        self.show_all(root, task.directory(), listing, &mut below);
                    }
                }
            }
            level = below;
        }
    }

    fn list(&self, root: &RootDir, tasks: &[Task]) -> Vec<Listing> {
        let most = self.left;
        let list = |some: &[Task]| -> Vec<Listing> {
            some.iter().map(|task| Listing::of(root, task, most)).collect()
        };
        let threads = if tasks.len() < WORTH_A_THREAD { 1 } else { self.tree.threads };
        let mut parts = tasks.chunks(tasks.len().div_ceil(threads).max(1));
        let own = parts.next().unwrap_or_default();
        std::thread::scope(|scope| {
            let others: Vec<_> = parts.map(|part| scope.spawn(move || list(part))).collect();
            let mut listings = list(own);
            for other in others {
                listings.extend(other.join().unwrap_or_default());
            }
            listings
        })
    }

    fn show_all(&mut self, root: &RootDir, directory: &Path, listing: &Listing, below: &mut Vec<Task>) {
        let is_odd = directory.to_str().is_none();
        for (name, kind) in listing.entries() {
            if !self.count() {
                self.stand_at(directory, None);
                return self.note(IssueKind::TooMany, listing.stat);
            }
            self.stand_at(directory, Some(name));
            let visit = self.meet(root, kind, is_odd || str::from_utf8(name).is_err());
            if visit == Visit::Skip || kind != EntryKind::Directory {
                continue;
            }
            if self.depth >= self.tree.max_depth {
                self.note(IssueKind::TooMany, root.stat(&self.path).unwrap_or_default());
                continue;
            }
            let directory = self.path.clone();
            below.push(match visit {
                Visit::Only(name) => Task::Only(directory, name),
                Visit::Enter | Visit::Skip => Task::List(directory),
            });
        }
        if listing.is_broken {
            self.stand_at(directory, None);
            self.note(IssueKind::Unreadable, listing.stat);
        }
    }

    /// Makes the path that of a directory, or of a name in it.
    fn stand_at(&mut self, directory: &Path, name: Option<&[u8]>) {
        let mut path = std::mem::take(&mut self.path).into_os_string().into_vec();
        path.clear();
        path.extend_from_slice(directory.as_os_str().as_bytes());
        if let Some(name) = name {
            if !path.is_empty() {
                path.push(b'/');
            }
            path.extend_from_slice(name);
        }
        self.path = OsString::from_vec(path).into();
    }
}

/// What is to be looked at next.
enum Task {
    /// Everything in a directory.
    List(PathBuf),
    /// One directory in it, which may not be there.
    Only(PathBuf, &'static str),
}

impl Task {
    fn directory(&self) -> &Path {
        let (Self::List(directory) | Self::Only(directory, _)) = self;
        directory
    }
}

/// What a directory holds.
#[derive(Default)]
struct Listing {
    /// All names, one behind the other.
    names: Vec<u8>,
    /// Where each ends, and what it names.
    ends: Vec<(usize, EntryKind)>,
    /// Whether it could not be listed, or not to its end.
    is_broken: bool,
    /// What the directory was when it could not be listed, or had more than is looked at.
    stat: Stat,
}

impl Listing {
    fn of(root: &RootDir, task: &Task, most: u64) -> Self {
        match task {
            Task::List(path) => Self::whole(root, path, most),
            Task::Only(_, name) => Self {
                names: name.as_bytes().to_vec(),
                ends: vec![(name.len(), EntryKind::Directory)],
                ..Self::default()
            },
        }
    }

    /// Lists a directory beneath a root, up to `most` names and one more.
    fn whole(root: &RootDir, path: &Path, most: u64) -> Self {
        let mut listing = Self::default();
        let opened = if path.as_os_str().is_empty() {
            // A directory that is read moves its descriptor's position, so the walk has its own.
            openat(root.as_fd(), c".", DIRECTORY, Mode::empty()).map_err(directory_error)
        } else {
            beneath(root.as_fd(), path, DIRECTORY).map_err(|error| Refused::from_error(&error))
        };
        match opened {
            Ok(directory) => listing.read(&directory, most),
            Err(refused) => {
                // What is gone or became a link between two looks is looked at again next time.
                listing.is_broken = refused == Refused::Issue(IssueKind::Unreadable);
                listing.stat = if listing.is_broken { stat_at(root, path) } else { Stat::default() };
            }
        }
        listing
    }

    fn read(&mut self, directory: &OwnedFd, most: u64) {
        let mut each = |name: &CStr, kind| {
            if let Some(kind) = kind_of(directory.as_fd(), name, kind) {
                self.names.extend_from_slice(name.to_bytes());
                self.ends.push((self.names.len(), kind));
            }
            self.ends.len() as u64 <= most
        };
        let listed = each_name(directory, &mut each);
        self.is_broken = listed.is_err();
        if self.is_broken || self.ends.len() as u64 >= most {
            self.stat = stat_of(directory);
        }
    }

    fn entries(&self) -> impl Iterator<Item = (&[u8], EntryKind)> {
        let mut start = 0;
        self.ends.iter().map(move |(end, kind)| {
            let name = self.names.get(start..*end).unwrap_or_default();
            start = *end;
            (name, *kind)
        })
    }
}

/// Shows each name in a directory and what it names, without `.` and `..`, as long as that is wanted.
#[cfg(target_os = "linux")]
fn each_name(directory: &OwnedFd, each: &mut dyn FnMut(&CStr, FileType) -> bool) -> rustix::io::Result<()> {
    // As much at once as most directories hold, and not more than a stack bears.
    let mut room = [const { std::mem::MaybeUninit::uninit() }; 8 << 10];
    let mut names = rustix::fs::RawDir::new(directory, &mut room);
    while let Some(entry) = names.next() {
        let entry = entry?;
        if !is_dots(entry.file_name()) && !each(entry.file_name(), entry.file_type()) {
            break;
        }
    }
    Ok(())
}

/// Shows each name in a directory and what it names, without `.` and `..`, as long as that is wanted.
#[cfg(not(target_os = "linux"))]
fn each_name(directory: &OwnedFd, each: &mut dyn FnMut(&CStr, FileType) -> bool) -> rustix::io::Result<()> {
    let mut names = rustix::fs::Dir::read_from(directory)?;
    while let Some(entry) = names.read() {
        let entry = entry?;
        if !is_dots(entry.file_name()) && !each(entry.file_name(), entry.file_type()) {
            break;
        }
    }
    Ok(())
}

fn is_dots(name: &CStr) -> bool {
    name == c"." || name == c".."
}

fn stat_at(root: &RootDir, path: &Path) -> Stat {
    if path.as_os_str().is_empty() { stat_of(root.as_fd()) } else { root.stat(path).unwrap_or_default() }
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
