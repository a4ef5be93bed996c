//! Holes of sparse files: where nothing was ever written a file reads as NULs, and no record is made of those. A log
//! that is emptied while its agent goes on writing where it was begins with one.

use std::fs::File;
use std::io;

use scopeon_core::provider::ReadError;

use super::{HISTORY, LineReader, USUAL};

impl LineReader<'_> {
    /// Leaps over a hole that begins where the buffer ends, when it is longer than any line or stands where no record
    /// has begun. A line that leads into it ends there.
    pub(super) fn leap(&mut self) -> Result<(), ReadError> {
        let held = self.filled - self.start;
        let at = self.place.offset + held as u64;
        let is_blank = self.buffer[self.start..self.filled].iter().all(|byte| *byte == 0);
        let line = if self.skipping || is_blank { 0 } else { self.reading.max_line.saturating_sub(held) };
        let least = line.max(USUAL);
        let worth = at + (least + HISTORY) as u64;
        if self.reading.size <= worth {
            return Ok(());
        }
        match data_after(self.reading.file, at, self.reading.size)? {
            Some(data) if data > worth => self.land(data - HISTORY as u64, is_blank),
            _ => Ok(()),
        }
    }

    /// Goes on in a hole, so far before its end that what lies before the next place is known.
    fn land(&mut self, at: u64, is_blank: bool) -> Result<(), ReadError> {
        use std::io::{Seek, SeekFrom};
        if !is_blank && !self.skipping {
            self.note_overlong(self.place);
        }
        self.reading.trace.borrow_mut().head.fill(self.place.offset + (self.filled - self.start) as u64);
        let mut file = self.reading.file;
        file.seek(SeekFrom::Start(at))?;
        self.reading.observer.read(at - self.place.offset - (self.filled - self.start) as u64);
        self.skipping = false;
        self.place.offset = at;
        self.buffer[..HISTORY].fill(0);
        (self.start, self.scanned, self.filled) = (HISTORY, HISTORY, HISTORY);
        Ok(())
    }
}

/// Returns where data follows a hole at `at`, or the file's end where none does; `None` where there is no hole or that
/// cannot be asked. The file's position stays.
#[cfg(any(target_os = "linux", target_os = "macos"))]
pub(crate) fn data_after(file: &File, at: u64, size: u64) -> io::Result<Option<u64>> {
    use rustix::fs::{SeekFrom, seek};
    use rustix::io::Errno;
    let data = match seek(file, SeekFrom::Data(at)) {
        Ok(data) => data,
        Err(Errno::NXIO) => size,
        Err(_) => return Ok(None),
    };
    seek(file, SeekFrom::Start(at))?;
    Ok((data > at).then_some(data))
}

#[cfg(not(any(target_os = "linux", target_os = "macos")))]
pub(crate) fn data_after(_: &File, _: u64, _: u64) -> io::Result<Option<u64>> {
    Ok(None)
}
