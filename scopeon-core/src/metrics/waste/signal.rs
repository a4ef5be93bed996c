//! What a sign of waste says.

use serde::{Deserialize, Serialize};

use super::action::{Action, Sign};
use super::basis::Basis;
use crate::metrics::thresholds::{HealthMeasure, Threshold, Thresholds};
use crate::metrics::{Figure, Quantity, Share};
use crate::money::PicoUsd;

/// How bad it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "lowercase")]
pub enum Severity {
    /// Worth knowing.
    Info,
    /// Past good.
    Low,
    /// Past the middle between good and poor.
    Medium,
    /// Poor.
    High,
}

/// One number a sign rests on.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema), schemars(rename = "SignEvidence"))]
pub struct Evidence {
    /// What it is.
    pub what: Basis,
    /// The number.
    pub value: Quantity,
}

/// One sign of waste.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Signal {
    /// What is the matter.
    pub sign: Sign,
    /// How bad it is.
    pub severity: Severity,
    /// The numbers it rests on.
    pub evidence: Vec<Evidence>,
    /// What doing something about it would have saved; never below zero, none where that cannot be known.
    pub saving_usd: Figure<PicoUsd>,
    /// The share of what was spent that this is; none where either is not known.
    #[serde(default, rename = "saving_ratio")]
    #[cfg_attr(feature = "schema", schemars(rename = "saving_ratio"))]
    pub saving_share: Option<Share>,
    /// What to do.
    pub action: Action,
    /// The same in words.
    pub advice: String,
    /// What it is about, such as a tool's name; none where it is about no one thing.
    pub subject: Option<String>,
}

impl Severity {
    /// Returns how bad a loss is by the share of what was spent that it is: high from a tenth on, medium from a twentieth,
    /// low from a hundredth; less, or an unknown one, is only worth knowing.
    #[must_use]
    pub fn worth(share: Option<Share>) -> Self {
        match share.map_or(0, Share::bp) {
            1_000.. => Self::High,
            500.. => Self::Medium,
            100.. => Self::Low,
            _ => Self::Info,
        }
    }

    /// Judges a share: none at good or better, by the thresholds or by the defaults: who does better than most is not
    /// wasteful on a day that is worse than the user's others.
    #[must_use]
    pub fn judge(measure: HealthMeasure, value: Share, thresholds: &Thresholds) -> Option<Self> {
        if Threshold::learn(measure, &[]).score(value) == Share::ALL {
            return None;
        }
        match thresholds.of(measure).score(value).bp() {
            10_000.. => None,
            5_001.. => Some(Self::Low),
            1.. => Some(Self::Medium),
            0 => Some(Self::High),
        }
    }
}
