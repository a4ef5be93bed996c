//! The awkward shapes real logs have, each of which has made some reader miscount.

use std::collections::BTreeSet;

/// An awkward shape.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum EdgeCase {
    /// A response whose earlier lines state a smaller output.
    GrowingOutput,
    /// A total of cache writes that the split by life does not add up to.
    FlatCacheWrites,
    /// A split of cache writes whose total says 0.
    SplitCacheWrites,
    /// An advisor's own tokens, outside of the top-level figures.
    Advisor,
    /// Searches the API counted itself.
    ServerSearch,
    /// Searches that only a tool's result counts.
    ToolSearch,
    /// Searches counted on both sides, to be billed once.
    BothSearches,
    /// A response the client made up after an error, and an error that a retry overcame.
    Synthetic,
    /// Lines appended a second time after a compaction.
    RepeatedRows,
    /// A tool input with the very keys of the envelope, `"id":null` among them.
    DecoyInput,
    /// A tool result of 400 kB.
    HugeResult,
    /// A line that is not JSON, a blank one and one of a type nobody knows.
    Garbage,
    /// A user line of the client itself and one of a finished task: neither starts a turn.
    Asides,
    /// A directory and branch that change inside a session.
    MovedDirectory,
    /// A workflow of agents, with a journal that looks like a transcript.
    Workflow,
    /// A session before 2.1.2: sub-agent files beside the main file, copied into progress lines.
    OldLayout,
    /// A gateway's session: a model no table knows, no request ids, nulls, numbers as text.
    Gateway,
    /// A file that copies another session's lines before it goes on.
    Fork,
    /// A side thread that replays a response of another session under a new request id.
    SideThread,
    /// A file rewritten with sorted keys and spaces.
    SortedKeys,
    /// A file with carriage returns.
    CarriageReturns,
    /// A file that opens with a byte order mark.
    ByteOrderMark,
    /// A file whose last line is still being written.
    TornTail,
}

impl EdgeCase {
    /// All there are.
    pub const ALL: [Self; 23] = [
        Self::GrowingOutput,
        Self::FlatCacheWrites,
        Self::SplitCacheWrites,
        Self::Advisor,
        Self::ServerSearch,
        Self::ToolSearch,
        Self::BothSearches,
        Self::Synthetic,
        Self::RepeatedRows,
        Self::DecoyInput,
        Self::HugeResult,
        Self::Garbage,
        Self::Asides,
        Self::MovedDirectory,
        Self::Workflow,
        Self::OldLayout,
        Self::Gateway,
        Self::Fork,
        Self::SideThread,
        Self::SortedKeys,
        Self::CarriageReturns,
        Self::ByteOrderMark,
        Self::TornTail,
    ];

    /// Returns `true` if the trap is a moment of a session rather than a trait of its files.
    pub(super) fn is_moment(self) -> bool {
        self >= Self::GrowingOutput && self <= Self::Workflow
    }
}

/// Which awkward shapes a sample includes.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct EdgeCases(BTreeSet<EdgeCase>);

impl EdgeCases {
    /// Includes every shape.
    #[must_use]
    pub fn all() -> Self {
        EdgeCase::ALL.into_iter().collect()
    }

    /// Includes none.
    #[must_use]
    pub fn none() -> Self {
        Self::default()
    }

    /// Returns `true` if a shape is included.
    #[must_use]
    pub fn contains(&self, edge_case: EdgeCase) -> bool {
        self.0.contains(&edge_case)
    }

    /// Returns the included shapes that fall to the `n`th of `sessions` sessions: each shape comes back every
    /// 50 sessions, and at least once.
    pub(super) fn of_session(&self, n: usize, sessions: usize) -> Vec<EdgeCase> {
        let period = sessions.clamp(1, 50);
        let falls = |at: usize| n % period == (at * 2) % period;
        self.0.iter().enumerate().filter(|(at, _)| falls(*at)).map(|(_, edge_case)| *edge_case).collect()
    }
}

impl FromIterator<EdgeCase> for EdgeCases {
    fn from_iter<I: IntoIterator<Item = EdgeCase>>(edge_cases: I) -> Self {
        Self(edge_cases.into_iter().collect())
    }
}
