//! A copy of a database and of what belongs to it that shows one state, whoever writes meanwhile.

use std::fs::{File, OpenOptions};
use std::io::{self, Read};
use std::path::{Path, PathBuf};
use std::time::Duration;

use tempfile::TempDir;

use super::beside::{self, SUFFIXES};
use super::scratch;
use crate::open::{Refused, RootDir, Stat};

/// How often a copy is tried while the database changes under it.
const TRIES: u32 = 3;
/// How long a writer is given to finish before the next try.
const PAUSE: Duration = Duration::from_millis(50);
/// The name of the copy; what belongs to it is named after it.
const NAME: &str = "copy.db";
/// How much is copied before it is asked whether to go on.
const CHUNK: u64 = 16 << 20;
/// The database's header and the write-ahead log's: both name the state they belong to.
const HEADER: usize = 100;
const LOG_HEADER: usize = 32;

/// A database's copy; it is removed when it is dropped.
#[derive(Debug)]
pub(crate) struct Copy {
    directory: TempDir,
    /// What the original was before it was copied.
    pub(crate) stat: Stat,
    /// How many bytes it has, with what belongs to it.
    pub(crate) bytes: u64,
}

/// Why there is no copy.
#[derive(Debug)]
pub(crate) enum Uncopied {
    /// It was refused.
    Refused(Refused),
    /// The database has more bytes than the limit.
    TooLarge(Stat),
    /// It changed whenever it was copied, or something failed that may not fail again.
    Failed,
    /// The caller wants no more.
    Stopped,
}

impl From<Refused> for Uncopied {
    fn from(refused: Refused) -> Self {
        Self::Refused(refused)
    }
}

/// What is watched while copying.
pub(crate) struct Limits<'a> {
    /// The most bytes that are copied.
    pub(crate) bytes: u64,
    /// Told how much was copied; says whether to go on.
    pub(crate) go_on: &'a dyn Fn(u64) -> bool,
}

impl Copy {
    /// Copies the database at `path` beneath `root` into a new private directory in `scratch`.
    pub(crate) fn make(
        (root, path): (&RootDir, &Path),
        scratch: &Path,
        limits: &Limits<'_>,
    ) -> Result<Self, Uncopied> {
        let directory = scratch::directory(scratch).map_err(|_| Uncopied::Failed)?;
        for attempt in 0..TRIES {
            if attempt > 0 {
                std::thread::sleep(PAUSE);
            }
            let image = Image::open(root, path)?;
            let bytes = image.bytes();
            if bytes > limits.bytes {
                return Err(Uncopied::TooLarge(image.stat));
            }
            image.copy(directory.path(), limits)?;
            if image.is_still(root, path) {
                return Ok(Self { directory, stat: image.stat, bytes });
            }
        }
        Err(Uncopied::Failed)
    }

    /// Returns where the copy is.
    pub(crate) fn path(&self) -> PathBuf {
        self.directory.path().join(NAME)
    }
}

/// The open files that together are the database, and what tells their state.
struct Image {
    file: File,
    stat: Stat,
    header: Vec<u8>,
    beside: Vec<Part>,
}

/// One file beside the database.
struct Part {
    suffix: &'static str,
    file: File,
    stat: Stat,
    header: Vec<u8>,
}

impl Image {
    fn open(root: &RootDir, path: &Path) -> Result<Self, Uncopied> {
        // Asked before anything is opened: what comes in later is new next time.
        let before = beside::with_beside(root, path, Stat::default()).beside;
        let file = root.file(path)?;
        let metadata = file.metadata().map_err(|_| Uncopied::Failed)?;
        let stat = Stat { beside: before, ..Stat::from(&metadata) };
        let header = head(&file, HEADER).map_err(|_| Uncopied::Failed)?;
        let mut parts = Vec::new();
        for suffix in SUFFIXES {
            match root.file(&beside::path(path, suffix)) {
                Ok(file) => parts.push(Part::of(file, suffix).map_err(|_| Uncopied::Failed)?),
                Err(Refused::Missing) => {}
                Err(refused) => return Err(refused.into()),
            }
        }
        Ok(Self { file, stat, header, beside: parts })
    }

