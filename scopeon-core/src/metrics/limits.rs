//! Limits that agents write down themselves: the newest reading of each window, never of one that has expired.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::{Provenance, Reason, Share, mul_div_round};
use crate::label::Label;
use crate::time::Timestamp;

const MINUTE_MS: i64 = 60_000;
/// The shortest window any agent has, in minutes: a reading that states neither length nor reset is worth no
/// longer.
const SHORTEST_MINUTES: i64 = 300;

/// The share of a window from which on it warns.
pub const WARN: Share = Share::from_bp(8_000);
/// Before that share of a window's time has passed its rate says nothing: a prompt in the first minutes would lead
/// anywhere.
pub const EARLY: Share = Share::from_bp(1_000);
/// From so much of it on, the pace of a window of more than a day is a reason to warn.
const HALF: u32 = 5_000;
const DAY_MINUTES: u32 = 24 * 60;

/// How near a limit is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum LimitLevel {
    /// There is room until it resets.
    #[default]
    Ok,
    /// 80 % is used, or at its mean rate all of it is before it resets.
    Warn,
    /// All of it is used.
    UsedUp,
}

/// Returns the worst of several levels; `Ok` of none. It decides the exit code of a check.
#[must_use]
pub fn worst(levels: impl IntoIterator<Item = LimitLevel>) -> LimitLevel {
    levels.into_iter().max().unwrap_or_default()
}

/// One reading of a window.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LimitSeen {
    /// The provider's id.
    pub provider: Label,
    /// The window's name, such as `primary`.
    pub window: Label,
    /// When it was read.
    pub at: Timestamp,
    /// The share used in basis points; 10,000 is all. None where the agent states that there is no such window.
    pub used_bp: Option<u32>,
    /// The window's length in minutes.
    pub minutes: Option<u32>,
    /// When the window resets.
    pub resets_at: Option<Timestamp>,
}

/// Where a running window stands.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct LimitState {
    /// The provider's id.
    pub provider: String,
    /// The window's name.
    pub window: String,
    /// When it was read; use since then is not in it.
    pub read_at: Timestamp,
    /// The share used as the agent states it; more than all where it allows overdraft.
    #[serde(rename = "used_ratio", with = "crate::ratio::bp")]
    #[cfg_attr(feature = "schema", schemars(with = "crate::schema::Ratio"))]
    pub used_bp: u32,
    /// The window's length in minutes; none where the agent does not say.
    pub minutes: Option<u32>,
    /// When it resets; none where the agent does not say.
    pub resets_at: Option<Timestamp>,
    /// How far the use can be trusted.
    pub provenance: Provenance,
    /// Where it leads; none where length or reset are not known.
    pub pace: Option<LimitPace>,
    /// How near the limit is.
    #[serde(default)]
    pub level: LimitLevel,
}

/// Where a window leads if it goes on at its mean rate.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct LimitPace {
    /// The share of the window's time that had passed when it was read, from 0 to all.
    #[serde(rename = "elapsed_ratio", with = "crate::ratio::bp")]
    #[cfg_attr(feature = "schema", schemars(with = "crate::schema::Ratio"))]
    pub elapsed_bp: u32,
    /// `used ÷ elapsed`: the share used at its end, unbounded.
    #[serde(rename = "projected_ratio", with = "crate::ratio::bp")]
    #[cfg_attr(feature = "schema", schemars(with = "crate::schema::Ratio"))]
    pub projected_bp: u64,
    /// When all of it is used; none where it resets before that, or less than a tenth of its time had passed.
    pub exhausted_at: Option<Timestamp>,
    /// Always an estimate.
    pub provenance: Provenance,
}

/// Returns the windows that run at `now`, by provider and name, from readings in any order. Of two readings at
/// the same instant the one with more used counts. A window that the newest reading says is none is not among them.
#[must_use]
pub fn current(readings: &[LimitSeen], now: Timestamp) -> Vec<LimitState> {
    let mut newest: BTreeMap<(&Label, &Label), &LimitSeen> = BTreeMap::new();
    for reading in readings.iter().filter(|reading| reading.at <= now) {
        let kept = newest.entry((&reading.provider, &reading.window)).or_insert(reading);
        let rank = |seen: &LimitSeen| (seen.at, seen.used_bp, seen.resets_at, seen.minutes);
        if rank(reading) > rank(kept) {
            *kept = reading;
        }
    }
    newest.into_values().filter(|reading| now < expiry(reading)).filter_map(state).collect()
}

/// When a window is over: at its reset; without one, at the latest its length after the reading.
fn expiry(seen: &LimitSeen) -> Timestamp {
    let length = seen.minutes.map_or(SHORTEST_MINUTES, i64::from) * MINUTE_MS;
    let latest = Timestamp::from_millis(seen.at.millis().saturating_add(length)).unwrap_or(seen.at);
    seen.resets_at.unwrap_or(latest)
}

fn state(seen: &LimitSeen) -> Option<LimitState> {
    let used_bp = seen.used_bp?;
    let provenance = match seen.resets_at {
        Some(_) => Provenance::EXACT,
        None => Provenance::estimated(Reason::UnknownReset),
    };
    let pace = pace(seen, used_bp);
    Some(LimitState {
        provider: seen.provider.as_str().to_owned(),
        window: seen.window.as_str().to_owned(),
        read_at: seen.at,
        used_bp,
        minutes: seen.minutes,
        resets_at: seen.resets_at,
        provenance,
        level: level(used_bp, seen.minutes, pace.as_ref()),
        pace,
    })
}

fn level(used_bp: u32, minutes: Option<u32>, pace: Option<&LimitPace>) -> LimitLevel {
    // Nobody works through the nights and weekends of a long window as in the hours that it began with.
    let is_telling = used_bp >= HALF || minutes.is_some_and(|minutes| minutes <= DAY_MINUTES);
    let is_hit = is_telling && pace.is_some_and(|pace| pace.exhausted_at.is_some());
    match used_bp {
        10_000.. => LimitLevel::UsedUp,
        used if used >= WARN.bp() || is_hit => LimitLevel::Warn,
        _ => LimitLevel::Ok,
    }
}

fn pace(seen: &LimitSeen, used_bp: u32) -> Option<LimitPace> {
    let (reset, length) =
        (seen.resets_at?, i64::from(seen.minutes.filter(|minutes| *minutes > 0)?) * MINUTE_MS);
    let start = reset.millis() - length;
    let elapsed = (seen.at.millis() - start).clamp(0, length);
    let used = i128::from(used_bp);
    let projected = mul_div_round(used, i128::from(length), i128::from(elapsed));
    // A window that was read at its very start has no rate yet.
    let projected = if elapsed == 0 { used } else { projected };
    let full = mul_div_round(i128::from(elapsed), 10_000, used.max(1)).saturating_add(i128::from(start));
    let full = i64::try_from(full).ok().and_then(Timestamp::from_millis);
    let passed = Share::of(elapsed.unsigned_abs(), length.unsigned_abs());
    let full = full.filter(|at| used > 0 && passed >= EARLY && *at < reset);
    Some(LimitPace {
        elapsed_bp: passed.bp(),
        projected_bp: u64::try_from(projected).unwrap_or(u64::MAX),
        exhausted_at: full,
        provenance: Provenance::estimated(Reason::Projected),
    })
}
