//! Budgets a user sets: what is used of one, at what pace, and when it runs out. Where they are written down is
//! not known here.

mod wire;

use serde::{Deserialize, Deserializer, Serialize};

use crate::metrics::forecast::{History, Projection, likely_to_exceed, project};
use crate::metrics::{Provenance, Share, basis_points};
use crate::money::PicoUsd;
use crate::time::{Period, Timestamp, Zone};

/// How often a budget resets.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "lowercase")]
pub enum BudgetPeriod {
    /// At local midnight.
    Daily,
    /// On the first day of the week.
    Weekly,
    /// On the first of the month.
    Monthly,
}

impl BudgetPeriod {
    /// Returns its name on the wire.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Daily => "daily",
            Self::Weekly => "weekly",
            Self::Monthly => "monthly",
        }
    }
}

impl From<BudgetPeriod> for Period {
    fn from(period: BudgetPeriod) -> Self {
        match period {
            BudgetPeriod::Daily => Self::Day,
            BudgetPeriod::Weekly => Self::Week,
            BudgetPeriod::Monthly => Self::Month,
        }
    }
}

/// The share of a budget from which on it warns, unless it says otherwise.
pub const DEFAULT_WARN: Share = Share::from_bp(8_000);

/// An amount that should not be exceeded in a period.
///
/// ```
/// use scopeon_core::budget::{Budget, BudgetState, used};
/// use scopeon_core::metrics::Provenance;
/// use scopeon_core::metrics::forecast::{History, BucketCost};
/// use scopeon_core::time::{Timestamp, Zone};
/// let budget: Budget = serde_json::from_str(r#"{"period": "daily", "usd": 4}"#).unwrap();
/// let at = |text| Timestamp::parse(text).unwrap();
/// let spent = BucketCost { bucket: at("2026-11-18T09:00:00Z").quarter(), cost: "3".parse().unwrap() };
/// let history = History::new(vec![spent], Some(at("2026-11-18T00:00:00Z")));
/// let stand = used(&budget, &history, Zone::UTC, at("2026-11-18T12:00:00Z"), Provenance::EXACT);
/// assert_eq!((stand.used_bp, stand.state), (7_500, BudgetState::Warn)); // 6 dollars are likely
/// assert_eq!(stand.exhausted_at, Some(at("2026-11-18T16:00:00Z")));
/// ```
///
/// It reads from `{ period = "monthly", usd = "200", project = "/home/me/app", warn_percent = 80 }`; without a
/// project it holds for everything.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Budget {
    /// How often it resets.
    pub period: BudgetPeriod,
    /// The amount in dollars, above zero.
    #[serde(deserialize_with = "amount")]
    pub usd: PicoUsd,
    /// The project it holds for; none for everything.
    #[serde(default)]
    pub project: Option<String>,
    /// From which share on it warns, in percent, 1 to 100.
    #[serde(default = "warn_percent", deserialize_with = "percent")]
    pub warn_percent: u32,
}

const fn warn_percent() -> u32 {
    DEFAULT_WARN.bp() / 100
}

/// Reads an amount above zero.
pub(crate) fn amount<'de, D: Deserializer<'de>>(deserializer: D) -> Result<PicoUsd, D::Error> {
    let amount = crate::pricing::UsdPerMillion::deserialize(deserializer).map_err(|_| {
        serde::de::Error::custom("expected dollars: above 0, at most 1000000, with at most 6 decimals")
    })?;
    // A price per million is a million times a price; only its reader of numbers and strings is wanted here.
    let amount = amount.per_token().times(1_000_000);
    let above = (amount > PicoUsd::ZERO).then_some(amount);
    above.ok_or_else(|| serde::de::Error::custom("expected dollars above 0"))
}

fn percent<'de, D: Deserializer<'de>>(deserializer: D) -> Result<u32, D::Error> {
    let percent = u32::deserialize(deserializer)?;
    let allowed = (1..=100).contains(&percent).then_some(percent);
    allowed.ok_or_else(|| serde::de::Error::custom("expected a whole number from 1 to 100"))
}

/// How a budget stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "lowercase")]
pub enum BudgetState {
    /// All is well.
    Ok,
    /// The share that warns is used, or the likely sum at the end exceeds the amount.
    Warn,
    /// More than the amount is spent.
    Over,
}

