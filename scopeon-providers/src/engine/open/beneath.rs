//! Opening beneath a directory on Unix, relative to its descriptor.

use std::fs::File;
use std::io;
use std::os::fd::{AsFd, BorrowedFd, OwnedFd};
use std::path::Path;

use rustix::fs::{AtFlags, Mode, OFlags, openat, statat};
use scopeon_core::provider::IssueKind;

use super::{FileId, Refused, Stat, leads_down};

/// How a directory of a tree is opened.
pub(crate) const DIRECTORY: OFlags = OFlags::DIRECTORY
    .union(OFlags::RDONLY)
    .union(OFlags::NOFOLLOW)
    .union(OFlags::CLOEXEC)
    .union(OFlags::NONBLOCK);

/// How a file is opened: a FIFO without a writer must not make us wait.
const FILE: OFlags = OFlags::RDONLY
    .union(OFlags::NOFOLLOW)
    .union(OFlags::CLOEXEC)
    .union(OFlags::NONBLOCK)
    .union(OFlags::NOCTTY);

/// A root, held open: what lies beneath it is reached from here and never by its full path.
#[derive(Debug)]
pub(crate) struct RootDir {
    directory: OwnedFd,
}

impl RootDir {
    /// Opens a root. The root itself may be reached through links: the user chose it.
    pub(crate) fn open(path: &Path) -> Result<Self, Refused> {
        let flags = DIRECTORY.difference(OFlags::NOFOLLOW);
        match rustix::fs::open(path, flags, Mode::empty()) {
            Ok(directory) => Ok(Self { directory }),
            Err(error) => Err(directory_error(error)),
        }
    }

    /// Returns the descriptor.
    pub(crate) fn as_fd(&self) -> BorrowedFd<'_> {
        self.directory.as_fd()
    }

    /// Says which directory it is, whatever its path names by now.
    pub(crate) fn id(&self) -> FileId {
        rustix::fs::fstat(&self.directory).map(|stat| Stat::from(&stat).id).unwrap_or_default()
    }

    /// Returns `true` if others may change what lies here without this system being told.
    pub(crate) fn is_remote(&self) -> bool {
        is_remote(self.as_fd())
    }

    /// Asks about what lies at `path`, without opening it and without following a last link.
    pub(crate) fn stat(&self, path: &Path) -> Result<Stat, Refused> {
        if !leads_down(path) {
            return Err(Refused::Issue(IssueKind::NotRegular));
        }
        match statat(&self.directory, path, AtFlags::SYMLINK_NOFOLLOW) {
            Ok(stat) => Ok(Stat::from(&stat)),
            Err(error) => Err(Refused::from_error(&error.into())),
        }
    }

    /// Opens the regular file at `path`; nothing else is opened, and no link is followed on the way.
    pub(crate) fn file(&self, path: &Path) -> Result<File, Refused> {
        if !leads_down(path) {
            return Err(Refused::Issue(IssueKind::NotRegular));
        }
        // Only what an open does to a device or a FIFO is avoided by this look; what makes it safe is below.
        self.look(path)?;
        let file =
            beneath(self.as_fd(), path, FILE).map(File::from).map_err(|error| Refused::from_error(&error))?;
        match file.metadata() {
            Ok(metadata) if metadata.is_file() => Ok(file),
            Ok(_) => Err(Refused::Issue(IssueKind::NotRegular)),
            Err(_) => Err(Refused::Issue(IssueKind::Unreadable)),
        }
    }

    fn look(&self, path: &Path) -> Result<(), Refused> {
        let stat = statat(&self.directory, path, AtFlags::SYMLINK_NOFOLLOW)
            .map_err(|error| Refused::from_error(&error.into()))?;
        let regular = rustix::fs::FileType::from_raw_mode(stat.st_mode).is_file();
        if regular { Ok(()) } else { Err(Refused::Issue(IssueKind::NotRegular)) }
    }
}

/// Says why a directory was not opened.
pub(crate) fn directory_error(error: rustix::io::Errno) -> Refused {
    Refused::from_error(&error.into())
}

