//! Logs whose truth is known, drawn to try a reader's identities: what makes two sightings one response.
//!
//! Each draw chooses how responses and requests are called (as a vendor does, with one name for all, with counters that
//! begin again, not at all), how responses are written (on one line or on many, with growing counters or equal ones,
//! results of tools between them), which copies are made (forks of every kind, lines written again, side threads,
//! sub-agents' lines in their parent's log) and how often reading is interrupted. What was really used is added up while
//! it is drawn. There is one such draw for each agent whose logs hold names that an endpoint makes up, or copies.
//!
//! ```
//! use scopeon_providers::ClaudeCode;
//! use scopeon_providers::testkit::identities;
//!
//! let drawn = identities::claude_code(7);
//! assert_eq!(identities::difference(&ClaudeCode, &drawn), None);
//! ```

mod book;
mod claude;
mod cline;
mod copies;
mod copilot;
mod desk;
mod gemini;
mod generic;
mod grok;
mod kept;
mod kimi;
mod names;
mod opencode;
mod openhands;
mod pi;
mod qwen;
mod reading;
mod tables;
mod twin;

pub use claude::claude_code;
pub use cline::cline;
pub use copilot::copilot_cli;
pub use gemini::gemini_cli;
pub use generic::generic;
pub use grok::grok;
pub use kimi::kimi;
pub use opencode::opencode;
pub use openhands::openhands;
pub use pi::{openclaw, pi};
pub use qwen::qwen_code;
pub use reading::difference;

use std::path::PathBuf;

use scopeon_core::provider::SourceKind;
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
    /// Its logs.
    pub files: Vec<Log>,
    /// What was really used.
    pub truth: Truth,
    /// Whether sums may stand for calls that are told no more: then tokens alone are compared.
    pub is_summed: bool,
}

/// One log.
#[derive(Clone, Debug)]
pub struct Log {
    /// Where it lies, below the directory that the agent is configured with.
    pub path: PathBuf,
    /// What it is: lines, a document, or a database, which is drawn as a JSON object of its tables' rows.
    pub shape: SourceKind,
    /// What it held at earlier times, where it is written again as a whole.
    pub earlier: Vec<Vec<u8>>,
    /// What it holds.
    pub bytes: Vec<u8>,
}

impl Log {
    /// A log of lines.
    fn of_lines(path: impl Into<PathBuf>, lines: &[serde_json::Value]) -> Self {
        let bytes = lines.iter().flat_map(|line| format!("{line}\n").into_bytes()).collect();
        Self { path: path.into(), shape: SourceKind::Lines, earlier: Vec::new(), bytes }
    }

    /// A log that is written again as a whole.
    fn of_whole(path: impl Into<PathBuf>, shape: SourceKind, bytes: Vec<u8>) -> Self {
        Self { path: path.into(), shape, earlier: Vec::new(), bytes }
    }
}

/// What was really used.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Truth {
    /// Responses.
    pub calls: u64,
    /// Their tokens.
    pub usage: Usage,
}
