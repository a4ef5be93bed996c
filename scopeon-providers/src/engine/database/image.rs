//! The one file that a database and what belongs to it are put together in.

use std::cell::Cell;
use std::fs::File;
use std::io;

use super::copy_limits::{Limits, Uncopied};

/// A database's header, and where in it stand the page's size, how it is written and read, the count of changes, the
/// count of pages and the change for which that count is valid. All are big-endian.
const HEADER: usize = 100;
const PAGE_SIZE: usize = 16;
const WRITTEN_AS: usize = 18;
const READ_AS: usize = 19;
const CHANGES: usize = 24;
const PAGES: usize = 28;
const VALID_FOR: usize = 92;
/// What stands there of a database with a write-ahead log, and of one with none.
const WITH_LOG: u8 = 2;
const WITHOUT_LOG: u8 = 1;

/// The file that is filled, and how much of it may be.
pub(super) struct Image<'a> {
    pub(super) file: &'a File,
    pub(super) limits: &'a Limits<'a>,
    /// How many bytes were read and written to fill it.
    pub(super) copied: Cell<u64>,
}

impl<'a> Image<'a> {
    pub(super) const fn new(file: &'a File, limits: &'a Limits<'a>) -> Self {
        Self { file, limits, copied: Cell::new(0) }
    }

    /// Counts bytes that were read, and those that were written.
    pub(super) fn count(&self, bytes: u64) {
        self.copied.set(self.copied.get().saturating_add(bytes));
    }

    pub(super) fn length(&self) -> Result<u64, Uncopied> {
        Ok(self.file.metadata().map_err(|_| Uncopied::Failed)?.len())
    }

    /// Gives the image so many pages; false when that is more than the limit.
    pub(super) fn set_pages(&self, pages: u32, page: usize) -> Result<bool, Uncopied> {
        let length = u64::from(pages).saturating_mul(page as u64);
        if length > self.limits.bytes {
            return Ok(false);
        }
        self.file.set_len(length).map_err(|_| Uncopied::Failed)?;
        Ok(true)
    }

    /// Writes a page, the first of which is number 1.
    pub(super) fn write_page(&self, number: u32, page: &[u8]) -> Result<(), Uncopied> {
        let at = (u64::from(number) - 1) * page.len() as u64;
        write_at(self.file, page, at).map_err(|_| Uncopied::Failed)?;
        // It was read before, of a log twice.
        self.count(3 * page.len() as u64);
        if (self.limits.go_on)(page.len() as u64) { Ok(()) } else { Err(Uncopied::Stopped) }
    }

    /// Returns the size of a page as the image's own header has it; none when that is no size.
    pub(super) fn page_size(&self) -> Result<Option<usize>, Uncopied> {
        Ok(self.header()?.as_ref().and_then(page_size))
    }

    /// Returns `true` if the image is as long as it says. SQLite takes what is missing of a page for zeros, and so rows for
    /// others.
    pub(super) fn is_whole(&self) -> Result<bool, Uncopied> {
        let length = self.length()?;
        Ok(length == 0 || self.header()?.is_some_and(|header| is_long_enough(&header, length)))
    }

    /// Says of a database whose log is merged that it has none, so that none is looked for.
    pub(super) fn forget_log(&self) -> Result<(), Uncopied> {
        let Some(header) = self.header()? else { return Ok(()) };
        for at in [WRITTEN_AS, READ_AS] {
            if header[at] == WITH_LOG {
                write_at(self.file, &[WITHOUT_LOG], at as u64).map_err(|_| Uncopied::Failed)?;
            }
        }
        Ok(())
    }

    /// Returns what SQLite knows a state by.
    pub(super) fn state(&self) -> Result<u32, Uncopied> {
        Ok(self.header()?.map_or(0, |header| number(&header, CHANGES)))
    }

    /// Makes the image another state than the one SQLite last saw, so that it forgets what it remembers of that.
    pub(super) fn turn_page(&self, seen: u32) -> Result<(), Uncopied> {
        self.forget_log()?;
        let Some(header) = self.header()? else { return Ok(()) };
        let (changes, valid) = (number(&header, CHANGES), number(&header, VALID_FOR));
        let mut next = seen.wrapping_add(1);
        if changes != valid && next == valid {
            // The count of pages stays one that is not to be believed.
            next = next.wrapping_add(1);
        }
        let places = if changes == valid { &[CHANGES, VALID_FOR][..] } else { &[CHANGES] };
        for at in places {
            write_at(self.file, &next.to_be_bytes(), *at as u64).map_err(|_| Uncopied::Failed)?;
        }
        Ok(())
    }

    fn header(&self) -> Result<Option<[u8; HEADER]>, Uncopied> {
        let mut header = [0; HEADER];
        let is_there = read_at(self.file, &mut header, 0).map_err(|_| Uncopied::Failed)? == HEADER;
        Ok(is_there.then_some(header))
    }
}

fn page_size(header: &[u8; HEADER]) -> Option<usize> {
    match number(header, PAGE_SIZE) >> 16 {
        // The size that has no room in two bytes.
        1 => Some(65_536),
        size => usize::try_from(size).ok().filter(|size| is_page_size(*size)),
    }
}

/// Returns `true` if a database may have pages of a size.
pub(super) const fn is_page_size(size: usize) -> bool {
    size.is_power_of_two() && size >= 512 && size <= 65_536
}

fn is_long_enough(header: &[u8; HEADER], length: u64) -> bool {
    let Some(page) = page_size(header) else { return false };
    if !length.is_multiple_of(page as u64) {
        return false;
    }
    // Programs older than 3.7 leave the count as it was.
    number(header, CHANGES) != number(header, VALID_FOR)
        || u64::from(number(header, PAGES)).saturating_mul(page as u64) <= length
}

/// Reads the big-endian number at a place; 0 beyond the end.
pub(super) fn number(bytes: &[u8], at: usize) -> u32 {
    let found = bytes.get(at..).and_then(|bytes| bytes.first_chunk()).copied();
    u32::from_be_bytes(found.unwrap_or_default())
}

pub(super) use crate::engine::tail::fingerprint::read_at;

#[cfg(unix)]
fn write_at(file: &File, bytes: &[u8], at: u64) -> io::Result<()> {
    std::os::unix::fs::FileExt::write_all_at(file, bytes, at)
}

#[cfg(windows)]
fn write_at(file: &File, mut bytes: &[u8], mut at: u64) -> io::Result<()> {
    while !bytes.is_empty() {
        match std::os::windows::fs::FileExt::seek_write(file, bytes, at)? {
            0 => return Err(io::ErrorKind::WriteZero.into()),
            count => (bytes, at) = (&bytes[count..], at + count as u64),
        }
    }
    Ok(())
}
