//! One provider and one tree of its agent's logs, and what is to hold for them.

use std::path::PathBuf;

use scopeon_core::provider::Provider;

use super::laws;
use super::stage::Stage;

/// A provider with a tree of logs to prove it with.
#[derive(Clone)]
pub struct Case<'a> {
    pub(super) provider: &'a dyn Provider,
    pub(super) tree: PathBuf,
    pub(super) is_home: bool,
    pub(super) canaries: Vec<String>,
    pub(super) rounds: usize,
}

/// What must hold for every provider.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Law {
    /// No marked content appears in a fact, an issue or what is remembered.
    NothingLeaks,
    /// Read up to any byte and then to the end gives what reading at once gives.
    ResumedIsWhole,
    /// Reading again changes nothing.
    TwiceIsOnce,
    /// The order of files and the number of threads change nothing.
    AnyOrder,
    /// Damaged input never makes the provider panic.
    NeverPanics,
    /// A half-written last line is not read.
    TornIsUnread,
}

impl Law {
    /// Every law.
    pub const ALL: &'static [Self] = &[
        Self::NothingLeaks,
        Self::ResumedIsWhole,
        Self::TwiceIsOnce,
        Self::AnyOrder,
        Self::NeverPanics,
        Self::TornIsUnread,
    ];
}

/// A law that does not hold, or a case that proves nothing.
#[derive(Debug, thiserror::Error)]
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
    /// The tree proves nothing: no fact comes of it, or a canary is in none of its files.
    #[error("the case proves nothing: {0}")]
    Powerless(String),
    /// The tree could not be read or copied.
    #[error("the tree could not be copied")]
    Io(#[from] std::io::Error),
    /// The engine failed, which it must not with a ledger in memory.
    #[error("the scan failed")]
    Scan(#[from] crate::ScanError),
}

impl<'a> Case<'a> {
    /// Takes a tree that is handed to the provider as a root of its own.
    #[must_use]
    pub fn root(provider: &'a dyn Provider, tree: impl Into<PathBuf>) -> Self {
        Self { provider, tree: tree.into(), is_home: false, canaries: Vec::new(), rounds: 24 }
    }

    /// Takes a tree that is a home directory.
    #[must_use]
    pub fn home(provider: &'a dyn Provider, tree: impl Into<PathBuf>) -> Self {
        Self { is_home: true, ..Self::root(provider, tree) }
    }

    /// Names a text that stands in content only and must not come out.
    #[must_use]
    pub fn canary(mut self, text: impl Into<String>) -> Self {
        self.canaries.push(text.into());
        self
    }

    /// Sets how often each law with chance in it is tried; 24 if it is not set.
    #[must_use]
    pub fn rounds(mut self, rounds: usize) -> Self {
        self.rounds = rounds;
        self
    }

    /// Tries every law.
    ///
    /// # Errors
    ///
    /// The first [`Violation`].
    pub fn check(&self) -> Result<(), Violation> {
        Law::ALL.iter().try_for_each(|law| self.check_law(*law))
    }

    /// Tries one law.
    ///
    /// # Errors
    ///
    /// A [`Violation`] when it does not hold or nothing is proved.
    pub fn check_law(&self, law: Law) -> Result<(), Violation> {
        let stage = Stage::new(self)?;
        match law {
            Law::NothingLeaks => laws::nothing_leaks(self, &stage),
            Law::ResumedIsWhole => laws::resumed_is_whole(self, &stage),
            Law::TwiceIsOnce => laws::twice_is_once(self, &stage),
            Law::AnyOrder => laws::any_order(self, &stage),
            Law::NeverPanics => laws::never_panics(self, &stage),
            Law::TornIsUnread => laws::torn_is_unread(self, &stage),
        }
    }
}
