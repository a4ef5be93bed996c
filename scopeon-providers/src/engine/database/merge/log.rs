//! A write-ahead log: its committed frames are the newest pages.
//!
//! The format is that of <https://sqlite.org/fileformat2.html#the_write_ahead_log>, which is fixed.

use std::fs::File;

use super::{Merged, resize};
use crate::engine::database::copy_limits::Uncopied;
use crate::engine::database::image::{Image, is_page_size, number, read_at};

/// The header of a log and of each frame in it, in bytes.
const HEADER: usize = 32;
const FRAME: usize = 24;
/// The first number of every log; the last bit says how its sums are made.
const MAGIC: u32 = 0x377f_0682;
const VERSION: u32 = 3_007_000;
/// Where in the header stand the size of a page, how often the log was started again, and what each frame repeats; the
/// first half of that counts up, too.
const PAGE_SIZE: usize = 8;
const STARTS: usize = 12;
const SALTS: usize = 16;

/// The two sums that go on from frame to frame: what does not fit them was written for another log.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Sums {
    big_endian: bool,
    first: u32,
    second: u32,
}

impl Sums {
    fn add(&mut self, bytes: &[u8]) {
        let word = |bytes: &[u8]| {
            let bytes = bytes.first_chunk().copied().unwrap_or_default();
            if self.big_endian { u32::from_be_bytes(bytes) } else { u32::from_le_bytes(bytes) }
        };
        let (mut first, mut second) = (self.first, self.second);
        for pair in bytes.chunks_exact(8) {
            first = first.wrapping_add(word(pair)).wrapping_add(second);
            second = second.wrapping_add(word(&pair[4..])).wrapping_add(first);
        }
        (self.first, self.second) = (first, second);
    }

    fn are(&self, bytes: &[u8], at: usize) -> bool {
        (self.first, self.second) == (number(bytes, at), number(bytes, at + 4))
    }
}

/// How far a log was merged: to the end of its last transaction.
#[derive(Clone, Copy, Debug)]
pub(in crate::engine::database) struct Reached {
    header: [u8; HEADER],
    frames: u64,
    sums: Sums,
}

impl Reached {
    /// Returns how many bytes of the log were merged.
    pub(in crate::engine::database) fn bytes(&self) -> u64 {
        at(self.frames, page_size(&self.header))
    }

    /// Returns `true` if a log is the same one, started again once since.
    fn is_before(&self, other: &Log<'_>) -> bool {
        let is_next =
            |place: usize| number(&self.header, place).wrapping_add(1) == number(&other.header, place);
        is_next(STARTS) && is_next(SALTS) && page_size(&self.header) == other.page
    }
}

/// A log that is read from its start.
struct Log<'a> {
    file: &'a File,
    page: usize,
    header: [u8; HEADER],
}

/// What merging a log came to, and how far it went; nowhere in what is no log.
pub(in crate::engine::database) type Applied = Result<(Merged, Option<Reached>), Uncopied>;

/// Writes the pages that a log of so many bytes holds into the image.
pub(in crate::engine::database) fn apply(log: &File, size: u64, image: &Image<'_>) -> Applied {
    // SQLite takes a log beside nothing for a left-over.
    let Some(log) = Log::open(log)?.filter(|_| image.length().is_ok_and(|length| length > 0)) else {
        return Ok((Merged::Nothing, None));
    };
    if number(&log.header, 4) != VERSION {
        return Ok((Merged::Malformed, None));
    }
    log.apply(log.start(), size, image)
}

/// Brings an image up to what a log of so many bytes holds by now, given how far it was merged; where there was none, it has
/// to have all that was written `since`. Returns how far it is merged now; none where that cannot be known from the log.
pub(in crate::engine::database) fn follow(
    log: &File,
    size: u64,
    (reached, since): (Option<Reached>, bool),
    image: &Image<'_>,
) -> Result<Option<Reached>, Uncopied> {
    let Some(log) = Log::open(log)?.filter(|log| number(&log.header, 4) == VERSION) else { return Ok(None) };
    let from = match reached {
        None if since => log.start(),
        Some(reached) if reached.header == log.header => reached,
        Some(reached) if reached.is_before(&log) => {
            // What was committed before it was started again stands behind what was merged, if not written over by now.
            if !log.catch_up(reached, size, image)? {
                return Ok(None);
            }
            log.start()
        }
        _ => return Ok(None),
    };
    match log.apply(from, size, image)? {
        (Merged::All | Merged::Nothing, reached) => Ok(reached),
        _ => Ok(None),
    }
}

