//! Limits that a shell sets on a process (`ulimit`), told from other failures by asking what they are.

use std::fmt;
use std::io;

/// A limit that was reached.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Limit {
    /// Of files that are open at once.
    OpenFiles,
    /// Of the size of a file.
    FileSize,
    /// Of memory.
    Memory,
}

impl Limit {
    /// Returns the limit that a failure tells of, if it does.
    #[must_use]
    pub fn of(error: &io::Error) -> Option<Self> {
        match error.kind() {
            io::ErrorKind::FileTooLarge => Some(Self::FileSize),
            io::ErrorKind::OutOfMemory => Some(Self::Memory),
            _ => is_too_many(error).then_some(Self::OpenFiles),
        }
    }

    /// Returns what it is set to in the units of `ulimit`; none where it is not set.
    #[must_use]
    pub fn value(self) -> Option<u64> {
        value(self)
    }

    /// Returns what to do about it.
    #[must_use]
    pub fn advice(self) -> String {
        match self.value() {
            Some(_) => format!("raise it with ulimit {} or in the service's settings", self.option()),
            None => "end other programs or raise it".to_owned(),
        }
    }

    const fn option(self) -> &'static str {
        match self {
            Self::OpenFiles => "-n",
            Self::FileSize => "-f",
            Self::Memory => "-v",
        }
    }

    /// Returns `true` if no further file can be opened just now.
    pub(crate) fn is_out_of_files() -> bool {
        std::fs::File::open(ANY).is_err_and(|error| is_too_many(&error))
    }
}

/// A file that is there on every system, and is no data.
#[cfg(unix)]
const ANY: &str = "/dev/null";
#[cfg(not(unix))]
const ANY: &str = "NUL";

impl fmt::Display for Limit {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let what = match self {
            Self::OpenFiles => "open files",
            Self::FileSize => "the size of files",
            Self::Memory => "memory",
        };
        write!(f, "the limit of {what} is reached (ulimit {}", self.option())?;
        match self.value() {
            Some(value) => write!(f, " is {value})"),
            None => write!(f, ")"),
        }
    }
}

#[cfg(unix)]
fn is_too_many(error: &io::Error) -> bool {
    use rustix::io::Errno;
    [Errno::MFILE, Errno::NFILE].iter().any(|errno| error.raw_os_error() == Some(errno.raw_os_error()))
}

#[cfg(not(unix))]
fn is_too_many(_error: &io::Error) -> bool {
    false
}

#[cfg(unix)]
fn value(limit: Limit) -> Option<u64> {
    use rustix::process::{Resource, getrlimit};
    let (resource, unit) = match limit {
        Limit::OpenFiles => (Resource::Nofile, 1),
        Limit::FileSize => (Resource::Fsize, 1024),
        Limit::Memory => (Resource::As, 1024),
    };
    getrlimit(resource).current.map(|bytes| bytes / unit)
}

#[cfg(not(unix))]
fn value(_limit: Limit) -> Option<u64> {
    None
}
