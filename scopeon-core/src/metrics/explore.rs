//! One level of what consumed tokens, from providers down to tools: sizes and shares, largest first.

use std::cmp::Ordering;

use serde::{Deserialize, Serialize};

use super::Share;
use super::cost::CostSum;
use crate::time::Timestamp;

/// What the rows of a level stand for; each level lies in one row of the level above.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "lowercase")]
pub enum Depth {
    /// Agents.
    Provider,
    /// Project directories.
    Project,
    /// Branches.
    Branch,
    /// Sessions, with their sub-agents.
    Session,
    /// Prompts.
    Turn,
    /// Model responses.
    Call,
    /// Uses of tools, by size; they have no cost of their own.
    Tool,
}

impl Depth {
    /// Every level, from the top.
    pub const ALL: [Self; 7] =
        [Self::Provider, Self::Project, Self::Branch, Self::Session, Self::Turn, Self::Call, Self::Tool];

    /// Returns the level below; none below tools.
    #[must_use]
    pub fn child(self) -> Option<Self> {
        Self::ALL.into_iter().find(|depth| *depth > self)
    }

    /// Returns the level above; none above providers.
    #[must_use]
    pub fn parent(self) -> Option<Self> {
        Self::ALL.into_iter().rev().find(|depth| *depth < self)
    }
}

/// What rows are ordered and shared by.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "lowercase")]
pub enum Measure {
    /// Dollars.
    #[default]
    Cost,
    /// Tokens, prompt and output; bytes for tools.
    Tokens,
    /// Calls; uses for tools.
    Calls,
}

/// One thing on a level.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    /// What it is, unique on its level; prompts and calls are numbered.
    pub key: String,
    /// The first call in it, where a level is one of time: prompts and calls.
    pub at: Option<Timestamp>,
    /// What it consumed; for a tool, its uses as `calls` and its bytes as `usage.input`.
    pub sum: CostSum,
}

/// One row of a level.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct ExploreRow {
    /// What it is.
    pub key: String,
    /// The first call in it, for prompts and calls; none on every other level.
    pub at: Option<Timestamp>,
    /// What it consumed.
    #[serde(flatten)]
    pub sum: CostSum,
    /// `its size ÷ that of the level`, by the chosen measure.
    #[serde(rename = "share")]
    pub share_bp: Share,
}

/// One level.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct ExploreLevel {
    /// What the rows stand for.
    pub depth: Depth,
    /// What they are ordered and shared by.
    pub measure: Measure,
    /// The rows, largest first, then by key.
    pub rows: Vec<ExploreRow>,
    /// How many more there are, smaller than these.
    pub more: u64,
    /// What those consumed.
    pub rest: CostSum,
    /// What all of them consumed.
    pub total: CostSum,
}

/// Returns a level with at most `most` rows; the order of its entries does not matter. The rows and the rest add
/// up to the total.
#[must_use]
pub fn level(depth: Depth, measure: Measure, mut entries: Vec<Entry>, most: usize) -> ExploreLevel {
    let sum =
        |entries: &[Entry]| entries.iter().map(|entry| entry.sum).fold(CostSum::default(), CostSum::plus);
    let total = sum(&entries);
    let by_size = |a: &Entry, b: &Entry| size(&b.sum, measure).cmp(&size(&a.sum, measure));
    entries.sort_by(|a, b| by_size(a, b).then_with(|| by_key(&a.key, &b.key)));
    let rest = entries.split_off(most.min(entries.len()));
    let row = |entry: Entry| ExploreRow {
        share_bp: share(&entry.sum, &total, measure),
        key: entry.key,
        at: entry.at,
        sum: entry.sum,
    };
    ExploreLevel {
        depth,
        measure,
        more: rest.len() as u64,
        rest: sum(&rest),
        rows: entries.into_iter().map(row).collect(),
        total,
    }
}

/// Compares keys, numbers by what they count.
fn by_key(a: &str, b: &str) -> Ordering {
    let number = |key: &str| key.parse::<u64>().ok();
    number(a).zip(number(b)).map_or_else(|| a.cmp(b), |(a, b)| a.cmp(&b)).then_with(|| a.cmp(b))
}

fn size(sum: &CostSum, measure: Measure) -> i128 {
    match measure {
        Measure::Cost => sum.cost_usd.pico(),
        Measure::Tokens => i128::from(sum.usage.total()),
        Measure::Calls => i128::from(sum.calls),
    }
}

fn share(part: &CostSum, whole: &CostSum, measure: Measure) -> Share {
    match measure {
        Measure::Cost => Share::of_money(part.cost_usd, whole.cost_usd),
        Measure::Tokens => Share::of(part.usage.total(), whole.usage.total()),
        Measure::Calls => Share::of(part.calls, whole.calls),
    }
}
