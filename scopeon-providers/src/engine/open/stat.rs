//! What the file system says of a file without opening it.

use std::fs::{FileType, Metadata};

use scopeon_core::provider::Fingerprint;
use scopeon_core::time::Timestamp;

/// What names a file on this machine, whatever its path.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub(crate) struct FileId {
    pub(crate) device: u64,
    /// 0 where the file system does not number its files.
    pub(crate) inode: u64,
}

/// What lies at a path.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum StatKind {
    Directory,
    File,
    Link,
    /// A FIFO, a device or a socket.
    Special,
}

/// A file's identity, kind, size and times.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Stat {
    pub(crate) id: FileId,
    /// What it is; none where it could not be asked.
    pub(crate) kind: Option<StatKind>,
    pub(crate) size: u64,
    /// When its content changed, in nanoseconds since 1970.
    pub(crate) modified_ns: i64,
    /// When anything of it changed, its permissions included, in nanoseconds since 1970.
    pub(crate) changed_ns: i64,
    /// A hash of the state of what belongs to a database and lies beside it; 0 for any other shape.
    pub(crate) beside: u64,
}

impl Stat {
    /// Returns `true` if a file is as it was when it was last read to its end.
    pub(crate) fn is_unchanged(&self, known: &Fingerprint) -> bool {
        (self.id.device, self.id.inode, self.size, self.modified_ns)
            == (known.device, known.inode, known.size, known.modified_ns)
            && (self.beside == 0 || self.beside == known.tail)
    }
}

fn kind(kind: FileType) -> StatKind {
    if kind.is_dir() {
        StatKind::Directory
    } else if kind.is_file() {
        StatKind::File
    } else if kind.is_symlink() {
        StatKind::Link
    } else {
        StatKind::Special
    }
}

#[cfg(unix)]
fn nanos(seconds: i64, nanos: i64) -> i64 {
    seconds.saturating_mul(1_000_000_000).saturating_add(nanos)
}

/// Returns when a file was created, where the file system says.
pub(crate) fn birth(metadata: &Metadata) -> Option<Timestamp> {
    let since = metadata.created().ok()?.duration_since(std::time::UNIX_EPOCH).ok()?;
    Timestamp::from_millis(i64::try_from(since.as_millis()).ok()?)
}

#[cfg(unix)]
impl From<&Metadata> for Stat {
    fn from(metadata: &Metadata) -> Self {
        use std::os::unix::fs::MetadataExt;
        Self {
            id: FileId { device: metadata.dev(), inode: metadata.ino() },
            kind: Some(kind(metadata.file_type())),
            size: metadata.size(),
            modified_ns: nanos(metadata.mtime(), metadata.mtime_nsec()),
            changed_ns: nanos(metadata.ctime(), metadata.ctime_nsec()),
            beside: 0,
        }
    }
}

#[cfg(unix)]
impl From<&rustix::fs::Stat> for Stat {
    #[expect(
        clippy::unnecessary_cast,
        clippy::cast_possible_wrap,
        clippy::cast_sign_loss,
        reason = "the fields' types differ between systems; each fits"
    )]
    fn from(stat: &rustix::fs::Stat) -> Self {
        Self {
            id: FileId { device: stat.st_dev as u64, inode: stat.st_ino as u64 },
            kind: Some(match rustix::fs::FileType::from_raw_mode(stat.st_mode) {
                rustix::fs::FileType::Directory => StatKind::Directory,
                rustix::fs::FileType::RegularFile => StatKind::File,
                rustix::fs::FileType::Symlink => StatKind::Link,
                _ => StatKind::Special,
            }),
            size: stat.st_size as u64,
            modified_ns: nanos(stat.st_mtime as i64, stat.st_mtime_nsec as i64),
            changed_ns: nanos(stat.st_ctime as i64, stat.st_ctime_nsec as i64),
            beside: 0,
        }
    }
}

#[cfg(not(unix))]
impl From<&Metadata> for Stat {
    fn from(metadata: &Metadata) -> Self {
        let since = |time: std::io::Result<std::time::SystemTime>| {
            let since = time.ok().and_then(|time| time.duration_since(std::time::UNIX_EPOCH).ok());
            since.map_or(0, |since| i64::try_from(since.as_nanos()).unwrap_or(i64::MAX))
        };
        let modified_ns = since(metadata.modified());
        Self {
            id: FileId::default(),
            kind: Some(kind(metadata.file_type())),
            size: metadata.len(),
            modified_ns,
            changed_ns: modified_ns,
            beside: 0,
        }
    }
}
