//! How much to spend on reading, as the caller says. No clock is read here.

use std::path::PathBuf;
use std::time::Duration;

use scopeon_core::privacy::Redactor;
use scopeon_core::time::Timestamp;

use crate::engine::observer::Mode;

/// What time it is, as the caller says.
#[derive(Clone, Copy, Debug, Default)]
#[non_exhaustive]
pub enum Now {
    /// Nobody says: a record may be of any time to come.
    #[default]
    Unknown,
    /// An instant that stands still.
    Held(Timestamp),
    /// A clock, which is asked whenever a source is read.
    Told(fn() -> Timestamp),
}

impl Now {
    /// Returns the present instant, if it is known.
    pub(crate) fn instant(self) -> Option<Timestamp> {
        match self {
            Self::Unknown => None,
            Self::Held(now) => Some(now),
            Self::Told(clock) => Some(clock()),
        }
    }
}

/// How much may be spent on reading.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Settings {
    /// How many files are read at once; at least 1.
    pub threads: usize,
    /// The longest line that is shown to a provider, in bytes; longer ones are passed over.
    pub max_line: usize,
    /// The largest document that is read, in bytes.
    pub max_document: u64,
    /// The largest database that is copied, in bytes, with its write-ahead log.
    pub max_database: u64,
    /// How long SQLite may take to read one copy.
    pub database_deadline: Duration,
    /// A directory of our own for copies of databases; without one they are not read. It is made if need be,
    /// and what a copy needs is removed again.
    pub scratch: Option<PathBuf>,
    /// Whether a database that was copied a short while ago is left for later: so copying stays below 50 MB a minute and a
    /// hundredth of a core for each.
    pub paced: bool,
    /// How many entries are looked at below one root.
    pub max_entries: u64,
    /// How many directories deep a tree is followed.
    pub max_depth: usize,
    /// How many facts are gathered before they are given to the store.
    pub batch_events: usize,
    /// How many facts the store is given before it is asked to make them safe. A store knows better when that is cheap;
    /// this is a bound for one that does not ask itself.
    pub commit_events: u64,
    /// What time it is: a record that is dated ahead of that is noted.
    pub now: Now,
    /// How a watch hears of changes; where [`Mode::Notified`] cannot work it is [`Mode::Polling`] in any case.
    pub mode: Mode,
    /// How long a watch waits for a burst of changes to end.
    pub settle: Duration,
    /// How often a watch looks at everything again, whatever it was told; longer where a look takes long.
    pub rescan: Duration,
    /// Decides under which identities sources are known; none for those that only their paths decide.
    pub redactor: Option<Redactor>,
    /// How often a watch looks where the system cannot tell it of changes; longer where a look takes long.
    pub poll: Duration,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            threads: 1,
            max_line: 64 << 20,
            max_document: 16 << 20,
            max_database: 2 << 30,
            database_deadline: Duration::from_secs(20),
            scratch: None,
            redactor: None,
            paced: true,
            max_entries: 2_000_000,
            max_depth: 64,
            batch_events: 2_048,
            commit_events: 1_000_000,
            now: Now::Unknown,
            mode: Mode::Notified,
            settle: Duration::from_millis(200),
            rescan: Duration::from_secs(30),
            poll: Duration::from_secs(2),
        }
    }
}

impl Settings {
    /// Reads with `threads` files at once.
    #[must_use]
    pub fn threads(mut self, threads: usize) -> Self {
        self.threads = threads.max(1);
        self
    }

    /// Copies databases into `scratch`, a directory for nothing else.
    #[must_use]
    pub fn scratch(mut self, scratch: impl Into<PathBuf>) -> Self {
        self.scratch = Some(scratch.into());
        self
    }
}