impl<'a> Log<'a> {
    /// Reads a log's header; no log where SQLite finds none.
    fn open(file: &'a File) -> Result<Option<Self>, Uncopied> {
        let mut header = [0; HEADER];
        let length = read_at(file, &mut header, 0).map_err(|_| Uncopied::Failed)?;
        let page = page_size(&header);
        let is_one = length == HEADER && number(&header, 0) & !1 == MAGIC && is_page_size(page);
        Ok((is_one && start(&header).are(&header, 24)).then_some(Self { file, page, header }))
    }

    fn start(&self) -> Reached {
        Reached { header: self.header, frames: 0, sums: start(&self.header) }
    }

    /// Merges what follows a place, up to the last transaction; what stands behind it is not committed, or of an earlier
    /// log in the same file.
    fn apply(&self, from: Reached, size: u64, image: &Image<'_>) -> Applied {
        let Some((end, pages)) = self.end(from, size, image)? else {
            return Ok((Merged::Nothing, Some(from)));
        };
        if image.page_size()? != Some(self.page) {
            return Ok((Merged::Malformed, None));
        }
        let resized = resize(image, pages, self.page)?;
        if resized != Merged::All {
            return Ok((resized, None));
        }
        let mut frame = vec![0; FRAME + self.page];
        for frames in from.frames..end.frames {
            if !self.read(frames, &mut frame)? {
                // It was cut off meanwhile, which shows when it is held against what it is now.
                break;
            }
            let page = number(&frame, 0);
            if (1..=pages).contains(&page) {
                image.write_page(page, &frame[FRAME..])?;
            }
        }
        Ok((Merged::All, Some(end)))
    }

    /// Merges what an earlier log in the same file holds behind a place; false where that is written over.
    fn catch_up(&self, from: Reached, size: u64, image: &Image<'_>) -> Result<bool, Uncopied> {
        let mut frame = vec![0; FRAME + self.page];
        if self.read(from.frames, &mut frame)? && frame[8..16] == self.header[SALTS..SALTS + 8] {
            return Ok(false);
        }
        let earlier = Self { header: from.header, ..*self };
        let (merged, _) = earlier.apply(from, size, image)?;
        Ok(matches!(merged, Merged::All | Merged::Nothing))
    }

    /// Finds the end of the last transaction behind a place, and how many pages the database has then.
    fn end(&self, from: Reached, size: u64, image: &Image<'_>) -> Result<Option<(Reached, u32)>, Uncopied> {
        let mut frame = vec![0; FRAME + self.page];
        let (mut sums, mut end) = (from.sums, None);
        for frames in from.frames.. {
            if at(frames + 1, self.page) > size || !self.read(frames, &mut frame)? {
                break;
            }
            sums.add(&frame[..8]);
            sums.add(&frame[FRAME..]);
            let (page, pages) = (number(&frame, 0), number(&frame, 4));
            if page == 0 || frame[8..16] != self.header[SALTS..SALTS + 8] || !sums.are(&frame, 16) {
                break;
            }
            if pages > 0 {
                end = Some((Reached { header: self.header, frames: frames + 1, sums }, pages));
            }
            if !(image.limits.go_on)(0) {
                return Err(Uncopied::Stopped);
            }
        }
        Ok(end)
    }

    /// Reads a frame; false where the file ends before it does.
    fn read(&self, number: u64, frame: &mut [u8]) -> Result<bool, Uncopied> {
        let length = read_at(self.file, frame, at(number, self.page)).map_err(|_| Uncopied::Failed)?;
        Ok(length == frame.len())
    }
}

fn page_size(header: &[u8; HEADER]) -> usize {
    usize::try_from(number(header, PAGE_SIZE)).unwrap_or(0)
}

/// The sums that the first frame goes on from.
fn start(header: &[u8; HEADER]) -> Sums {
    let mut sums = Sums { big_endian: number(header, 0) & 1 == 1, first: 0, second: 0 };
    sums.add(&header[..24]);
    sums
}

/// Where a frame begins.
fn at(frame: u64, page: usize) -> u64 {
    (HEADER as u64).saturating_add(frame.saturating_mul((FRAME + page) as u64))
}