    fn bytes(&self) -> u64 {
        self.beside.iter().fold(self.stat.size, |sum, part| sum.saturating_add(part.stat.size))
    }

    /// Copies the database first: what is written into it comes from a log that is whole until then.
    fn copy(&self, directory: &Path, limits: &Limits<'_>) -> Result<(), Uncopied> {
        for suffix in SUFFIXES {
            // What an earlier try copied may be gone by now.
            let _ = std::fs::remove_file(directory.join(NAME.to_owned() + suffix));
        }
        copy(&self.file, self.stat.size, &directory.join(NAME), limits)?;
        for part in &self.beside {
            copy(&part.file, part.stat.size, &directory.join(NAME.to_owned() + part.suffix), limits)?;
        }
        Ok(())
    }

    /// Tells whether what was copied is one state. A log that merely grew does no harm: its new end is not
    /// copied, or is cut off by its checksums. One that was started anew would.
    fn is_still(&self, root: &RootDir, path: &Path) -> bool {
        let Ok(now) = Self::open(root, path) else { return false };
        let same = |a: &Stat, b: &Stat| (a.id, a.size, a.modified_ns) == (b.id, b.size, b.modified_ns);
        same(&self.stat, &now.stat)
            && self.header == now.header
            && self.beside.iter().filter(|part| part.is_log()).all(|part| part.goes_on_in(&now.beside))
    }
}

impl Part {
    fn of(file: File, suffix: &'static str) -> io::Result<Self> {
        let stat = Stat::from(&file.metadata()?);
        let header = head(&file, LOG_HEADER)?;
        Ok(Self { suffix, file, stat, header })
    }

    /// A journal may come and go while its database stays the same: it holds what was there before.
    fn is_log(&self) -> bool {
        self.suffix == "-wal" && self.stat.size > 0
    }

    fn goes_on_in(&self, now: &[Self]) -> bool {
        now.iter().any(|part| {
            part.suffix == self.suffix
                && part.stat.id == self.stat.id
                && part.stat.size >= self.stat.size
                && part.header == self.header
        })
    }
}

/// Reads a file's first bytes and goes back to its start.
fn head(mut file: &File, most: usize) -> io::Result<Vec<u8>> {
    let mut bytes = Vec::with_capacity(most);
    file.take(most as u64).read_to_end(&mut bytes)?;
    io::Seek::rewind(&mut file)?;
    Ok(bytes)
}

fn copy(from: &File, size: u64, to: &Path, limits: &Limits<'_>) -> Result<(), Uncopied> {
    let to = create(to).map_err(|_| Uncopied::Failed)?;
    if share(from, &to) {
        return if (limits.go_on)(size) { Ok(()) } else { Err(Uncopied::Stopped) };
    }
    copy_bytes(from, size, &to, limits)
}

fn create(path: &Path) -> io::Result<File> {
    let mut options = OpenOptions::new();
    options.write(true).create(true).truncate(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(path)
}

/// Lets the copy share the original's blocks, where the file system can: nothing is read or written then.
#[cfg(target_os = "linux")]
fn share(from: &File, to: &File) -> bool {
    rustix::fs::ioctl_ficlone(to, from).is_ok()
}

#[cfg(not(target_os = "linux"))]
fn share(_: &File, _: &File) -> bool {
    false
}

fn copy_bytes(from: &File, size: u64, mut to: &File, limits: &Limits<'_>) -> Result<(), Uncopied> {
    let mut left = size;
    while left > 0 {
        let wanted = left.min(CHUNK);
        let count = io::copy(&mut from.take(wanted), &mut to).map_err(|_| Uncopied::Failed)?;
        left = if count < wanted { 0 } else { left - count };
        if !(limits.go_on)(count) {
            return Err(Uncopied::Stopped);
        }
    }
    Ok(())
}
