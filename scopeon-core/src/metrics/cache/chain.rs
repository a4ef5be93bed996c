//! What a run of calls with one context lost and wasted, in tokens and money.

use serde::{Deserialize, Serialize};

use super::outcome::{CacheOutcome, ColdWhy, outcomes, written};
use super::sums::surcharge;
use crate::metrics::priced::CallPoint;
use crate::metrics::{Figure, Provenance, Reason, Share};
use crate::money::PicoUsd;
use crate::pricing::Rates;
use crate::time::Timestamp;
use crate::usage::Usage;

/// A call that found nothing in the cache, for a reason that is known.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct ColdStart {
    /// When.
    pub at: Timestamp,
    /// Why.
    pub why: ColdWhy,
    /// Its prompt in tokens, all of it paid in full.
    pub prompt: u64,
    /// The pause before it, in milliseconds.
    pub pause_ms: u64,
}

/// A call that should have found its prefix in the cache and did not.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Bust {
    /// When.
    pub at: Timestamp,
    /// Tokens that were cached and not read.
    pub lost: u64,
    /// What they cost above the price of a read; none where no price is known.
    pub lost_usd: Option<PicoUsd>,
}

/// What a run of calls with one context did with the cache.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Chain {
    /// Calls that found nothing, for a known reason.
    pub cold_starts: Vec<ColdStart>,
    /// Calls that lost a cached prefix within its lifetime.
    pub busts: Vec<Bust>,
    /// Tokens written and then not read within their lifetime.
    pub unread: Figure<u64>,
    /// `unread ÷ written`; writes that may still be read count in neither.
    #[serde(rename = "unread_ratio")]
    pub unread_bp: Figure<Share>,
    /// What writing the unread tokens cost above the input price.
    pub unread_usd: Figure<PicoUsd>,
    /// Tokens written that may still be read.
    pub pending: u64,
    /// What an hour's cache would have saved over the five-minute one: what was paid again after pauses of at
    /// most an hour, less the dearer writes; below zero where it would have cost more.
    pub hour_cache_usd: Figure<PicoUsd>,
}

/// Returns what tokens cost above the price of a read, given how they were billed instead.
#[must_use]
pub fn above_read(billed: &Usage, rates: &Rates) -> PicoUsd {
    rates.cost(billed).minus(rates.cache_read.times(billed.prompt()))
}

/// Returns what writing for an hour costs above writing for five minutes, for tokens written for five minutes.
#[must_use]
pub fn hour_surcharge(usage: &Usage, rates: &Rates) -> PicoUsd {
    rates.cache_write_1h.minus(rates.cache_write_5m).times(usage.cache_write_5m)
}

/// Returns what the calls of one context, in order of time, did with the cache, as of `now`. Calls without a price
/// add no money.
#[must_use]
pub fn chain(calls: &[CallPoint], now: Timestamp) -> Chain {
    let outcomes = outcomes(calls, now);
    let both = || calls.iter().zip(&outcomes);
    let tokens = |of: fn(&CacheOutcome) -> &Usage| {
        outcomes.iter().map(|outcome| of(outcome).prompt()).fold(0, u64::saturating_add)
    };
    let money = |amount: fn(&CallPoint, &CacheOutcome, &Rates) -> PicoUsd| {
        let priced = both().filter_map(|(call, outcome)| Some(amount(call, outcome, call.rates.as_ref()?)));
        priced.sum::<PicoUsd>()
    };
    let (unread, pending) = (tokens(|outcome| &outcome.unread), tokens(|outcome| &outcome.pending));
    let settled = calls.iter().map(written).fold(0, u64::saturating_add).saturating_sub(pending);
    let doubt = Provenance::estimated(Reason::InferredCache);
    Chain {
        cold_starts: both().filter_map(|(call, outcome)| cold_start(call, outcome)).collect(),
        busts: both().filter_map(|(call, outcome)| bust(call, outcome)).collect(),
        unread: Figure::new(unread, doubt),
        unread_bp: Figure::new(Share::of(unread, settled), doubt),
        unread_usd: Figure::new(money(|_, outcome, rates| surcharge(&outcome.unread, rates)), doubt),
        pending,
        hour_cache_usd: Figure::new(
            money(|call, outcome, rates| {
                above_read(&outcome.hour_kept, rates).minus(hour_surcharge(&call.usage, rates))
            }),
            doubt,
        ),
    }
}

fn cold_start(call: &CallPoint, outcome: &CacheOutcome) -> Option<ColdStart> {
    let prompt = call.usage.prompt();
    outcome.cold.map(|why| ColdStart { at: call.at, why, prompt, pause_ms: outcome.pause_ms })
}

fn bust(call: &CallPoint, outcome: &CacheOutcome) -> Option<Bust> {
    let lost = outcome.lost.prompt();
    let lost_usd = call.rates.map(|rates| above_read(&outcome.lost, &rates));
    (lost > 0).then_some(Bust { at: call.at, lost, lost_usd })
}
