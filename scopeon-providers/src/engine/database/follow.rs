//! Copies that are kept while a watch goes on: of a large database only what its log holds beyond them is read.

use std::collections::HashMap;
use std::path::Path;
use std::sync::{Mutex, PoisonError};

use scopeon_core::id::SourceId;

use super::copy::{Copy, Original};
use super::copy_limits::{Limits, Uncopied};
use super::image::Image;
use super::merge::follow;
use super::pace::Way;
use super::scratch;
use crate::engine::open::{RootDir, Stat};

/// How many copies are kept, and how large one is at least: a smaller one is made again as fast.
const MOST: usize = 4;
const LEAST: u64 = 4 << 20;

/// The copies that are kept.
#[derive(Debug, Default)]
pub(crate) struct Followed {
    copies: Mutex<HashMap<SourceId, Copy>>,
}

impl Followed {
    /// Takes a source's copy, if there is one.
    pub(crate) fn take(&self, source: SourceId) -> Option<Copy> {
        self.copies.lock().unwrap_or_else(PoisonError::into_inner).remove(&source)
    }

    /// Keeps a copy, unless it is small or there are enough.
    pub(crate) fn keep(&self, source: SourceId, copy: Copy) {
        let mut copies = self.copies.lock().unwrap_or_else(PoisonError::into_inner);
        if copy.bytes >= LEAST && copy.conn.is_ok() && copies.len() < MOST {
            copies.insert(source, copy);
        }
    }
}

impl Copy {
    /// Brings a copy up to what is committed by now; false where the log does not tell that, and it has to be made again.
    pub(crate) fn catch_up(
        &mut self,
        (root, path): (&RootDir, &Path),
        scratch: &Path,
        limits: &Limits<'_>,
    ) -> Result<bool, Uncopied> {
        let now = scratch::blank(scratch).and_then(|blank| blank.file.metadata());
        let now = Stat::from(&now.map_err(|_| Uncopied::Failed)?).modified_ns / 1_000_000;
        let original = Original::open(root, path)?;
        if original.bytes() > limits.bytes {
            return Err(Uncopied::TooLarge(original.stat));
        }
        let Some(log) = original.part("-wal") else { return Ok(false) };
        if original.part("-journal").is_some() || original.stat.id != self.stat.id {
            return Ok(false);
        }
        let new = log.stat.size.saturating_sub(self.reached.map_or(0, |reached| reached.bytes()));
        if !(limits.may)(Way::Followed, now, new) {
            return Err(Uncopied::Early);
        }
        let image = Image::new(&self.file, limits);
        let seen = image.state()?;
        let is_same = original.is_like(&self.stat, &self.header);
        let reached = follow(&log.file, log.stat.size, (self.reached, is_same), &image)?;
        if reached.is_none() || !original.goes_on(root, path) {
            return Ok(false);
        }
        image.turn_page(seen)?;
        let (bytes, copied) = (original.bytes(), image.copied.get());
        (self.reached, self.stat, self.header) = (reached, original.stat, original.header);
        (self.bytes, self.copied) = (bytes, copied);
        Ok(true)
    }
}
