//! Databases of Scopeon 0.x, told by their header and by the names of their tables. They may be in use: SQLite does not open
//! them, and nothing is locked.

use std::collections::HashMap;
use std::fs::File;
use std::io::{self, Read, Seek, SeekFrom};
use std::path::Path;

use crate::private::{self, beside};

/// The tables that every version of 0.x has, and no other program together.
const TABLES: [&str; 3] = ["sessions", "turns", "file_offsets"];
/// The versions of its schema.
const VERSIONS: std::ops::RangeInclusive<u32> = 1..=9;
const MAGIC: &[u8] = b"SQLite format 3\0";
const HEADER: usize = 100;
/// The headers of a write-ahead log and of a frame in it.
const LOG_HEADER: usize = 32;
const FRAME_HEADER: usize = 24;
/// So much is looked at: a log is merged when it has a thousand frames, and a schema of ten tables has a few pages.
const MAX_FRAMES: u32 = 20_000;
const MAX_PAGES: usize = 64;
/// The kinds of pages of a table.
const LEAF: u8 = 0x0d;
const INTERIOR: u8 = 0x05;

/// Returns `true` if a database, or the write-ahead log beside it that is not merged yet, is one of Scopeon 0.x.
pub(super) fn is_earlier(path: &Path) -> io::Result<bool> {
    let file = private::open_to_read(path)?;
    if let Some(pages) = Pages::of(file)? {
        if pages.is_other || pages.has_tables() {
            return Ok(!pages.is_other);
        }
        // Cut off behind its header.
        if pages.size > pages.length && VERSIONS.contains(&pages.version) {
            return Ok(true);
        }
    } else if !private::holds_some(path, "-wal") {
        return Ok(false);
    }
    let log = beside(path, "-wal");
    if !std::fs::metadata(&log).is_ok_and(|about| about.is_file()) {
        return Ok(false);
    }
    let pages = Pages::with_log(private::open_to_read(path)?, private::open_to_read(&log)?)?;
    Ok(pages.is_some_and(|pages| !pages.is_other && pages.has_tables()))
}

/// A database's pages, the newest of each.
struct Pages {
    file: File,
    length: u64,
    /// How large a page is, in bytes.
    size: u64,
    version: u32,
    /// Whether the file says that it is some other program's.
    is_other: bool,
    log: Option<(File, HashMap<u32, u64>)>,
}

impl Pages {
    /// Reads a database's header; none where it has none.
    fn of(mut file: File) -> io::Result<Option<Self>> {
        let mut head = [0; HEADER];
        let length = file.metadata()?.len();
        if length < HEADER as u64 || file.read_exact(&mut head).is_err() || !head.starts_with(MAGIC) {
            return Ok(None);
        }
        let size = match u16::from_be_bytes([head[16], head[17]]) {
            1 => 65_536,
            size => u64::from(size),
        };
        let number = |at: usize| u32::from_be_bytes([head[at], head[at + 1], head[at + 2], head[at + 3]]);
        let is_other = number(68) != 0 || size < 512;
        Ok(Some(Self { file, length, size, version: number(60), is_other, log: None }))
    }

    /// Reads a database together with its log; none where the log is none.
    fn with_log(file: File, mut log: File) -> io::Result<Option<Self>> {
        let mut head = [0; 32];
        if log.read_exact(&mut head).is_err() {
            return Ok(None);
        }
        let number = |at: usize| u32::from_be_bytes([head[at], head[at + 1], head[at + 2], head[at + 3]]);
        let (magic, size) = (number(0), u64::from(number(8)));
        if magic & !1 != 0x377f_0682 || !(512..=65_536).contains(&size) {
            return Ok(None);
        }
        let frames = frames(&mut log, size, &head[16..24])?;
        let length = file.metadata()?.len();
        let mut pages = Self { file, length, size, version: 0, is_other: false, log: Some((log, frames)) };
        // The application id of the newest first page.
        let first = pages.page(1);
        pages.is_other = first.is_none_or(|page| !page.starts_with(MAGIC) || page[68..72] != [0; 4]);
        Ok(Some(pages))
    }

    fn page(&self, number: u32) -> Option<Vec<u8>> {
        let logged = self.log.as_ref().and_then(|(log, frames)| Some((log, *frames.get(&number)?)));
        let own = || Some((&self.file, u64::from(number.checked_sub(1)?).checked_mul(self.size)?));
        let (mut file, at) = logged.or_else(own)?;
        let mut page = vec![0; usize::try_from(self.size).ok()?];
        file.seek(SeekFrom::Start(at)).ok()?;
        file.read_exact(&mut page).ok()?;
        Some(page)
    }

    /// Returns `true` if the schema has all tables of 0.x.
    fn has_tables(&self) -> bool {
        let mut missing: Vec<&str> = TABLES.to_vec();
        let (mut next, mut looked) = (vec![1], 0);
        while let Some(number) = next.pop() {
            looked += 1;
            let Some(page) = self.page(number).filter(|_| looked <= MAX_PAGES) else { continue };
            match page.get(start(number)) {
                Some(&LEAF) => missing.retain(|table| !names(&page, table)),
                Some(&INTERIOR) => next.extend(children(&page, start(number))),
                _ => {}
            }
        }
        missing.is_empty()
    }
}

/// Where a page's own header begins: the first page has the file's before it.
const fn start(number: u32) -> usize {
    if number == 1 { HEADER } else { 0 }
}

/// Returns the pages below a page.
fn children(page: &[u8], start: usize) -> Vec<u32> {
    let short = |at: usize| Some(usize::from(u16::from_be_bytes(page.get(at..at + 2)?.try_into().ok()?)));
    let number = |at: usize| Some(u32::from_be_bytes(page.get(at..at + 4)?.try_into().ok()?));
    let count = short(start + 3).unwrap_or(0).min(MAX_PAGES);
    let cell = |index: usize| number(short(start + 12 + 2 * index)?);
    (0..count).filter_map(cell).chain(number(start + 8)).collect()
}

/// Returns `true` if a page of the schema makes a table of that name.
fn names(page: &[u8], table: &str) -> bool {
    let makes = |statement: String| {
        page.windows(statement.len()).enumerate().any(|(at, found)| {
            let ends = page
                .get(at + statement.len())
                .is_none_or(|next| !next.is_ascii_alphanumeric() && *next != b'_');
            found == statement.as_bytes() && ends
        })
    };
    makes(format!("CREATE TABLE {table}")) || makes(format!("CREATE TABLE \"{table}\""))
}

/// Returns where the newest version of each page stands in a log whose frames have those salts.
fn frames(log: &mut File, size: u64, salts: &[u8]) -> io::Result<HashMap<u32, u64>> {
    let (mut newest, mut head) = (HashMap::new(), [0; 24]);
    for frame in 0..MAX_FRAMES {
        let at = LOG_HEADER as u64 + u64::from(frame) * (FRAME_HEADER as u64 + size);
        log.seek(SeekFrom::Start(at))?;
        if log.read_exact(&mut head).is_err() || &head[8..16] != salts {
            break;
        }
        newest.insert(u32::from_be_bytes([head[0], head[1], head[2], head[3]]), at + FRAME_HEADER as u64);
    }
    Ok(newest)
}
