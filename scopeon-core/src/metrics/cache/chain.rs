//! Cache figures that need the calls in order: cold starts, busts and writes that were never read.
//!
//! A prompt cache holds prefixes. A call that read `r` and wrote `w` tokens leaves the first `r + w` tokens of its
//! prompt cached for its lifetime; a later call of the same model that reads `r'` tokens has read
//! `r' − r` of those `w`, between none and all.

use serde::{Deserialize, Serialize};

use super::sums::surcharge;
use crate::metrics::priced::CallPoint;
use crate::metrics::{Figure, Provenance, Reason, Share, portion};
use crate::money::PicoUsd;
use crate::time::Timestamp;

/// How long a short-lived cache lives after its last use, in milliseconds.
pub const FIVE_MINUTES_MS: u64 = 5 * 60 * 1000;
/// How long a longer-lived cache lives, in milliseconds.
pub const ONE_HOUR_MS: u64 = 60 * 60 * 1000;
/// The fewest tokens that are worth a cache's while; smaller prompts are not cached by any vendor.
const FEWEST: u64 = 1024;
/// How many calls ahead a write is looked for: side threads interleave, but not by more.
const AHEAD: usize = 8;

/// Why a call found nothing in the cache.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum ColdWhy {
    /// It is the first call.
    First,
    /// The pause before it outlasted the cache.
    Expired,
    /// The model changed; each has a cache of its own.
    ModelChanged,
    /// The context shrank before it: a compaction or a rewind.
    ContextCut,
}

/// A call that found nothing in the cache, for a reason that is known.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
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
pub struct Chain {
    /// Calls that found nothing, for a known reason.
    pub cold_starts: Vec<ColdStart>,
    /// Calls that lost a cached prefix within its lifetime.
    pub busts: Vec<Bust>,
    /// Tokens written and then not read within their lifetime.
    pub unread: Figure<u64>,
    /// `unread ÷ written`; writes that may still be read count in neither.
    pub unread_bp: Figure<Share>,
    /// What writing the unread tokens cost above the input price, at the mean surcharge of their call.
    pub unread_usd: Figure<PicoUsd>,
    /// Tokens written that may still be read.
    pub pending: u64,
    /// What an hour's cache would have saved over the five-minute one: what was paid anew after pauses of at
    /// most an hour, less the dearer writes; below zero where it would have cost more.
    pub hour_cache_usd: Figure<PicoUsd>,
}

/// Returns how long what a call wrote or read stays cached, in milliseconds; 0 where it used no cache.
#[must_use]
pub const fn lifetime_ms(call: &CallPoint) -> u64 {
    if call.usage.cache_write_1h > 0 {
        ONE_HOUR_MS
    } else if call.usage.cache_write_5m > 0 || call.usage.cache_read > 0 {
        FIVE_MINUTES_MS
    } else {
        0
    }
}

/// Returns what the calls of one context, in order of time, did with the cache, as of `now`.
#[must_use]
pub fn chain(calls: &[CallPoint], now: Timestamp) -> Chain {
    let lives = lifetimes(calls);
    let (mut cold_starts, mut busts) = (Vec::new(), Vec::new());
    for (index, call) in calls.iter().enumerate() {
        let before = index.checked_sub(1).map(|before| (&calls[before], lives[before]));
        match miss(before, call) {
            Some(Miss::Cold(why)) => {
                let pause_ms = before.map_or(0, |(before, _)| gap_ms(before, call));
                cold_starts.push(ColdStart { at: call.at, why, prompt: call.usage.prompt(), pause_ms });
            }
            Some(Miss::Bust(lost)) => busts.push(Bust { at: call.at, lost, lost_usd: lost_usd(call, lost) }),
            None => {}
        }
    }
    let writes = writes(calls, &lives, now);
    let doubt = Provenance::estimated(Reason::InferredCache);
    Chain {
        cold_starts,
        busts,
        unread: Figure::new(writes.unread, doubt),
        unread_bp: Figure::new(Share::of(writes.unread, writes.settled), doubt),
        unread_usd: Figure::new(writes.cost, doubt),
        pending: writes.pending,
        hour_cache_usd: Figure::new(hour_cache(calls, &lives), doubt),
    }
}

/// What an hour's cache gains less what it costs more; calls without a price add nothing.
fn hour_cache(calls: &[CallPoint], lives: &[u64]) -> PicoUsd {
    let gain = |(pair, life): (&[CallPoint], &u64)| {
        let pause = gap_ms(&pair[0], &pair[1]);
        let expired = *life == FIVE_MINUTES_MS && pause > *life && pause <= ONE_HOUR_MS;
        let lost = cached(&pair[0]).min(pair[1].usage.prompt()).saturating_sub(pair[1].usage.cache_read);
        (expired && pair[0].model == pair[1].model).then(|| lost_usd(&pair[1], lost))?
    };
    let dearer = |call: &CallPoint| {
        let rates = call.rates?;
        Some(rates.cache_write_1h.minus(rates.cache_write_5m).times(call.usage.cache_write_5m))
    };
    let gains: PicoUsd = calls.windows(2).zip(lives).filter_map(gain).sum();
    gains.minus(calls.iter().filter_map(dearer).sum())
}

