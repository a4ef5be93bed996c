//! What a correct reader must answer about a sample. Kept while writing; nothing is read back.

use std::collections::BTreeMap;

use scopeon_core::time::Timestamp;
use scopeon_core::usage::Usage;

/// A row of an answer.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Sums {
    /// Model responses, an advisor's own included; client-made (`<synthetic>`) ones are none.
    pub calls: u64,
    /// Prompts of the user whose first call falls into this row.
    pub turns: u64,
    /// What the calls consumed.
    pub usage: Usage,
}

/// What a correct reader must answer about a sample.
///
/// A call is one `message.id`, counted once over all files, with the figures of its row of largest output, at
/// the time of its first row; its owner is the session that did not copy it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Truth {
    /// All calls.
    pub calls: u64,
    /// All turns: distinct `promptId`s that some call answered.
    pub turns: u64,
    /// What all calls consumed.
    pub usage: Usage,
    /// By day in UTC, `YYYY-MM-DD`.
    pub by_day: BTreeMap<String, Sums>,
    /// By model as logged.
    pub by_model: BTreeMap<String, Sums>,
    /// By id of the main session, its sub-agents included.
    pub by_session: BTreeMap<String, Sums>,
    /// Transcripts: main, side and sub-agent files. Journals and other files are none.
    pub files: u64,
    /// Lines ended by a line feed in the transcripts, blank and malformed ones included.
    pub lines: u64,
    /// Bytes of the transcripts, torn tails included.
    pub bytes: u64,
    /// Transcripts of sub-agents, those of workflows included.
    pub agent_files: u64,
    /// Distinct `tool_use` blocks.
    pub tool_calls: u64,
    /// The `tool_use` blocks among them that an MCP server serves.
    pub mcp_calls: u64,
    /// The `tool_use` blocks among them that run a skill.
    pub skill_calls: u64,
    /// Distinct `server_tool_use` blocks.
    pub server_tool_calls: u64,
    /// Distinct `tool_use` blocks whose result is an error.
    pub tool_errors: u64,
    /// Distinct compaction boundaries (by `uuid`).
    pub compactions: u64,
    /// Distinct client-made assistant lines (by `uuid`).
    pub synthetic: u64,
    /// Complete lines that are neither blank nor JSON.
    pub malformed: u64,
    /// Files that end in a line without its line feed, which must wait.
    pub torn: u64,
    /// The first instant of a call.
    pub first: Option<Timestamp>,
    /// The last instant of a call.
    pub last: Option<Timestamp>,
}

/// Where a call or turn is counted.
#[derive(Clone, Copy, Debug)]
pub(super) struct CountedAt<'a> {
    pub(super) at: Timestamp,
    pub(super) model: &'a str,
    pub(super) session: &'a str,
}

impl Truth {
    pub(super) fn call(&mut self, place: CountedAt<'_>, usage: Usage) {
        self.calls += 1;
        self.rows(place, |row| row.calls += 1);
        self.rest(place, usage);
    }

    /// Adds what calls took that are counted already.
    pub(super) fn rest(&mut self, place: CountedAt<'_>, usage: Usage) {
        self.usage += usage;
        self.first = Some(self.first.map_or(place.at, |first| first.min(place.at)));
        self.last = self.last.max(Some(place.at));
        self.rows(place, |row| row.usage += usage);
    }

    pub(super) fn turn(&mut self, place: CountedAt<'_>) {
        self.turns += 1;
        self.rows(place, |row| row.turns += 1);
    }

    fn rows(&mut self, place: CountedAt<'_>, mut change: impl FnMut(&mut Sums)) {
        let day = &place.at.to_string()[..10];
        for (map, key) in [
            (&mut self.by_day, day),
            (&mut self.by_model, place.model),
            (&mut self.by_session, place.session),
        ] {
            if !map.contains_key(key) {
                map.insert(key.to_owned(), Sums::default());
            }
            if let Some(row) = map.get_mut(key) {
                change(row);
            }
        }
    }
}
