//! What bounds a copy, and why there is none.

use super::pace::Way;
use crate::engine::open::{Refused, Stat};

/// Why there is no copy.
#[derive(Debug)]
pub(crate) enum Uncopied {
    /// It was refused.
    Refused(Refused),
    /// What lies beside it under its name with this suffix was refused.
    Beside(Refused, &'static str),
    /// The database has more bytes than the limit.
    TooLarge(Stat),
    /// It changed whenever it was copied, or something failed that may not fail again.
    Failed,
    /// The caller wants no more.
    Stopped,
    /// It was copied not long enough ago.
    Early,
}

/// What is watched while copying.
pub(crate) struct Limits<'a> {
    /// The most bytes that are copied.
    pub(crate) bytes: u64,
    /// Told how much was copied; says whether to go on.
    pub(crate) go_on: &'a dyn Fn(u64) -> bool,
    /// Told what time it is on the file system and how much is to be copied; says whether to copy it now.
    pub(crate) may: &'a dyn Fn(Way, i64, u64) -> bool,
}

impl From<Refused> for Uncopied {
    fn from(refused: Refused) -> Self {
        Self::Refused(refused)
    }
}
