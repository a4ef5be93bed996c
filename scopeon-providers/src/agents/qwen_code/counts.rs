//! A response's counters, as Gemini's interface states them.

use scopeon_core::usage::Usage;

use crate::kit::json::Raw;

/// A response's counters as they are stated.
#[derive(Clone, Copy, Debug)]
pub(super) struct Counts {
    prompt: u64,
    answer: u64,
    thoughts: u64,
    cached: u64,
    total: u64,
}

impl Counts {
    /// Takes prompt, answer, thoughts, cached and total.
    pub(super) fn of(counts: [Raw<'_>; 5]) -> Self {
        let [prompt, answer, thoughts, cached, total] = counts.map(Raw::sum);
        Self { prompt, answer, thoughts, cached, total }
    }
}

/// The prompt holds what a cache served. Whether the candidates hold the thoughts depends on the endpoint;
/// the total does not.
pub(super) fn usage(counts: Counts) -> Usage {
    let cached = counts.cached.min(counts.prompt);
    let output = if counts.total > counts.prompt { counts.total - counts.prompt } else { counts.answer };
    Usage {
        input: counts.prompt - cached,
        output,
        reasoning: counts.thoughts.min(output),
        cache_read: cached,
        ..Usage::default()
    }
}
