//! A copy of a database and of what belongs to it that shows one state, whoever writes meanwhile.

use std::fs::File;
use std::io::{self, Read, Seek, SeekFrom};
use std::path::Path;
use std::time::Duration;

use rusqlite::Connection;
use scopeon_core::provider::IssueKind;

use super::beside::{self, SUFFIXES};
use super::copy_limits::{Limits, Uncopied};
use super::image::Image;
use super::limits;
use super::merge::{Merged, Reached, apply, roll_back};
use super::pace::Way;
use super::scratch::{self, Blank, Kept};
use crate::engine::open::{Refused, RootDir, Stat};
use crate::engine::tail::lines::data_after;

/// How often a copy is tried while the database changes under it.
const TRIES: u32 = 3;
/// How long a writer is given to finish before the next try.
const PAUSE: Duration = Duration::from_millis(50);
/// How much is copied before it is asked whether to go on.
const CHUNK: u64 = 16 << 20;
/// The database's header and that of what lies beside it: each names the state it belongs to.
const HEADER: usize = 100;
const PART_HEADER: usize = 32;

/// A database's copy, which is gone when it is dropped.
#[derive(Debug)]
pub(crate) struct Copy {
    /// SQLite has it open; nobody else can open it. None where what was copied is no whole database.
    pub(super) conn: Result<Connection, IssueKind>,
    /// What is dropped after SQLite closed it.
    _kept: Kept,
    pub(super) file: File,
    /// The original's header, and how far its log is merged.
    pub(super) header: Vec<u8>,
    pub(super) reached: Option<Reached>,
    /// What the original was before it was copied.
    pub(crate) stat: Stat,
    /// How many bytes it has, with what belongs to it.
    pub(crate) bytes: u64,
    /// How many bytes were read and written to make it, over all tries.
    pub(crate) copied: u64,
}

impl Copy {
    /// Copies the database at `path` beneath `root` into a file without a name in `scratch`.
    pub(crate) fn make(
        (root, path): (&RootDir, &Path),
        scratch: &Path,
        limits: &Limits<'_>,
    ) -> Result<Self, Uncopied> {
        let (conn, file, kept) = nameless(scratch).ok_or(Uncopied::Failed)?;
        let image = Image::new(&file, limits);
        // The file system's own clock, which every process shares.
        let now = Stat::from(&file.metadata().map_err(|_| Uncopied::Failed)?).modified_ns / 1_000_000;
        for attempt in 0..TRIES {
            if attempt > 0 {
                std::thread::sleep(PAUSE);
            }
            let original = Original::open(root, path)?;
            let bytes = original.bytes();
            if bytes > limits.bytes {
                return Err(Uncopied::TooLarge(original.stat));
            }
            if attempt == 0 && !(limits.may)(Way::Whole, now, bytes) {
                return Err(Uncopied::Early);
            }
            let (merged, reached) = original.copy(&image)?;
            if !original.is_still(root, path) {
                continue;
            }
            let conn = match merged {
                Merged::TooLarge => return Err(Uncopied::TooLarge(original.stat)),
                Merged::Malformed => Err(IssueKind::Malformed),
                Merged::All | Merged::Nothing => Ok(conn),
            };
            let (copied, stat, header) = (image.copied.get(), original.stat, original.header);
            return Ok(Self { conn, _kept: kept, file, header, reached, stat, bytes, copied });
        }
        Err(Uncopied::Failed)
    }
}

/// Lets SQLite open an empty file, which it reads when it is first asked something, and takes its name away before
/// anything is written into it.
fn nameless(scratch: &Path) -> Option<(Connection, File, Kept)> {
    (0..TRIES).find_map(|_| {
        let blank: Blank = scratch::blank(scratch).ok()?;
        // Another process that sweeps may have been faster.
        let conn = limits::open(blank.path()).ok()?;
        let (file, kept) = blank.hide().ok()?;
        Some((conn, file, kept))
    })
}

/// The open files that together are the database, and what tells their state.
pub(super) struct Original {
    file: File,
    pub(super) stat: Stat,
    pub(super) header: Vec<u8>,
    beside: Vec<Part>,
}

/// One file beside the database.
pub(super) struct Part {
    suffix: &'static str,
    pub(super) file: File,
    pub(super) stat: Stat,
    header: Vec<u8>,
}

