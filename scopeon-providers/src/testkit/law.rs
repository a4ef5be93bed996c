//! What must hold for every provider, and what is said when it does not.

use std::fmt;

/// What must hold for every provider.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Law {
    /// The figures of the logs are the [`Truth`](super::Truth)'s.
    TrueFigures,
    /// Every fact happened between 2020 and tomorrow.
    PlausibleTime,
    /// No content appears in a fact, an issue or what is remembered.
    NothingLeaks,
    /// With free text in each field in turn, and paths as pseudonyms, none of it is kept, neither of facts nor of what is
    /// remembered, and reading in parts gives what reading at once gives.
    Redacted,
    /// Read up to any byte and then to the end gives what reading at once gives.
    ResumedIsWhole,
    /// A log that is read while it grows, or is written again with more in it, gives at every step what a first reading gives.
    Grows,
    /// Whatever a reading is cut off at, by a kill or a stop, the next one gives the rest.
    KilledAnywhere,
    /// What is appended to a log is all that is read of it: marks stand behind the facts of each record.
    Marks,
    /// Reading again changes nothing.
    TwiceIsOnce,
    /// The order of files and the number of threads change nothing.
    AnyOrder,
    /// Neither an empty line in front of a log nor another home changes what a fact is.
    Moved,
    /// Damaged input never makes the provider panic.
    NeverPanics,
    /// A half-written last line is not read.
    TornIsUnread,
    /// After all that was read in between, a reading gives what the first one gave.
    FirstIsLast,
}

impl Law {
    /// Every law, in the order in which they are tried.
    pub const ALL: &'static [Self] = &[
        Self::TrueFigures,
        Self::PlausibleTime,
        Self::NothingLeaks,
        Self::Redacted,
        Self::ResumedIsWhole,
        Self::Grows,
        Self::KilledAnywhere,
        Self::Marks,
        Self::TwiceIsOnce,
        Self::AnyOrder,
        Self::Moved,
        Self::NeverPanics,
        Self::TornIsUnread,
        Self::FirstIsLast,
    ];
}

/// A law that does not hold, or a case that proves nothing. It is shown as it reads, even where a test only debugs it.
#[derive(thiserror::Error)]
#[non_exhaustive]
pub enum Violation {
    /// The law does not hold; what was seen says how.
    #[error("{law:?} does not hold: {seen}")]
    Broken {
        /// Which one.
        law: Law,
        /// The first difference, or the canary.
        seen: String,
    },
    /// The case proves nothing: it has no truth, no fact comes of its tree, or a canary is in none of its files.
    #[error("the case proves nothing: {0}")]
    Powerless(String),
    /// The tree could not be read or copied.
    #[error("the tree could not be copied")]
    Io(#[from] std::io::Error),
    /// The engine failed, which it must not with a store in memory.
    #[error("the scan failed")]
    Scan(#[from] crate::ScanError),
}

impl fmt::Debug for Violation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}
