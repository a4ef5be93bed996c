//! What a day and a session usually cost, so that one can be told from the others.

use serde::{Deserialize, Serialize};

use super::basis_points;
use super::forecast::DayCost;
use super::sample::Sample;
use crate::money::PicoUsd;

/// The days before today that the usual day is taken from.
pub const USUAL_DAYS: usize = 28;
/// With fewer days of use there is no usual day.
pub const FEWEST_DAYS: usize = 3;

/// What a day usually costs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct UsualDay {
    /// The median of the days with use among the 28 before today.
    pub cost_usd: PicoUsd,
    /// How many days that is the median of.
    pub days: u64,
    /// `today ÷ usual`, unbounded.
    #[serde(rename = "today_ratio", with = "crate::ratio::bp")]
    #[cfg_attr(feature = "schema", schemars(with = "crate::schema::Ratio"))]
    pub today_bp: u64,
}

/// Returns what a session usually costs: the median of those that cost anything; none of fewer than three.
#[must_use]
pub fn usual_session(costs: impl IntoIterator<Item = PicoUsd>) -> Option<PicoUsd> {
    let used = Sample::new(costs.into_iter().map(PicoUsd::pico).filter(|cost| *cost > 0));
    (used.len() >= FEWEST_DAYS).then(|| PicoUsd::from_pico(used.median()))
}

/// Returns what a day usually costs and how today stands to it; `days` are the last ones, in order, today last. None with
/// fewer than three days of use before today: idle days are no days to compare with.
///
/// ```
/// use scopeon_core::metrics::forecast::DayCost;
/// use scopeon_core::metrics::usual::usual_day;
/// use scopeon_core::time::Timestamp;
/// let day = |cost: &str| DayCost { start: Timestamp::default(), cost: cost.parse().unwrap() };
/// let usual = usual_day(&["2", "0", "100", "1", "3"].map(day)).unwrap();
/// assert_eq!((usual.cost_usd, usual.days, usual.today_bp), ("2".parse().unwrap(), 3, 15_000));
/// ```
#[must_use]
pub fn usual_day(days: &[DayCost]) -> Option<UsualDay> {
    let (today, before) = days.split_last()?;
    let before = &before[before.len().saturating_sub(USUAL_DAYS)..];
    let used = Sample::new(before.iter().map(|day| day.cost.pico()).filter(|cost| *cost > 0));
    if used.len() < FEWEST_DAYS {
        return None;
    }
    let usual = used.median();
    Some(UsualDay {
        cost_usd: PicoUsd::from_pico(usual),
        days: used.len() as u64,
        today_bp: u64::try_from(basis_points(today.cost.pico(), usual)).unwrap_or_default(),
    })
}
