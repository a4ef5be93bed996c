//! Whether a database file is as long as it says. SQLite takes what is missing of a page for zeros, and so
//! rows for others.

use std::fs::File;
use std::io::{self, Read};
use std::path::Path;

use super::beside::{self, SUFFIXES};

/// The length of a database's header, and where in it stand the page's size, the count of changes, the count
/// of pages and the change for which that count is valid. All are big-endian.
const HEADER: usize = 100;
const PAGE_SIZE: usize = 16;
const CHANGES: usize = 24;
const PAGES: usize = 28;
const VALID_FOR: usize = 92;

/// Tells whether a copy holds all its pages; one with a log beside it may have some of them there.
pub(super) fn is_whole(copy: &Path) -> io::Result<bool> {
    let has_log = SUFFIXES
        .iter()
        .any(|suffix| std::fs::metadata(beside::path(copy, suffix)).is_ok_and(|metadata| metadata.len() > 0));
    let mut file = File::open(copy)?;
    let length = file.metadata()?.len();
    let mut header = [0; HEADER];
    if has_log || length == 0 {
        return Ok(true);
    }
    if length < HEADER as u64 {
        return Ok(false);
    }
    file.read_exact(&mut header)?;
    Ok(is_long_enough(&header, length))
}

fn is_long_enough(header: &[u8; HEADER], length: u64) -> bool {
    let number = |at: usize| {
        let bytes = header[at..].first_chunk().copied().unwrap_or_default();
        u64::from(u32::from_be_bytes(bytes))
    };
    let page = match number(PAGE_SIZE) >> 16 {
        1 => 65_536,
        size => size,
    };
    if page == 0 || !length.is_multiple_of(page) {
        return false;
    }
    // Programs older than 3.7 leave the count as it was.
    number(CHANGES) != number(VALID_FOR) || number(PAGES).saturating_mul(page) <= length
}