/// How long each call's cache lives. A session that asked for an hour keeps an hour while it only reads.
fn lifetimes(calls: &[CallPoint]) -> Vec<u64> {
    let mut asked = 0;
    let life = |call: &CallPoint| {
        let own = lifetime_ms(call);
        if call.usage.cache_write_5m > 0 || call.usage.cache_write_1h > 0 {
            asked = own;
        }
        if own == 0 { 0 } else { own.max(asked) }
    };
    calls.iter().map(life).collect()
}

enum Miss {
    Cold(ColdWhy),
    Bust(u64),
}

fn miss(before: Option<(&CallPoint, u64)>, call: &CallPoint) -> Option<Miss> {
    let prompt = call.usage.prompt();
    let cold = call.usage.cache_read == 0 && prompt >= FEWEST;
    let Some((before, life)) = before else { return cold.then_some(Miss::Cold(ColdWhy::First)) };
    let cut = prompt < before.usage.prompt() - before.usage.prompt() / 4;
    let why = [
        (before.model != call.model, ColdWhy::ModelChanged),
        (gap_ms(before, call) > life && life > 0, ColdWhy::Expired),
        (cut, ColdWhy::ContextCut),
    ];
    if let Some((_, why)) = why.into_iter().find(|(holds, _)| *holds) {
        return cold.then_some(Miss::Cold(why));
    }
    let cached = cached(before).min(prompt);
    let collapsed = cached >= FEWEST && call.usage.cache_read < cached / 2;
    collapsed.then(|| Miss::Bust(cached - call.usage.cache_read))
}

/// The prefix a call leaves in the cache.
fn cached(call: &CallPoint) -> u64 {
    call.usage.cache_read.saturating_add(written(call))
}

fn written(call: &CallPoint) -> u64 {
    call.usage.cache_write_5m.saturating_add(call.usage.cache_write_1h)
}

fn gap_ms(before: &CallPoint, call: &CallPoint) -> u64 {
    u64::try_from(call.at.millis().saturating_sub(before.at.millis())).unwrap_or_default()
}

/// What lost tokens cost above a read: first as writes at the call's mean write price, the rest as input.
fn lost_usd(call: &CallPoint, lost: u64) -> Option<PicoUsd> {
    let rates = call.rates?;
    let usage = call.usage;
    let rewritten = lost.min(written(call));
    let writes = rates
        .cache_write_5m
        .times(usage.cache_write_5m)
        .plus(rates.cache_write_1h.times(usage.cache_write_1h));
    let paid = portion(writes, rewritten, written(call)).plus(rates.input.times(lost - rewritten));
    Some(paid.minus(rates.cache_read.times(lost)))
}

#[derive(Default)]
struct Writes {
    settled: u64,
    unread: u64,
    pending: u64,
    cost: PicoUsd,
}

fn writes(calls: &[CallPoint], lives: &[u64], now: Timestamp) -> Writes {
    let mut sums = Writes::default();
    for (index, call) in calls.iter().enumerate().filter(|(_, call)| written(call) > 0) {
        let unread = written(call) - read_later(call, &calls[index + 1..], lives[index]);
        let age = u64::try_from(now.millis().saturating_sub(call.at.millis())).unwrap_or_default();
        if unread > 0 && age <= lives[index] {
            sums.pending = sums.pending.saturating_add(written(call));
            continue;
        }
        sums.settled = sums.settled.saturating_add(written(call));
        sums.unread = sums.unread.saturating_add(unread);
        let above = call.rates.map_or(PicoUsd::ZERO, |rates| surcharge(&call.usage, &rates));
        sums.cost = sums.cost.plus(portion(above, unread, written(call)));
    }
    sums
}

/// How many of the tokens a call wrote were read by one of the next calls of its model within their lifetime.
fn read_later(call: &CallPoint, later: &[CallPoint], life: u64) -> u64 {
    let alive = |next: &&CallPoint| gap_ms(call, next) <= life;
    let same = |next: &&CallPoint| next.model == call.model;
    let read =
        |next: &CallPoint| next.usage.cache_read.saturating_sub(call.usage.cache_read).min(written(call));
    later.iter().take(AHEAD).take_while(alive).filter(same).map(read).max().unwrap_or_default()
}
