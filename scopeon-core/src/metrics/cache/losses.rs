//! What caches lost and wasted, from sums: what [`chain`](super::chain()) tells of one context, for any number of them.

use super::chain::{cost_above_read_price, hour_surcharge};
use super::outcome::{CacheOutcome, ColdWhy};
use super::sums::surcharge;
use crate::metrics::priced::CallPoint;
use crate::metrics::priced::priced;
use crate::metrics::{Doubt, Figure, Provenance, Reason, Share};
use crate::money::PicoUsd;
use crate::pricing::Rates;
use crate::usage::Usage;

/// What became of caches, summed over calls of one price class and one day's prices.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct CacheLosses {
    /// How many calls.
    pub calls: u64,
    /// Their tokens.
    pub usage: Usage,
    /// Calls that lost a living prefix.
    pub busts: u64,
    /// The tokens they lost, as they were billed.
    pub lost: Usage,
    /// Tokens written and never read.
    pub unread: Usage,
    /// Tokens written whose fate is open.
    pub pending: u64,
    /// Calls after a pause that only an hour's cache would have outlived.
    pub expired: u64,
    /// Tokens it would have kept.
    pub hour_kept: Usage,
    /// Calls that found nothing and the tokens of their prompts, as in [`ColdWhy::ALL`].
    pub cold: [(u64, u64); ColdWhy::ALL.len()],
    /// The rates of that class on that day; none where no price is known.
    pub rates: Option<Rates>,
}

impl CacheLosses {
    /// Returns those of one call.
    #[must_use]
    pub fn of(call: &CallPoint, outcome: &CacheOutcome) -> Self {
        let prompt = call.usage.prompt();
        let counts = |why| u64::from(outcome.cold == Some(why));
        Self {
            calls: 1,
            usage: call.usage,
            busts: u64::from(outcome.lost.prompt() > 0),
            lost: outcome.lost,
            unread: outcome.unread,
            pending: outcome.pending.prompt(),
            expired: u64::from(outcome.hour_kept.prompt() > 0),
            hour_kept: outcome.hour_kept,
            cold: ColdWhy::ALL.map(|why| (counts(why), counts(why) * prompt)),
            rates: call.rates,
        }
    }
}

/// What caches lost and wasted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Losses {
    /// Calls that lost a cached prefix within its lifetime.
    pub busts: Figure<u64>,
    /// Tokens they lost.
    pub busts_lost: Figure<u64>,
    /// What those cost above a read.
    pub busts_usd: Figure<PicoUsd>,
    /// Tokens written and then not read within their lifetime.
    pub unread: Figure<u64>,
    /// `unread ÷ written`; writes that may still be read count in neither.
    pub unread_bp: Figure<Share>,
    /// What writing the unread tokens cost above the input price.
    pub unread_usd: Figure<PicoUsd>,
    /// Tokens written whose fate is known.
    pub settled: u64,
    /// Calls after a pause of 5 to 60 minutes that a five-minute cache did not outlive.
    pub expired: u64,
    /// What an hour's cache would have saved over the five-minute one; below zero where it would have cost more.
    pub hour_cache_usd: Figure<PicoUsd>,
    /// Calls that found nothing for a known reason: the reason, the calls and the tokens of their prompts. Reasons
    /// that did not occur are left out.
    pub cold: Vec<(ColdWhy, u64, u64)>,
}

/// Returns what caches lost, from sums each at the prices of its day; their order does not matter. `read` and `write`
/// say how sure the providers' cache counters are.
#[must_use]
pub fn losses(rows: &[CacheLosses], read: Provenance, write: Provenance) -> Losses {
    let count = |of: fn(&CacheLosses) -> u64| rows.iter().map(of).fold(0, u64::saturating_add);
    let unpriced = count(|row| if row.rates.is_none() { row.calls } else { 0 });
    let (read, write) = (inferred(read), inferred(write));
    let calls = count(|row| row.calls);
    let money = |provenance: Provenance, amount: fn(&CacheLosses, &Rates) -> PicoUsd| {
        let found = rows.iter().filter_map(|row| Some(amount(row, row.rates.as_ref()?)));
        let sure = provenance.doubted(Reason::UnpricedCalls, Doubt::when_any(unpriced));
        Figure::known(priced(found.sum(), calls, unpriced), sure)
    };
    let written = count(|row| row.usage.cache_write_5m.saturating_add(row.usage.cache_write_1h));
    let unread = count(|row| row.unread.prompt());
    let settled = written.saturating_sub(count(|row| row.pending));
    Losses {
        busts: Figure::new(count(|row| row.busts), read),
        busts_lost: Figure::new(count(|row| row.lost.prompt()), read),
        busts_usd: money(read, |row, rates| cost_above_read_price(&row.lost, rates)),
        unread: Figure::new(unread, write),
        unread_bp: Figure::new(Share::of(unread, settled), write),
        unread_usd: money(write, |row, rates| surcharge(&row.unread, rates)),
        settled,
        expired: count(|row| row.expired),
        hour_cache_usd: money(write, |row, rates| {
            cost_above_read_price(&row.hour_kept, rates).minus(hour_surcharge(&row.usage, rates))
        }),
        cold: cold(rows),
    }
}

fn inferred(counters: Provenance) -> Provenance {
    counters.doubted(Reason::InferredCache, Doubt::Yes)
}

fn cold(rows: &[CacheLosses]) -> Vec<(ColdWhy, u64, u64)> {
    let of = |(index, why): (usize, ColdWhy)| {
        let found = rows.iter().filter_map(|row| row.cold.get(index));
        let sum =
            found.fold((0_u64, 0_u64), |sum, one| (sum.0.saturating_add(one.0), sum.1.saturating_add(one.1)));
        (why, sum.0, sum.1)
    };
    ColdWhy::ALL.into_iter().enumerate().map(of).filter(|(_, calls, _)| *calls > 0).collect()
}
