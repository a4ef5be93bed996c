//! The bytes that tell a file from another one at the same place: its first ones, and the last ones read.

use std::fs::File;
use std::io;

use scopeon_core::provider::{Fingerprint, Position};
use xxhash_rust::xxh3::xxh3_64;

use crate::engine::open::Stat;

/// Hashes a few bytes. What is kept of them must not depend on this crate's version: it is XXH3-64.
pub(crate) fn hash(bytes: &[u8]) -> u64 {
    xxh3_64(bytes)
}

/// A file's first bytes, as far as they were read.
#[derive(Clone, Debug)]
pub(crate) struct Head {
    bytes: [u8; Fingerprint::HEAD_BYTES],
    length: usize,
}

impl Default for Head {
    fn default() -> Self {
        Self { bytes: [0; Fingerprint::HEAD_BYTES], length: 0 }
    }
}

impl Head {
    /// Reads what of the head lies before `offset`; fewer bytes when the file is shorter.
    pub(crate) fn read(file: &File, offset: u64) -> io::Result<Self> {
        let mut head = Self::default();
        let wanted = clamp(offset, Fingerprint::HEAD_BYTES);
        head.length = read_at(file, &mut head.bytes[..wanted], 0)?;
        Ok(head)
    }

    /// Takes bytes that lie at `offset`, as far as they belong to the head.
    pub(crate) fn extend(&mut self, offset: u64, bytes: &[u8]) {
        if offset != self.length as u64 {
            return;
        }
        let taken = bytes.len().min(Fingerprint::HEAD_BYTES - self.length);
        self.bytes[self.length..self.length + taken].copy_from_slice(&bytes[..taken]);
        self.length += taken;
    }

    /// Takes the NULs of a hole that begins at `offset` and reaches beyond the head.
    pub(crate) fn fill(&mut self, offset: u64) {
        if offset == self.length as u64 {
            self.bytes[self.length..].fill(0);
            self.length = self.bytes.len();
        }
    }

    /// Hashes what of the head lies before `offset`.
    pub(crate) fn hash(&self, offset: u64) -> u64 {
        hash(&self.bytes[..clamp(offset, self.length)])
    }
}

/// The bytes before a place.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Tail {
    bytes: [u8; Fingerprint::TAIL_BYTES],
    length: usize,
}

impl Default for Tail {
    fn default() -> Self {
        Self { bytes: [0; Fingerprint::TAIL_BYTES], length: 0 }
    }
}

impl Tail {
    /// Reads the bytes before `offset`; fewer when the file is shorter.
    pub(crate) fn read(file: &File, offset: u64) -> io::Result<Self> {
        let mut tail = Self::default();
        let wanted = clamp(offset, Fingerprint::TAIL_BYTES);
        tail.length = read_at(file, &mut tail.bytes[..wanted], offset - wanted as u64)?;
        Ok(tail)
    }

    /// Takes the last bytes of what lies before a place.
    pub(crate) fn of(before: &[u8]) -> Self {
        let length = before.len().min(Fingerprint::TAIL_BYTES);
        let mut tail = Self { length, ..Self::default() };
        tail.bytes[..tail.length].copy_from_slice(&before[before.len() - tail.length..]);
        tail
    }

    pub(crate) fn bytes(&self) -> &[u8] {
        &self.bytes[..self.length]
    }

    pub(crate) fn hash(&self) -> u64 {
        hash(self.bytes())
    }
}

fn clamp(offset: u64, most: usize) -> usize {
    usize::try_from(offset).map_or(most, |offset| offset.min(most))
}

/// Reads at a place without moving the file's own position on Unix; fewer bytes only at the file's end.
pub(crate) fn read_at(file: &File, buffer: &mut [u8], offset: u64) -> io::Result<usize> {
    let mut filled = 0;
    while filled < buffer.len() {
        match read_some_at(file, &mut buffer[filled..], offset + filled as u64) {
            Ok(0) => break,
            Ok(count) => filled += count,
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            Err(error) => return Err(error),
        }
    }
    Ok(filled)
}

#[cfg(unix)]
fn read_some_at(file: &File, buffer: &mut [u8], offset: u64) -> io::Result<usize> {
    std::os::unix::fs::FileExt::read_at(file, buffer, offset)
}

#[cfg(windows)]
fn read_some_at(file: &File, buffer: &mut [u8], offset: u64) -> io::Result<usize> {
    std::os::windows::fs::FileExt::seek_read(file, buffer, offset)
}

/// The time no file has: it marks a checkpoint of something that was refused, so that it is tried again at
/// every look but told of only once.
const REFUSED: i64 = i64::MIN;

/// Describes a file that was refused. A change of its permissions makes it another refusal.
pub(crate) fn refusal(stat: &Stat) -> Fingerprint {
    Fingerprint {
        device: stat.id.device,
        inode: stat.id.inode,
        size: 0,
        modified_ns: REFUSED,
        head: stat.changed_ns.cast_unsigned(),
        tail: stat.size,
    }
}

/// Describes something that was refused and is not there any more: no file is that long.
pub(crate) const GONE: Fingerprint =
    Fingerprint { device: 0, inode: 0, size: 0, modified_ns: REFUSED, head: 0, tail: u64::MAX };

/// Returns `true` if a checkpoint is one of something that was refused and is not known to be gone.
pub(crate) fn is_open_refusal(known: &Fingerprint) -> bool {
    is_refusal(known) && *known != GONE
}

/// Returns `true` if a checkpoint is one of something that was refused.
pub(crate) fn is_refusal(known: &Fingerprint) -> bool {
    known.modified_ns == REFUSED
}

/// Describes how far a file is read while its reading goes on: it never passes for read to its end unless
/// the place is there.
pub(crate) fn halfway(stat: &Stat, place: Position, head: u64, tail: u64) -> Fingerprint {
    Fingerprint { size: place.offset.min(stat.size), ..whole(stat, head, tail) }
}

/// Describes a file that was read to its end, a half-written last line aside.
pub(crate) fn whole(stat: &Stat, head: u64, tail: u64) -> Fingerprint {
    Fingerprint {
        device: stat.id.device,
        inode: stat.id.inode,
        size: stat.size,
        modified_ns: stat.modified_ns,
        head,
        // What lies beside a database stands where a log's last bytes do.
        tail: if stat.beside == 0 { tail } else { stat.beside },
    }
}
