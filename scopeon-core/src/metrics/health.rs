//! One number for how well a session or a period went, and what it is made of.

use serde::{Deserialize, Serialize};

use super::thresholds::{HealthMeasure, Threshold, Thresholds};
use super::{Figure, Provenance, Reason, Share, mul_div_round};

/// What was measured; unsupported where the agents' logs do not hold it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Measurement {
    /// What.
    pub measure: HealthMeasure,
    /// Its value.
    pub value: Figure<Share>,
}

/// One part of the score.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Component {
    /// What was measured.
    pub measure: HealthMeasure,
    /// Its part of the score, in points of 100.
    pub weight: u32,
    /// Its value.
    #[serde(rename = "value")]
    pub value_bp: Figure<Share>,
    /// How good that is; none where there is no value, and then it has no part in the score.
    #[serde(rename = "score")]
    pub score_bp: Option<Share>,
    /// What it is judged by.
    pub threshold: Threshold,
}

/// How well it went.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Health {
    /// From 0, everything is poor, to 100, everything is good: the mean of the components' scores by their
    /// weights. None where nothing could be measured.
    pub score: Figure<u32>,
    /// The components, each measure once.
    pub components: Vec<Component>,
}

/// Returns the score of what was measured, in any order; of two values for one measure the first counts.
#[must_use]
pub fn health(measured: &[Measurement], thresholds: &Thresholds) -> Health {
    let component = |measure: HealthMeasure| {
        let value = measured.iter().find(|one| one.measure == measure);
        let value = value.map_or(Figure::unsupported(), |one| one.value);
        let threshold = thresholds.of(measure);
        let score_bp = value.value.map(|value| threshold.score(value));
        Component { measure, weight: measure.weight(), value_bp: value, score_bp, threshold }
    };
    let components: Vec<Component> = HealthMeasure::ALL.into_iter().map(component).collect();
    Health { score: score(&components), components }
}

fn score(components: &[Component]) -> Figure<u32> {
    let scored = || components.iter().filter_map(|one| Some((one.weight, one.score_bp?)));
    let weights: u32 = scored().map(|(weight, _)| weight).sum();
    let sum: u64 = scored().map(|(weight, score)| u64::from(weight) * u64::from(score.bp())).sum();
    if weights == 0 {
        return Figure::unknown(Reason::FewSamples);
    }
    let score = mul_div_round(i128::from(sum), 1, i128::from(weights) * 100);
    let provenance = components.iter().map(|one| one.value_bp.provenance).reduce(Provenance::and);
    Figure::new(u32::try_from(score).unwrap_or_default(), provenance.unwrap_or_default())
}
