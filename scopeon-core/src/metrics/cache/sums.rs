//! Cache figures that follow from sums alone: hit rate, savings and the split of writes.

use serde::{Deserialize, Serialize};

use crate::metrics::priced::PricedUsage;
use crate::metrics::priced::priced;
use crate::metrics::{Doubt, Figure, Provenance, Reason, Share};
use crate::money::PicoUsd;
use crate::pricing::Rates;
use crate::usage::Usage;

/// Cache figures of a sum of calls.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct CacheSums {
    /// `cache read ÷ prompt`.
    #[serde(rename = "hit_rate")]
    pub hit_rate_bp: Figure<Share>,
    /// Prompt tokens, in tokens.
    pub prompt: u64,
    /// Tokens that were read from a cache instead of being processed again.
    pub tokens_saved: Figure<u64>,
    /// What the reads would have cost as input, less what they cost, less `write_surcharge_usd`; below zero
    /// where the writes cost more than the reads saved.
    pub saved_usd: Figure<PicoUsd>,
    /// What the writes cost above the input price.
    pub write_surcharge_usd: Figure<PicoUsd>,
    /// What all calls cost without any cache.
    pub without_cache_usd: Figure<PicoUsd>,
    /// Tokens written for five minutes, or for a time the agent does not state.
    pub written_5m: u64,
    /// Tokens written for an hour or longer.
    pub written_1h: u64,
    /// `written for five minutes ÷ written`.
    #[serde(rename = "written_5m_ratio")]
    pub written_5m_bp: Share,
    /// Calls without a price, which the amounts leave out.
    pub unpriced_calls: u64,
}

/// Returns the one hit rate: the share of the prompt that a cache served.
#[must_use]
pub fn hit_rate(usage: &Usage) -> Share {
    Share::of(usage.cache_read, usage.prompt())
}

/// Returns the cache figures of sums, each at the prices of its day; their order does not matter. `read` and
/// `write` say how sure the providers' cache counters are.
#[must_use]
pub fn sums(rows: &[PricedUsage], read: Provenance, write: Provenance) -> CacheSums {
    let usage: Usage = rows.iter().map(|row| row.usage).sum();
    let unpriced_calls = rows.iter().filter(|row| row.rates.is_none()).fold(0, |sum, row| row.calls + sum);
    let calls = rows.iter().fold(0_u64, |sum, row| sum.saturating_add(row.calls));
    let money = |provenance: Provenance, amount: fn(&Usage, &Rates) -> PicoUsd| {
        let found = rows.iter().filter_map(|row| Some(amount(&row.usage, row.rates.as_ref()?)));
        let sure = provenance.doubted(Reason::UnpricedCalls, Doubt::when_any(unpriced_calls));
        Figure::known(priced(found.sum(), calls, unpriced_calls), sure)
    };
    let written = usage.cache_write_5m.saturating_add(usage.cache_write_1h);
    CacheSums {
        hit_rate_bp: Figure::new(hit_rate(&usage), read),
        prompt: usage.prompt(),
        tokens_saved: Figure::new(usage.cache_read, read),
        saved_usd: money(read.and(write), saved),
        write_surcharge_usd: money(write, surcharge),
        without_cache_usd: money(Provenance::EXACT, without_cache),
        written_5m: usage.cache_write_5m,
        written_1h: usage.cache_write_1h,
        written_5m_bp: Share::of(usage.cache_write_5m, written),
        unpriced_calls,
    }
}

/// The cost of the same tokens when every prompt token is billed as input.
pub(in crate::metrics) fn without_cache(usage: &Usage, rates: &Rates) -> PicoUsd {
    let plain =
        Usage { input: usage.prompt(), cache_read: 0, cache_write_5m: 0, cache_write_1h: 0, ..*usage };
    rates.cost(&plain)
}

fn saved(usage: &Usage, rates: &Rates) -> PicoUsd {
    without_cache(usage, rates).minus(rates.cost(usage))
}

/// Returns what writing costs above the input price.
#[must_use]
pub fn surcharge(usage: &Usage, rates: &Rates) -> PicoUsd {
    let short = rates.cache_write_5m.minus(rates.input).times(usage.cache_write_5m);
    short.plus(rates.cache_write_1h.minus(rates.input).times(usage.cache_write_1h))
}
