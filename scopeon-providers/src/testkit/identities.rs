//! Logs whose truth is known, drawn to try a reader's identities: what makes two sightings one response.
//!
//! Each draw chooses how responses and requests are called (as a vendor does, with one name for all, with counters that
//! begin anew, not at all), how responses are written (on one line or on many, with growing counters or equal ones,
//! results of tools between them), which copies are made (forks of every kind, lines written again, side threads,
//! sub-agents' lines in their parent's log) and how often reading is interrupted. What was really used is added up while
//! it is drawn.
//!
//! ```
//! use scopeon_providers::ClaudeCode;
//! use scopeon_providers::testkit::identities;
//!
//! let drawn = identities::claude_code(7);
//! assert_eq!(identities::difference(&ClaudeCode, &drawn), None);
//! ```

mod claude;
mod copies;
mod names;
mod reading;
mod twin;

pub use claude::claude_code;
pub use reading::difference;

use std::path::PathBuf;

use scopeon_core::usage::Usage;

/// A home of one agent's logs, with the truth about it.
#[derive(Clone, Debug)]
pub struct Drawn {
    /// The number it was drawn with.
    pub seed: u64,
    /// How responses and requests are called in it.
    pub scheme: String,
    /// How they are written and copied.
    pub forms: Vec<&'static str>,
    /// Its logs, of lines.
    pub files: Vec<Log>,
    /// What was really used.
    pub truth: Truth,
}

/// One log.
#[derive(Clone, Debug)]
pub struct Log {
    /// Where it lies, below the directory that the agent is configured with.
    pub path: PathBuf,
    /// What it holds.
    pub bytes: Vec<u8>,
}

/// What was really used.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Truth {
    /// Responses.
    pub calls: u64,
    /// Their tokens.
    pub usage: Usage,
}
