//! A rollback journal: the pages of before a transaction that was not committed.
//!
//! The format is that of <https://sqlite.org/fileformat2.html#the_rollback_journal>, which is fixed.

use std::fs::File;

use super::{Merged, Outcome, resize};
use crate::engine::database::copy_limits::Uncopied;
use crate::engine::database::image::{Image, is_page_size, number, read_at};

/// What each part of a journal begins with.
const MAGIC: [u8; 8] = [0xd9, 0xd5, 0x05, 0xf9, 0x20, 0xa1, 0x63, 0xd7];
/// How much of a part's header says something; it fills a sector.
const HEADER: usize = 28;
/// The least a journal has that is one.
const LEAST: u64 = 512;
/// What is said of records whose number is that of what the file has room for.
const ALL: u32 = u32::MAX;
/// Every so many bytes of a page one is summed up.
const STRIDE: usize = 200;
/// Where SQLite locks: the page there holds nothing.
const LOCKS: usize = 0x4000_0000;

/// A journal of so many bytes.
struct Journal<'a> {
    file: &'a File,
    size: u64,
    page: usize,
    sector: u64,
}

/// What a part's header says.
struct Part {
    records: u32,
    nonce: u32,
    /// How many pages the database had.
    pages: u32,
}

/// Where a part ends, and whether another may follow.
enum Played {
    To(u64),
    AllThereIs,
}

/// Takes back what a journal of so many bytes says was not committed.
pub(in crate::engine::database) fn roll_back(journal: &File, size: u64, image: &Image<'_>) -> Outcome {
    let Some(journal) = Journal::open(journal, size, image)? else { return Ok(Merged::Nothing) };
    if journal.names_another()? {
        // It belongs to a transaction over several files. Whether that was committed is said by a file anywhere on this
        // machine, which is not looked for; no agent has such transactions.
        return Ok(Merged::Malformed);
    }
    journal.play(image)
}

impl<'a> Journal<'a> {
    /// Reads the first header; none where SQLite would take nothing back.
    fn open(file: &'a File, size: u64, image: &Image<'_>) -> Result<Option<Self>, Uncopied> {
        let header = read_header(file, 0)?;
        if image.length()? == 0 || size < LEAST || header[..MAGIC.len()] != MAGIC {
            return Ok(None);
        }
        let (sector, page) = (number(&header, 20), number(&header, 24));
        let page = match usize::try_from(page).unwrap_or(0) {
            0 => image.page_size()?.unwrap_or(0),
            page => page,
        };
        let is_one = is_page_size(page) && sector.is_power_of_two() && (32..=65_536).contains(&sector);
        Ok(is_one.then_some(Self { file, size, page, sector: u64::from(sector) }))
    }

    /// Returns `true` if a file is named at the end: its length, sum and the magic bytes say so.
    fn names_another(&self) -> Result<bool, Uncopied> {
        let mut end = [0; 16];
        let at = self.size.saturating_sub(16);
        let length = read_at(self.file, &mut end, at).map_err(|_| Uncopied::Failed)?;
        let name = u64::from(number(&end, 0));
        Ok(length == 16 && end[8..] == MAGIC && name > 0 && name <= at)
    }

    fn play(&self, image: &Image<'_>) -> Outcome {
        let mut at = 0;
        while let Some(part) = self.part(at)? {
            if at == 0 {
                let resized = resize(image, part.pages, self.page)?;
                if resized != Merged::All {
                    return Ok(resized);
                }
            }
            match self.play_part(at + self.sector, &part, image)? {
                Played::To(end) => at = end.div_ceil(self.sector) * self.sector,
                Played::AllThereIs => break,
            }
        }
        Ok(Merged::All)
    }

    fn part(&self, at: u64) -> Result<Option<Part>, Uncopied> {
        // SQLite knows the size of a sector only from the first header, which it takes from a shorter file, too.
        if at > 0 && at + self.sector > self.size {
            return Ok(None);
        }
        let header = read_header(self.file, at)?;
        if header[..MAGIC.len()] != MAGIC {
            return Ok(None);
        }
        let records = match number(&header, 8) {
            ALL => {
                let room = (self.size - self.sector) / self.record();
                u32::try_from(room).unwrap_or(ALL)
            }
            records => records,
        };
        // The size is what the first part says; those behind it say how far it had grown.
        Ok(Some(Part { records, nonce: number(&header, 12), pages: number(&header, 16) }))
    }

    fn play_part(&self, start: u64, part: &Part, image: &Image<'_>) -> Result<Played, Uncopied> {
        let pages = u32::try_from(image.length()? / self.page as u64).unwrap_or(u32::MAX);
        let mut record = vec![0; self.page + 8];
        for nth in 0..u64::from(part.records) {
            let at = start + nth * self.record();
            let length = read_at(self.file, &mut record, at).map_err(|_| Uncopied::Failed)?;
            if length < record.len() || at + self.record() > self.size {
                return Ok(Played::AllThereIs);
            }
            let (page, bytes) = (number(&record, 0), &record[4..4 + self.page]);
            if page == 0 || u64::from(page) == (LOCKS / self.page) as u64 + 1 {
                return Ok(Played::AllThereIs);
            }
            if page > pages {
                continue;
            }
            if sum(part.nonce, bytes) != number(&record, 4 + self.page) {
                // The record was never whole on the disk, so its page was not written either.
                return Ok(Played::AllThereIs);
            }
            image.write_page(page, bytes)?;
        }
        Ok(Played::To(start + u64::from(part.records) * self.record()))
    }

    fn record(&self) -> u64 {
        self.page as u64 + 8
    }
}

fn read_header(file: &File, at: u64) -> Result<[u8; HEADER], Uncopied> {
    let mut header = [0; HEADER];
    read_at(file, &mut header, at).map_err(|_| Uncopied::Failed)?;
    Ok(header)
}

/// Sums up some of a page's bytes, from its end on.
fn sum(nonce: u32, page: &[u8]) -> u32 {
    let mut sum = nonce;
    let mut at = page.len().saturating_sub(STRIDE);
    while at > 0 {
        sum = sum.wrapping_add(u32::from(page[at]));
        at = at.saturating_sub(STRIDE);
    }
    sum
}
