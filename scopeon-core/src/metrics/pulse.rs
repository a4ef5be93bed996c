//! What a session that runs is doing to its money: what an hour of it costs, and when what it has cached goes cold.

use serde::{Deserialize, Serialize};

use super::cache::{ONE_HOUR_MS, last_lifetime_ms};
use super::priced::CallPoint;
use super::{Doubt, Figure, Provenance, Reason, mul_div_round};
use crate::money::PicoUsd;
use crate::time::Timestamp;
use crate::usage::Usage;

/// The time whose calls make the rate, in milliseconds.
const SPAN_MS: i64 = 60 * 60_000;
/// Shorter than that no time is taken for, in milliseconds: one call a minute ago is no rate.
const LEAST_MS: i64 = 15 * 60_000;

/// What a session that runs is doing to its money.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Pulse {
    /// What its calls of the last hour cost an hour: since the first of them, and at least over a quarter of an hour; no
    /// value where none of them has a price.
    pub hourly_usd: Figure<PicoUsd>,
    /// When what its last call cached is gone; none where it used no cache.
    pub cold_at: Option<Timestamp>,
    /// What its next call would cost more after that: the cached tokens written again instead of read.
    pub cold_usd: Figure<PicoUsd>,
}

/// Returns what a session is doing as of `now`: `contexts` are its own calls and those of each of its sub-agents, each in
/// order of time, its own first.
#[must_use]
pub fn pulse(contexts: &[&[CallPoint]], now: Timestamp) -> Pulse {
    let own = contexts.first().copied().unwrap_or_default();
    let (cold_at, cold_usd) = cold(own);
    Pulse { hourly_usd: hourly(contexts, now), cold_at, cold_usd }
}

fn hourly(contexts: &[&[CallPoint]], now: Timestamp) -> Figure<PicoUsd> {
    let since = now.millis().saturating_sub(SPAN_MS);
    let recent = || contexts.iter().copied().flatten().filter(|call| call.at.millis() > since);
    let Some(first) = recent().map(|call| call.at.millis()).min() else {
        return Figure::unknown(Reason::FewSamples);
    };
    let paid = || recent().filter_map(|call| Some(call.rates?.cost(&call.usage)));
    let unpriced = recent().filter(|call| call.rates.is_none()).count();
    let spent: PicoUsd = paid().sum();
    let passed = now.millis().saturating_sub(first).clamp(LEAST_MS, SPAN_MS);
    let rate = PicoUsd::from_pico(mul_div_round(spent.pico(), i128::from(SPAN_MS), i128::from(passed)));
    let doubt = Doubt::when_any(u64::try_from(unpriced).unwrap_or(u64::MAX));
    let provenance = Provenance::EXACT.doubted(Reason::UnpricedCalls, doubt);
    Figure { value: paid().next().map(|_| rate), provenance }
}

fn cold(own: &[CallPoint]) -> (Option<Timestamp>, Figure<PicoUsd>) {
    let life = last_lifetime_ms(own);
    let last = own.last().filter(|_| life > 0);
    let at = last.and_then(|call| {
        Timestamp::from_millis(call.at.millis().saturating_add(i64::try_from(life).unwrap_or(i64::MAX)))
    });
    let Some(call) = last else { return (None, Figure::unknown(Reason::InferredCache)) };
    let cached = cached(&call.usage);
    let again = if life >= ONE_HOUR_MS {
        Usage { cache_write_1h: cached, ..Usage::default() }
    } else {
        Usage { cache_write_5m: cached, ..Usage::default() }
    };
    let more = call.rates.map(|rates| rates.cost(&again).minus(rates.cache_read.times(cached)));
    (at, Figure { value: more, provenance: Provenance::estimated(Reason::InferredCache) })
}

const fn cached(usage: &Usage) -> u64 {
    usage.cache_read.saturating_add(usage.cache_write_5m).saturating_add(usage.cache_write_1h)
}