/// What is used of a budget.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(from = "wire::BudgetUse", into = "wire::BudgetUse")]
#[cfg_attr(feature = "schema", schemars(!from, !into))]
pub struct BudgetUse {
    /// The first instant of the running period.
    pub since: Timestamp,
    /// The first instant after it.
    pub until: Timestamp,
    /// What was spent in it. On the wire it is `null` where there are calls in it and none has a price.
    #[cfg_attr(feature = "schema", schemars(with = "Option<PicoUsd>"))]
    pub spent_usd: PicoUsd,
    /// What is left, never below zero; none where what was spent is not known.
    #[cfg_attr(feature = "schema", schemars(with = "Option<PicoUsd>"))]
    pub left_usd: PicoUsd,
    /// `spent ÷ amount`, unbounded; none where what was spent is not known.
    #[cfg_attr(feature = "schema", schemars(rename = "used_ratio", with = "Option<crate::schema::Ratio>"))]
    pub used_bp: i64,
    /// The share of the period's time that has passed.
    #[cfg_attr(feature = "schema", schemars(rename = "elapsed_ratio"))]
    pub elapsed_bp: Share,
    /// `used ÷ elapsed`: one spends exactly the amount, more spends too fast; 0 at the very start; none where what was
    /// spent is not known.
    #[cfg_attr(feature = "schema", schemars(rename = "pace", with = "Option<crate::schema::Ratio>"))]
    pub pace_bp: i64,
    /// What it will have come to at the end of the period.
    pub projection: Projection,
    /// Whether more than the amount is likely to be spent by the end of the period, or is spent already.
    pub over_pace: bool,
    /// When it is used up: the end of the quarter of an hour in which it was, never later than now, or, on the way to the
    /// likely sum at the end of the period, by way of what the running block and the periods that end sooner lead to, when
    /// it will be; none where that is not within the period.
    pub exhausted_at: Option<Timestamp>,
    /// How it stands.
    pub state: BudgetState,
    /// How far what was spent can be trusted.
    pub provenance: Provenance,
}

/// Returns how a budget stands at `now`; `history` holds the costs of what the budget covers, and nothing else,
/// and `provenance` says how far they can be trusted.
#[must_use]
pub fn used(
    budget: &Budget,
    history: &History,
    zone: Zone,
    now: Timestamp,
    provenance: Provenance,
) -> BudgetUse {
    let period = Period::from(budget.period);
    let (since, until) = (zone.floor(now, period), zone.ceil(now, period));
    let projection = project(history, period, zone, now);
    let spent = projection.spent_usd;
    let used_bp = basis_points(spent.pico(), budget.usd.pico());
    let elapsed = Share::of(millis_between(since, now), millis_between(since, until));
    let over_pace = projection.is_known && projection.likely_usd.max(spent) > budget.usd;
    BudgetUse {
        since,
        until,
        spent_usd: spent,
        left_usd: budget.usd.minus(spent).max(PicoUsd::ZERO),
        used_bp,
        elapsed_bp: elapsed,
        pace_bp: basis_points(i128::from(used_bp), i128::from(elapsed.bp())),
        projection,
        exhausted_at: history
            .exceeds(since..zone.counted_until(now, period), budget.usd)
            // The quarter in which it was may still run, and what a fast clock dated ahead is spent already.
            .map(|at| at.min(now))
            .or_else(|| likely_to_exceed(history, (period, zone), now, budget.usd.minus(spent)))
            .filter(|at| *at < until),
        over_pace,
        state: state(budget, spent, over_pace),
        provenance,
    }
}

fn state(budget: &Budget, spent: PicoUsd, over_pace: bool) -> BudgetState {
    let warn = Share::from_bp(budget.warn_percent * 100);
    if spent > budget.usd {
        BudgetState::Over
    } else if Share::of_money(spent, budget.usd) >= warn || over_pace {
        BudgetState::Warn
    } else {
        BudgetState::Ok
    }
}

fn millis_between(from: Timestamp, to: Timestamp) -> u64 {
    u64::try_from(to.millis() - from.millis()).unwrap_or_default()
}

/// Returns the worst of several states; `Ok` of none. It decides the exit code of a check.
#[must_use]
pub fn worst(states: impl IntoIterator<Item = BudgetState>) -> BudgetState {
    states.into_iter().max().unwrap_or(BudgetState::Ok)
}
