//! A write-ahead log: its committed frames are the newest pages.
//!
//! The format is that of <https://sqlite.org/fileformat2.html#the_write_ahead_log>, which is fixed.

use std::fs::File;

use super::{Merged, Outcome, resize};
use crate::database::copy::Uncopied;
use crate::database::image::{Image, is_page_size, number, read_at};

/// The header of a log and of each frame in it, in bytes.
const HEADER: usize = 32;
const FRAME: usize = 24;
/// The first number of every log; the last bit says how its sums are made.
const MAGIC: u32 = 0x377f_0682;
const VERSION: u32 = 3_007_000;

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

/// A log that is read from its start.
struct Log<'a> {
    file: &'a File,
    page: usize,
    salts: [u8; 8],
    sums: Sums,
}

/// Where the last transaction ends that was committed.
struct End {
    frames: u64,
    /// How many pages the database has then.
    pages: u32,
}

/// Writes the pages that a log of so many bytes holds into the image.
pub(in crate::database) fn apply(log: &File, size: u64, image: &Image<'_>) -> Outcome {
    if image.length()? == 0 {
        // SQLite takes a log beside nothing for a left-over.
        return Ok(Merged::Nothing);
    }
    let Some(log) = Log::open(log)? else { return Ok(Merged::Nothing) };
    let Some(log) = log else { return Ok(Merged::Malformed) };
    let Some(end) = log.end(size, image)? else { return Ok(Merged::Nothing) };
    if image.page_size()? != Some(log.page) {
        return Ok(Merged::Malformed);
    }
    log.write(&end, image)
}

impl<'a> Log<'a> {
    /// Reads a log's header: no log where SQLite finds none, and nothing inside where it is of a kind it refuses.
    fn open(file: &'a File) -> Result<Option<Option<Self>>, Uncopied> {
        let mut header = [0; HEADER];
        let length = read_at(file, &mut header, 0).map_err(|_| Uncopied::Failed)?;
        let page = usize::try_from(number(&header, 8)).unwrap_or(0);
        if length < HEADER || number(&header, 0) & !1 != MAGIC || !is_page_size(page) {
            return Ok(None);
        }
        let mut sums = Sums { big_endian: number(&header, 0) & 1 == 1, first: 0, second: 0 };
        sums.add(&header[..24]);
        if !sums.are(&header, 24) {
            return Ok(None);
        }
        let salts = header[16..].first_chunk().copied().unwrap_or_default();
        Ok(Some((number(&header, 4) == VERSION).then_some(Self { file, page, salts, sums })))
    }

    /// Finds the last transaction; what stands behind it is not committed, or of an earlier log in the same file.
    fn end(&self, size: u64, image: &Image<'_>) -> Result<Option<End>, Uncopied> {
        let mut frame = vec![0; FRAME + self.page];
        let (mut sums, mut end) = (self.sums, None);
        for frames in 0.. {
            if self.at(frames + 1) > size || !self.read(frames, &mut frame)? {
                break;
            }
            sums.add(&frame[..8]);
            sums.add(&frame[FRAME..]);
            let (page, pages) = (number(&frame, 0), number(&frame, 4));
            if page == 0 || frame[8..16] != self.salts || !sums.are(&frame, 16) {
                break;
            }
            if pages > 0 {
                end = Some(End { frames: frames + 1, pages });
            }
            if !(image.limits.go_on)(0) {
                return Err(Uncopied::Stopped);
            }
        }
        Ok(end)
    }

    fn write(&self, end: &End, image: &Image<'_>) -> Outcome {
        let resized = resize(image, end.pages, self.page)?;
        if resized != Merged::All {
            return Ok(resized);
        }
        let mut frame = vec![0; FRAME + self.page];
        for frames in 0..end.frames {
            if !self.read(frames, &mut frame)? {
                // It was cut off meanwhile, which shows when it is held against what it is now.
                break;
            }
            let page = number(&frame, 0);
            if (1..=end.pages).contains(&page) {
                image.write_page(page, &frame[FRAME..])?;
            }
        }
        Ok(Merged::All)
    }

    /// Reads a frame; false where the file ends before it does.
    fn read(&self, number: u64, frame: &mut [u8]) -> Result<bool, Uncopied> {
        let length = read_at(self.file, frame, self.at(number)).map_err(|_| Uncopied::Failed)?;
        Ok(length == frame.len())
    }

    fn at(&self, frame: u64) -> u64 {
        (HEADER as u64).saturating_add(frame.saturating_mul((FRAME + self.page) as u64))
    }
}