impl Original {
    pub(super) fn open(root: &RootDir, path: &Path) -> Result<Self, Uncopied> {
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
                Err(refused) => return Err(Uncopied::Beside(refused, suffix)),
            }
        }
        Ok(Self { file, stat, header, beside: parts })
    }

    pub(super) fn bytes(&self) -> u64 {
        self.beside.iter().fold(self.stat.size, |sum, part| sum.saturating_add(part.stat.size))
    }

    /// Returns what lies beside it under its name with a suffix, if that holds anything.
    pub(super) fn part(&self, suffix: &str) -> Option<&Part> {
        self.beside.iter().find(|part| part.suffix == suffix && part.stat.size > 0)
    }

    /// Copies the database first: what is written into it comes from a log that is whole until then.
    fn copy(&self, image: &Image<'_>) -> Result<(Merged, Option<Reached>), Uncopied> {
        copy(&self.file, self.stat.size, image)?;
        // In this order: what was never committed is no base for what was.
        let journal = self.part("-journal").map(|part| roll_back(&part.file, part.stat.size, image));
        let before = journal.unwrap_or(Ok(Merged::Nothing))?;
        if matches!(before, Merged::Malformed | Merged::TooLarge) {
            return Ok((before, None));
        }
        let log = self.part("-wal").map(|part| apply(&part.file, part.stat.size, image));
        let (merged, reached) = log.unwrap_or(Ok((Merged::Nothing, None)))?;
        if (before, merged) == (Merged::Nothing, Merged::Nothing) && !image.is_whole()? {
            return Ok((Merged::Malformed, None));
        }
        image.forget_log()?;
        Ok((if merged == Merged::Nothing { before } else { merged }, reached))
    }

    /// Returns `true` if what was copied is one state. What merely grew does no harm: its new end is not looked at. What was
    /// started again or cut off would.
    fn is_still(&self, root: &RootDir, path: &Path) -> bool {
        let Ok(now) = Self::open(root, path) else { return false };
        now.is_like(&self.stat, &self.header) && self.beside.iter().all(|part| part.is_still(&now.beside))
    }

    /// Returns `true` if the database itself is as it was.
    pub(super) fn is_like(&self, stat: &Stat, header: &[u8]) -> bool {
        let what = |stat: &Stat| (stat.id, stat.size, stat.modified_ns);
        what(&self.stat) == what(stat) && self.header == header
    }

    /// Returns `true` if what lies beside it is still what it was, whatever of it is in the database by now.
    pub(super) fn goes_on(&self, root: &RootDir, path: &Path) -> bool {
        let Ok(now) = Self::open(root, path) else { return false };
        self.stat.id == now.stat.id && self.beside.iter().all(|part| part.is_still(&now.beside))
    }
}

impl Part {
    fn of(file: File, suffix: &'static str) -> io::Result<Self> {
        let stat = Stat::from(&file.metadata()?);
        let header = head(&file, PART_HEADER)?;
        Ok(Self { suffix, file, stat, header })
    }

    /// A journal may go while its database stays the same: it holds what was there before, and that it still does the
    /// open file says. A log has to be there.
    fn is_still(&self, now: &[Self]) -> bool {
        if self.suffix == "-wal" && self.stat.size > 0 {
            return now
                .iter()
                .any(|part| part.suffix == self.suffix && self.goes_on_as(&part.stat, &part.header));
        }
        let stat = self.file.metadata().map(|metadata| Stat::from(&metadata));
        let header = head(&self.file, PART_HEADER);
        stat.is_ok_and(|stat| header.is_ok_and(|header| self.goes_on_as(&stat, &header)))
    }

    fn goes_on_as(&self, stat: &Stat, header: &[u8]) -> bool {
        stat.id == self.stat.id && stat.size >= self.stat.size && header == self.header
    }
}

/// Puts a database that holds still together in a file that is named, for tests.
#[cfg(test)]
pub(super) fn image_of(
    root: &Path,
    path: &Path,
    file: &File,
    limits: &Limits<'_>,
) -> Result<(Merged, Option<Reached>), Uncopied> {
    Original::open(&RootDir::open(root)?, path)?.copy(&Image::new(file, limits))
}

/// Reads a file's first bytes and goes back to its start.
fn head(mut file: &File, most: usize) -> io::Result<Vec<u8>> {
    let mut bytes = Vec::with_capacity(most);
    file.take(most as u64).read_to_end(&mut bytes)?;
    io::Seek::rewind(&mut file)?;
    Ok(bytes)
}

/// Copies so many bytes; what the last try left in the image is gone.
fn copy(from: &File, size: u64, image: &Image<'_>) -> Result<(), Uncopied> {
    image.file.set_len(0).map_err(|_| Uncopied::Failed)?;
    if share(from, image.file) {
        // It may be longer by now than it was.
        image.file.set_len(size).map_err(|_| Uncopied::Failed)?;
        return if (image.limits.go_on)(size) { Ok(()) } else { Err(Uncopied::Stopped) };
    }
    copy_bytes(from, size, image)
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

/// Copies the bytes that are there; holes stay holes.
fn copy_bytes(mut from: &File, size: u64, image: &Image<'_>) -> Result<(), Uncopied> {
    let (failed, mut to) = (|_: io::Error| Uncopied::Failed, image.file);
    let mut at = 0;
    while at < size {
        let data = data_after(from, at, size).map_err(failed)?.unwrap_or(at);
        let wanted = (size - data).min(CHUNK);
        to.seek(SeekFrom::Start(data)).map_err(failed)?;
        from.seek(SeekFrom::Start(data)).map_err(failed)?;
        let count = io::copy(&mut from.take(wanted), &mut to).map_err(failed)?;
        image.count(2 * count);
        if !(image.limits.go_on)(data - at + count) {
            return Err(Uncopied::Stopped);
        }
        at = if count < wanted { size } else { data + count };
    }
    // A hole at the end is one, too. What was cut off meanwhile shows when the file is looked at again.
    image.file.set_len(size).map_err(failed)
}