/// NFS, SMB and its kin, 9P (Windows' files seen from WSL), AFS, Ceph and every file system of a program: the
/// numbers are those of statfs(2).
#[cfg(target_os = "linux")]
fn is_remote(directory: BorrowedFd<'_>) -> bool {
    const REMOTE: [u32; 8] =
        [0x6969, 0x517b, 0xff53_4d42, 0xfe53_4d42, 0x0102_1997, 0x5346_414f, 0x00c3_6400, 0x6573_5546];
    rustix::fs::fstatfs(directory).is_ok_and(|system| {
        // The number is 32 bits wide, in a field that is wider and signed on most machines.
        u32::try_from(system.f_type & 0xffff_ffff).is_ok_and(|kind| REMOTE.contains(&kind))
    })
}

#[cfg(not(target_os = "linux"))]
fn is_remote(_: BorrowedFd<'_>) -> bool {
    false
}

/// Opens what lies beneath a directory, through no link.
#[cfg(target_os = "linux")]
pub(crate) fn beneath(root: BorrowedFd<'_>, path: &Path, flags: OFlags) -> io::Result<OwnedFd> {
    use rustix::fs::{ResolveFlags, openat2};
    use rustix::io::Errno;
    let resolve = ResolveFlags::BENEATH | ResolveFlags::NO_SYMLINKS | ResolveFlags::NO_MAGICLINKS;
    // Every kernel before 5.6 and some containers' filters do not know the call; a rename somewhere in the
    // tree may make it ask to be tried again.
    for _ in 0..8 {
        match openat2(root, path, flags, Mode::empty(), resolve) {
            Ok(file) => return Ok(file),
            Err(Errno::NOSYS | Errno::PERM) => return step_by_step(root, path, flags),
            Err(Errno::AGAIN | Errno::INTR) => {}
            Err(error) => return Err(error.into()),
        }
    }
    step_by_step(root, path, flags)
}

/// Opens what lies beneath a directory, through no link.
#[cfg(not(target_os = "linux"))]
pub(crate) fn beneath(root: BorrowedFd<'_>, path: &Path, flags: OFlags) -> io::Result<OwnedFd> {
    step_by_step(root, path, flags)
}

/// Opens one component after the other, each relative to the one before and none through a link.
fn step_by_step(root: BorrowedFd<'_>, path: &Path, last: OFlags) -> io::Result<OwnedFd> {
    let mut components = path.components().map(std::path::Component::as_os_str).peekable();
    let mut held: Option<OwnedFd> = None;
    while let Some(name) = components.next() {
        let flags = if components.peek().is_some() { DIRECTORY } else { last };
        let from = held.as_ref().map_or(root, AsFd::as_fd);
        held = Some(openat(from, name, flags, Mode::empty())?);
    }
    held.ok_or_else(|| io::ErrorKind::InvalidInput.into())
}

#[cfg(test)]
mod tests {
    use std::fs;
    use std::os::unix::fs::symlink;

    use super::*;

    /// Both ways of opening refuse the same things: the slow one is taken on old kernels and other systems.
    #[test]
    fn step_by_step_is_as_strict() {
        let base = tempfile::tempdir().unwrap();
        let home = base.path().join("home");
        fs::create_dir_all(home.join("a")).unwrap();
        fs::write(home.join("a/one"), "").unwrap();
        fs::write(base.path().join("outside"), "").unwrap();
        symlink("a", home.join("b")).unwrap();
        symlink("a/one", home.join("link")).unwrap();
        symlink(base.path(), home.join("up")).unwrap();
        let root = RootDir::open(&home).unwrap();
        let cases = [
            ("a/one", true),
            ("b/one", false),
            ("link", false),
            ("up/outside", false),
            ("a/none", false),
            ("a/one/more", false),
        ];
        for (path, opened) in cases {
            let path = Path::new(path);
            assert_eq!(beneath(root.as_fd(), path, FILE).is_ok(), opened, "{}", path.display());
            assert_eq!(step_by_step(root.as_fd(), path, FILE).is_ok(), opened, "{}", path.display());
        }
        for path in ["../outside", "/etc/passwd", "a/../../outside", ""] {
            assert_eq!(root.file(Path::new(path)).unwrap_err(), Refused::Issue(IssueKind::NotRegular));
            assert!(root.stat(Path::new(path)).is_err());
        }
    }
}
