//! What became of each call's cache, in tokens: cold starts, lost prefixes and writes that were never read.
//!
//! A prompt cache holds prefixes. A call that read `r` and wrote `w` tokens leaves the first `r + w` tokens of its
//! prompt cached for its lifetime; a later call of the same model that reads `r'` tokens has read
//! `r' − r` of those `w`, between none and all.
//!
//! There is no money in it, so outcomes can be stored, summed by price class and priced when they are asked for.

use serde::{Deserialize, Serialize};

use super::recache_why::RecacheWhy;
use crate::metrics::mul_div_round;
use crate::metrics::priced::CallPoint;
use crate::time::Timestamp;
use crate::usage::Usage;

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
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
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

impl ColdWhy {
    /// Every reason, in order.
    pub const ALL: [Self; 4] = [Self::First, Self::Expired, Self::ModelChanged, Self::ContextCut];

    /// Returns the reason in words.
    #[must_use]
    pub const fn words(self) -> &'static str {
        match self {
            Self::First => "first call of a context",
            Self::Expired => "pause outlasted the cache",
            Self::ModelChanged => "model changed",
            Self::ContextCut => "context was cut",
        }
    }
}

/// What became of one call's cache. The usages hold tokens of its own prompt, by the way they were billed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct CacheOutcome {
    /// Why it found nothing, where that has a reason.
    pub cold: Option<ColdWhy>,
    /// The pause before it, in milliseconds; 0 for the first.
    pub pause_ms: u64,
    /// Tokens that were cached and alive and yet not read: more than half of the prefix, or none.
    pub lost: Usage,
    /// Tokens it wrote that no call read within their lifetime.
    pub unread: Usage,
    /// Tokens it wrote whose fate is open, all of them or none.
    pub pending: Usage,
    /// Tokens that an hour's cache would have kept over the pause before it.
    pub hour_kept: Usage,
    /// Tokens that had been cached, for whatever model and however long ago, and were billed again: more than half of the
    /// prefix, or none. What a cut context has left behind is none of it.
    pub recached: Option<(RecacheWhy, Usage)>,
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

/// Returns what became of each call's cache, as of `now`, for the calls of one context in order of time. Rates
/// are not looked at.
#[must_use]
pub fn outcomes(calls: &[CallPoint], now: Timestamp) -> Vec<CacheOutcome> {
    let lives = lifetimes(calls);
    let outcome = |(index, call): (usize, &CallPoint)| {
        let before = index.checked_sub(1).map(|before| (&calls[before], lives[before]));
        let fate = fate(call, &calls[index + 1..], lives[index], now);
        let missed = before.map_or_else(|| first(call), |(before, life)| miss(before, life, call));
        CacheOutcome { unread: fate.unread, pending: fate.pending, ..missed }
    };
    calls.iter().enumerate().map(outcome).collect()
}

/// Returns how long the cache that the last of the calls of one context used lives, in milliseconds; 0 where it
/// used none.
#[must_use]
pub fn last_lifetime_ms(calls: &[CallPoint]) -> u64 {
    lifetimes(calls).last().copied().unwrap_or_default()
}

/// How long each call's cache lives. A session that asked for an hour keeps an hour while it only reads.
fn lifetimes(calls: &[CallPoint]) -> Vec<u64> {
    let mut asked = 0;
    let life = |call: &CallPoint| {
        let own = lifetime_ms(call);
        if written(call) > 0 {
            asked = own;
        }
        if own == 0 { 0 } else { own.max(asked) }
    };
    calls.iter().map(life).collect()
}

fn is_cold(call: &CallPoint) -> bool {
    call.usage.cache_read == 0 && call.usage.prompt() >= FEWEST
}

fn first(call: &CallPoint) -> CacheOutcome {
    CacheOutcome { cold: is_cold(call).then_some(ColdWhy::First), ..CacheOutcome::default() }
}

