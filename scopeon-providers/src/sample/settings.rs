//! How large a sample is, when it ends and what is awkward in it.

use scopeon_core::time::Timestamp;

use super::edge_case::{EdgeCase, EdgeCases};

/// What to write. The same settings give the same bytes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Settings {
    /// Chooses among samples of the same kind.
    pub seed: u64,
    /// `ProviderInfo` how many transcripts, sub-agents' included (a quarter of them).
    pub sessions: usize,
    /// `ProviderInfo` how many lines in all.
    pub lines: usize,
    /// `ProviderInfo` how many bytes in all; below 1.3 kB a line it is the lines that decide.
    pub bytes: u64,
    /// Just after the last activity.
    pub end: Timestamp,
    /// Over how many days the sessions spread.
    pub days: u32,
    /// Which awkward shapes to include.
    pub edge_cases: EdgeCases,
}

impl Settings {
    /// A small home that shows every feature and no broken file: 25 sessions of 45 days in four projects.
    #[must_use]
    pub fn demo(end: Timestamp) -> Self {
        let edge_cases = [
            EdgeCase::Advisor,
            EdgeCase::Asides,
            EdgeCase::Fork,
            EdgeCase::Gateway,
            EdgeCase::GrowingOutput,
            EdgeCase::MovedDirectory,
            EdgeCase::ServerSearch,
            EdgeCase::Synthetic,
            EdgeCase::ToolSearch,
            EdgeCase::Workflow,
        ];
        let edge_cases = edge_cases.into_iter().collect();
        Self { seed: 7, sessions: 34, lines: 3_600, bytes: 6_000_000, end, days: 45, edge_cases }
    }

    /// A home as a year of heavy use leaves it: 2,000 transcripts, 300,000 lines, 1 GB, every trap.
    #[must_use]
    pub fn bench() -> Self {
        Self {
            seed: 1,
            sessions: 2_000,
            lines: 300_000,
            bytes: 1_000_000_000,
            end: Timestamp::parse("2026-09-14T18:00:00.000Z").unwrap_or_default(),
            days: 365,
            edge_cases: EdgeCases::all(),
        }
    }

    /// Multiplies transcripts, lines and bytes by `permille` thousandths.
    #[must_use]
    pub fn scaled(self, permille: u32) -> Self {
        let scale = |count: usize| count.saturating_mul(permille as usize) / 1000;
        Self {
            sessions: scale(self.sessions).max(1),
            lines: scale(self.lines),
            bytes: self.bytes.saturating_mul(permille.into()) / 1000,
            ..self
        }
    }
}
