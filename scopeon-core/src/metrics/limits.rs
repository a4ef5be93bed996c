//! Limits that agents write down themselves: the newest reading of each window, never of one that has expired.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::{Provenance, Reason, divided};
use crate::label::Label;
use crate::time::Timestamp;

const MINUTE_MS: i64 = 60_000;
/// The shortest window any agent has, in minutes: a reading that states neither length nor reset is worth no
/// longer.
const SHORTEST_MINUTES: i64 = 300;

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
    /// When all of it is used; none where it resets before that.
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
    Some(LimitState {
        provider: seen.provider.as_str().to_owned(),
        window: seen.window.as_str().to_owned(),
        read_at: seen.at,
        used_bp,
        minutes: seen.minutes,
        resets_at: seen.resets_at,
        provenance,
        pace: pace(seen, used_bp),
    })
}

fn pace(seen: &LimitSeen, used_bp: u32) -> Option<LimitPace> {
    let (reset, length) =
        (seen.resets_at?, i64::from(seen.minutes.filter(|minutes| *minutes > 0)?) * MINUTE_MS);
    let start = reset.millis() - length;
    let elapsed = (seen.at.millis() - start).clamp(0, length);
    let used = i128::from(used_bp);
    let projected = divided(used, i128::from(length), i128::from(elapsed));
    // A window that was read at its very start has no rate yet.
    let projected = if elapsed == 0 { used } else { projected };
    let full = divided(i128::from(elapsed), 10_000, used.max(1)).saturating_add(i128::from(start));
    let full = i64::try_from(full).ok().and_then(Timestamp::from_millis);
    let full = full.filter(|at| used > 0 && elapsed > 0 && *at < reset);
    Some(LimitPace {
        elapsed_bp: super::Share::of(elapsed.unsigned_abs(), length.unsigned_abs()).bp(),
        projected_bp: u64::try_from(projected).unwrap_or(u64::MAX),
        exhausted_at: full,
        provenance: Provenance::estimated(Reason::Projected),
    })
}
