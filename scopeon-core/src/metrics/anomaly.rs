//! Days and sessions that cost unlike the others.

use serde::{Deserialize, Serialize};

use super::sample::Sample;
use crate::money::PicoUsd;

/// The fewest values among which one can stand out.
pub const FEWEST: usize = 7;
/// From this distance on a value stands out, in thousandths of a standard deviation (Iglewicz and Hoaglin's 3.5).
pub const OUTLYING_MILLI: i64 = 3_500;

/// A cost unlike the others.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Anomaly {
    /// The day or session.
    pub key: String,
    /// What it cost.
    pub cost_usd: PicoUsd,
    /// What the others cost: the median.
    pub usual_usd: PicoUsd,
    /// Its robust distance from the median in standard deviations, with its sign.
    #[serde(rename = "z", with = "crate::ratio::milli")]
    #[cfg_attr(feature = "schema", schemars(with = "crate::schema::Number"))]
    pub z_milli: i64,
}

/// Returns the costs at least 3.5 robust standard deviations from the median, farthest first, then by key. Hand
/// over only days or sessions with use: idle ones would make every working day stand out. The order of the costs
/// does not matter.
#[must_use]
pub fn anomalies(costs: &[(String, PicoUsd)]) -> Vec<Anomaly> {
    if costs.len() < FEWEST {
        return Vec::new();
    }
    let sample = Sample::new(costs.iter().map(|(_, cost)| cost.pico()));
    let usual_usd = PicoUsd::from_pico(sample.median());
    let judged = |(key, cost): &(String, PicoUsd)| {
        let z_milli = sample.robust_z(cost.pico());
        let outlying = z_milli.unsigned_abs() >= OUTLYING_MILLI.unsigned_abs();
        outlying.then(|| Anomaly { key: key.clone(), cost_usd: *cost, usual_usd, z_milli })
    };
    let mut anomalies: Vec<Anomaly> = costs.iter().filter_map(judged).collect();
    anomalies.sort_by(|a, b| {
        b.z_milli.unsigned_abs().cmp(&a.z_milli.unsigned_abs()).then_with(|| a.key.cmp(&b.key))
    });
    anomalies
}
