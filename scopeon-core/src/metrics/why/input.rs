//! The sums that facts are found in.

use serde::{Deserialize, Serialize};

use crate::metrics::cost::CostSum;
use crate::metrics::tools::UsedTool;
use crate::money::PicoUsd;
use crate::pricing::{CostSplit, Tier};
use crate::time::Timestamp;
use crate::usage::Usage;

/// What a cost is of.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum WhySpan {
    /// One session.
    Session,
    /// The day that is not over.
    Today,
    /// A day.
    Day,
    /// Several days, or a part of one.
    Period,
    /// All of history.
    History,
}

/// Calls that have something in common, and what they cost.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct WhyPart {
    /// What they have in common: a project, a model, a session's id.
    pub name: String,
    /// How many.
    pub calls: u64,
    /// What they cost, in dollars.
    pub usd: PicoUsd,
    /// Their sessions.
    pub sessions: u64,
}

/// What such a span usually comes to: medians of those before it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Usual {
    /// What one costs, in dollars.
    pub usd: PicoUsd,
    /// Its calls.
    pub calls: u64,
    /// What a call in it costs, in dollars.
    pub per_call_usd: PicoUsd,
    /// How many there are.
    pub spans: u64,
    /// Calls by model, over all of them.
    pub models: Vec<WhyPart>,
}

/// One turn.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WhyTurn {
    /// The session's id.
    pub session: String,
    /// Its number in the session.
    pub number: u64,
    /// Its first call.
    pub at: Timestamp,
    /// Its calls.
    pub calls: u64,
    /// What it cost, in dollars.
    pub usd: PicoUsd,
    /// Its tools, most used first.
    pub tools: Vec<UsedTool>,
}

/// Calls that paid again for what had been cached.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct RecachedSum {
    /// How many, by reason, as in [`RecacheWhy::ALL`](crate::metrics::cache::RecacheWhy::ALL).
    pub calls: [u64; 3],
    /// Tokens that were billed again.
    pub tokens: u64,
    /// What they cost above the price of a read, in dollars.
    pub extra_usd: PicoUsd,
    /// The session with the most expensive of them, by its id.
    pub session: Option<String>,
}

/// Calls with large contexts.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct LargePrompts {
    /// How many.
    pub calls: u64,
    /// What they cost, in dollars.
    pub usd: PicoUsd,
    /// The session with most of that, by its id.
    pub session: Option<String>,
}

/// Calls that were billed at a higher price than the standard one.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Surcharge {
    /// How many.
    pub calls: u64,
    /// What they cost above the standard price, in dollars.
    pub extra_usd: PicoUsd,
}

/// What sub-agents did.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct SubAgentPart {
    /// Runs.
    pub runs: u64,
    /// Calls.
    pub calls: u64,
    /// What they cost, in dollars.
    pub usd: PicoUsd,
}

/// Compactions, and what filling the caches after them cost.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Compacted {
    /// How many.
    pub compactions: u64,
    /// What the prompts of the calls after them cost that no cache served, in dollars.
    pub usd: PicoUsd,
}

/// Everything that is looked at.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct WhyInput {
    /// What it is of.
    pub span: WhySpan,
    /// The whole.
    pub cost: CostSum,
    /// The whole by what was billed.
    pub split: CostSplit,
    /// What is in no call record, in dollars.
    pub unrecorded_usd: PicoUsd,
    /// Its tokens.
    pub unrecorded: Usage,
    /// What is usual; none where too little is known.
    pub usual: Option<Usual>,
    /// By agent.
    pub agents: Vec<WhyPart>,
    /// By project.
    pub projects: Vec<WhyPart>,
    /// By session.
    pub sessions: Vec<WhyPart>,
    /// By model.
    pub models: Vec<WhyPart>,
    /// The most expensive turns, the most expensive first.
    pub turns: Vec<WhyTurn>,
    /// What paid again for what had been cached.
    pub recached: RecachedSum,
    /// Calls with prompts above [`LargePrompts::ABOVE`] tokens.
    pub large: LargePrompts,
    /// Calls at the prices of long contexts.
    pub long: Surcharge,
    /// Calls at a higher price for being faster, by tier.
    pub fast: Vec<(Tier, Surcharge)>,
    /// Sub-agents.
    pub sub_agents: SubAgentPart,
    /// Compactions.
    pub compacted: Compacted,
    /// The sessions that turns, large prompts, compactions and what was cached again were not looked for in.
    pub not_looked_into: WhyPart,
}

impl LargePrompts {
    /// From more tokens than this on a prompt is large.
    pub const ABOVE: u64 = 100_000;
}

impl WhyInput {
    /// Makes one without a call.
    #[must_use]
    pub fn new(span: WhySpan) -> Self {
        Self {
            span,
            cost: CostSum::default(),
            split: CostSplit::default(),
            unrecorded_usd: PicoUsd::ZERO,
            unrecorded: Usage::default(),
            usual: None,
            agents: Vec::new(),
            projects: Vec::new(),
            sessions: Vec::new(),
            models: Vec::new(),
            turns: Vec::new(),
            recached: RecachedSum::default(),
            large: LargePrompts::default(),
            long: Surcharge::default(),
            fast: Vec::new(),
            sub_agents: SubAgentPart::default(),
            compacted: Compacted::default(),
            not_looked_into: WhyPart::default(),
        }
    }
}
