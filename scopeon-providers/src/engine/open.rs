//! The only door to other programs' files: beneath a root, through no link, regular files only, never
//! waiting. What lies in them is not looked at here.

#[cfg_attr(unix, path = "open/beneath.rs")]
#[cfg_attr(not(unix), path = "open/portable.rs")]
mod root;
mod stat;

use std::io;
use std::path::{Component, Path};

use scopeon_core::provider::IssueKind;

pub(crate) use root::RootDir;
#[cfg(unix)]
pub(crate) use root::{DIRECTORY, beneath, directory_error};
pub(crate) use stat::{FileId, Stat, StatKind, birth};

/// Why a file was not opened.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Refused {
    /// It is not there, or not any more.
    Missing,
    /// It is there and is not to be or cannot be read.
    Issue(IssueKind),
}

impl Refused {
    /// Sorts an error of opening: what is a link, a socket or a device without a driver is no regular file.
    pub(crate) fn from_error(error: &io::Error) -> Self {
        match error.kind() {
            io::ErrorKind::NotFound => Self::Missing,
            _ if is_not_regular(error) => Self::Issue(IssueKind::NotRegular),
            _ => Self::Issue(IssueKind::Unreadable),
        }
    }
}

#[cfg(unix)]
fn is_not_regular(error: &io::Error) -> bool {
    use rustix::io::Errno;
    // A link gives ELOOP, one that would leave the root EXDEV, a file in a directory's place ENOTDIR, a
    // socket ENXIO, and a device without a driver ENODEV.
    let kinds = [Errno::LOOP, Errno::XDEV, Errno::NOTDIR, Errno::NXIO, Errno::NODEV, Errno::ISDIR];
    kinds.iter().any(|errno| Some(errno.raw_os_error()) == error.raw_os_error())
}

#[cfg(not(unix))]
fn is_not_regular(error: &io::Error) -> bool {
    matches!(error.kind(), io::ErrorKind::NotADirectory | io::ErrorKind::IsADirectory)
}

/// Returns `true` if a path can only lead downwards: no `..`, no root, no drive.
pub(crate) fn leads_down(path: &Path) -> bool {
    let mut components = path.components().peekable();
    components.peek().is_some() && components.all(|component| matches!(component, Component::Normal(_)))
}