fn miss(before: &CallPoint, life: u64, call: &CallPoint) -> CacheOutcome {
    let (prompt, read) = (call.usage.prompt(), call.usage.cache_read);
    let pause_ms = gap_ms(before, call);
    let found = CacheOutcome { pause_ms, ..CacheOutcome::default() };
    let prefix = cached(before).min(prompt);
    let why = [
        (before.model != call.model, ColdWhy::ModelChanged),
        (life > 0 && pause_ms > life, ColdWhy::Expired),
        (is_cut(before, call), ColdWhy::ContextCut),
    ];
    let Some((_, why)) = why.into_iter().find(|(holds, _)| *holds) else {
        let collapsed = prefix >= FEWEST && read < prefix / 2;
        let lost = if collapsed { billed(call, prefix - read) } else { Usage::default() };
        let recached = collapsed.then_some((RecacheWhy::PrefixChanged, lost));
        return CacheOutcome { lost, recached, ..found };
    };
    let an_hour_helps = why == ColdWhy::Expired && life < ONE_HOUR_MS && pause_ms <= ONE_HOUR_MS;
    let kept = if an_hour_helps { prefix.saturating_sub(read) } else { 0 };
    let again = match why {
        ColdWhy::ModelChanged => Some(RecacheWhy::ModelChanged),
        ColdWhy::Expired => Some(RecacheWhy::Expired),
        _ => None,
    };
    // A much smaller prompt is another one.
    let is_same = !is_cut(before, call) && prefix >= FEWEST && read < prefix / 2;
    let recached = again.filter(|_| is_same).map(|why| (why, billed(call, prefix - read)));
    CacheOutcome { cold: is_cold(call).then_some(why), hour_kept: billed(call, kept), recached, ..found }
}

/// Whether the context shrank by more than a quarter.
const fn is_cut(before: &CallPoint, call: &CallPoint) -> bool {
    let prompt = before.usage.prompt();
    call.usage.prompt() < prompt - prompt / 4
}

/// The prefix a call leaves in the cache.
fn cached(call: &CallPoint) -> u64 {
    call.usage.cache_read.saturating_add(written(call))
}

pub(super) const fn written(call: &CallPoint) -> u64 {
    call.usage.cache_write_5m.saturating_add(call.usage.cache_write_1h)
}

fn gap_ms(before: &CallPoint, call: &CallPoint) -> u64 {
    u64::try_from(call.at.millis().saturating_sub(before.at.millis())).unwrap_or_default()
}

/// How that many tokens that were not read were billed: as writes as far as the call wrote, the rest as input.
fn billed(call: &CallPoint, tokens: u64) -> Usage {
    let rewritten = tokens.min(written(call));
    Usage { input: tokens - rewritten, ..writes(call, rewritten) }
}

/// That many of the tokens a call wrote, split as all of them are.
fn writes(call: &CallPoint, tokens: u64) -> Usage {
    let short =
        mul_div_round(i128::from(call.usage.cache_write_5m), i128::from(tokens), i128::from(written(call)));
    let short = u64::try_from(short).unwrap_or_default().min(tokens);
    Usage { cache_write_5m: short, cache_write_1h: tokens - short, ..Usage::default() }
}

fn fate(call: &CallPoint, later: &[CallPoint], life: u64, now: Timestamp) -> CacheOutcome {
    let unread = written(call) - read_later(call, later, life);
    let age = u64::try_from(now.millis().saturating_sub(call.at.millis())).unwrap_or_default();
    let open = unread > 0 && age <= life;
    let (unread, pending) = if open { (0, written(call)) } else { (unread, 0) };
    CacheOutcome { unread: writes(call, unread), pending: writes(call, pending), ..CacheOutcome::default() }
}

/// How many of the tokens a call wrote were read by one of the next calls of its model within their lifetime.
fn read_later(call: &CallPoint, later: &[CallPoint], life: u64) -> u64 {
    let alive = |next: &&CallPoint| gap_ms(call, next) <= life;
    let same = |next: &&CallPoint| next.model == call.model;
    let read =
        |next: &CallPoint| next.usage.cache_read.saturating_sub(call.usage.cache_read).min(written(call));
    later.iter().take(AHEAD).take_while(alive).filter(same).map(read).max().unwrap_or_default()
}
