//! The numbers the rules look at.

use crate::metrics::Provenance;
use crate::money::PicoUsd;

/// Everything the rules look at, of a session or a period: plain sums.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Findings {
    /// Calls.
    pub calls: u64,
    /// Calls without a price.
    pub unpriced_calls: u64,
    /// A model without a price.
    pub unpriced_model: Option<String>,
    /// Prompt tokens.
    pub prompt: u64,
    /// Tokens read from a cache.
    pub cache_read: u64,
    /// Whether the agents' logs hold cache counters.
    pub cache: Provenance,
    /// How sure the capacities of windows are.
    pub window: Provenance,
    /// Whether the agents' logs hold uses of tools.
    pub tools: Provenance,
    /// Cache busts.
    pub busts: u64,
    /// Tokens they lost.
    pub busts_lost: u64,
    /// What those cost.
    pub busts_usd: PicoUsd,
    /// Tokens written to a cache whose fate is known.
    pub written: u64,
    /// Those never read.
    pub unread: u64,
    /// What writing them cost above the input price.
    pub unread_usd: PicoUsd,
    /// Calls after a pause that outlasted a five-minute cache, but not an hour.
    pub expired: u64,
    /// What an hour's cache would have saved, less what it costs more; may be below zero.
    pub hour_cache_usd: PicoUsd,
    /// Calls with a known window.
    pub windowed: u64,
    /// Those in a crowded window.
    pub crowded: u64,
    /// What their tokens above half the window cost at least.
    pub crowded_usd: PicoUsd,
    /// Uses of tools with a mark.
    pub marked: u64,
    /// Those that repeated another.
    pub repeats: u64,
    /// Sizes of the repeated uses, in bytes.
    pub repeats_bytes: u64,
    /// Uses of tools whose outcome is known.
    pub ended: u64,
    /// Those that failed.
    pub failures: u64,
    /// The tool that failed most.
    pub failing_tool: Option<String>,
    /// Sizes of the failed uses, in bytes.
    pub failures_bytes: u64,
    /// Uses whose result was larger than [`LARGE_RESULT`] bytes.
    pub large_results: u64,
    /// Their sizes above that, in bytes.
    pub large_bytes: u64,
    /// The tool with most of them.
    pub large_tool: Option<String>,
    /// Calls of a costly model with a prompt and an answer a small one would have managed.
    pub small_calls: u64,
    /// What they cost.
    pub small_usd: PicoUsd,
    /// What they would have cost on the cheaper model.
    pub small_cheaper_usd: PicoUsd,
    /// That model.
    pub cheaper_model: Option<String>,
    /// The mean price of a million prompt tokens in the period; what bytes are valued at.
    pub per_million_prompt_usd: PicoUsd,
}

/// From this size on a tool's result is large, in bytes: about 10,000 tokens.
pub const LARGE_RESULT: u64 = 40_000;
