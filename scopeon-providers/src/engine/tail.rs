//! Where reading a growing file goes on: whether it is still the same file, and how far it was read.

pub(crate) mod ending;
pub(crate) mod fingerprint;
pub(crate) mod lines;
pub(crate) mod trace;

use std::fs::File;
use std::io;

use scopeon_core::provider::{Checkpoint, Fingerprint, IssueKind, Position, ReaderState};

use crate::engine::open::Stat;
use fingerprint::{Head, Tail, is_refusal};

/// Where a source is read from.
#[derive(Debug)]
pub(crate) struct Start {
    pub(crate) place: Position,
    pub(crate) carry: ReaderState,
    /// The file's first bytes, as far as they were read.
    pub(crate) head: Head,
    /// The bytes before the place.
    pub(crate) tail: Tail,
    /// Whether it was read before and is now read from its start.
    pub(crate) restarted: bool,
    /// Why, where that is worth a note.
    pub(crate) issue: Option<IssueKind>,
}

impl Start {
    /// The very start.
    const FIRST: Position = Position { offset: 0, line: 1 };

    fn fresh() -> Self {
        Self {
            place: Self::FIRST,
            carry: ReaderState::default(),
            head: Head::default(),
            tail: Tail::default(),
            restarted: false,
            issue: None,
        }
    }

    fn again(issue: Option<IssueKind>) -> Self {
        Self { restarted: true, issue, ..Self::fresh() }
    }

    /// Reads a source from its start, whatever was read of it before.
    pub(crate) fn whole(known: Option<&Checkpoint>) -> Self {
        if known.is_some() { Self::again(None) } else { Self::fresh() }
    }
}

/// Decides where to go on.
///
/// # Errors
///
/// An I/O error when the bytes that tell whether it is the same file cannot be read.
pub(crate) fn start(
    file: &File,
    stat: &Stat,
    known: Option<&Checkpoint>,
    revision: u32,
) -> io::Result<Start> {
    let Some(known) = known else { return Ok(Start::fresh()) };
    if known.revision != revision || is_refusal(&known.fingerprint) {
        return Ok(Start::again(None));
    }
    // The device's number is not compared: it may be another after a restart, the bytes decide.
    if known.fingerprint.inode != stat.id.inode {
        return Ok(Start::again(Some(IssueKind::Replaced)));
    }
    if stat.size < known.position.offset {
        return Ok(Start::again(Some(IssueKind::Truncated)));
    }
    match recognise(file, known)? {
        Some((head, tail)) => Ok(Start {
            place: Position { offset: known.position.offset, line: known.position.line.max(1) },
            carry: known.state.clone(),
            head,
            tail,
            restarted: false,
            issue: None,
        }),
        None => Ok(Start::again(Some(IssueKind::Replaced))),
    }
}

/// Reads the bytes that were hashed when the file was last read; `None` when they are others now.
fn recognise(file: &File, known: &Checkpoint) -> io::Result<Option<(Head, Tail)>> {
    let offset = known.position.offset;
    let head = Head::read(file, offset)?;
    let tail = Tail::read(file, offset)?;
    let Fingerprint { head: known_head, tail: known_tail, .. } = known.fingerprint;
    let same = head.hash(offset) == known_head && tail.hash() == known_tail;
    Ok(same.then_some((head, tail)))
}
