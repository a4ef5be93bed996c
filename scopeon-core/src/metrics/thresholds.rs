//! From which value on something is good or poor: learnt from the user's own last 90 days, with stated defaults
//! before that.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::Share;
use super::sample::Sample;

/// The days thresholds are learnt from.
pub const LEARNT_DAYS: u32 = 90;
/// The fewest sessions thresholds are learnt from.
pub const FEWEST_SESSIONS: usize = 20;

/// What is judged, each a share of a session.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum HealthMeasure {
    /// `cache read ÷ prompt`.
    HitRate,
    /// `calls in a window at least 80% full ÷ calls`.
    Crowded,
    /// `failed uses of tools ÷ uses whose outcome is known`.
    Failures,
    /// `cache busts ÷ calls`.
    Busts,
    /// `repeated uses of tools ÷ uses with a mark`.
    Repeats,
    /// `cache writes never read ÷ writes`.
    Unread,
}

impl HealthMeasure {
    /// Everything that is judged.
    pub const ALL: [Self; 6] =
        [Self::HitRate, Self::Crowded, Self::Failures, Self::Busts, Self::Repeats, Self::Unread];

    /// Its part of the health score, in points; all parts make 100.
    #[must_use]
    pub const fn weight(self) -> u32 {
        match self {
            Self::HitRate => 30,
            Self::Crowded => 20,
            Self::Failures | Self::Busts => 15,
            Self::Repeats | Self::Unread => 10,
        }
    }

    /// The thresholds that hold before there is history, and the laxest poor value that history may teach: what
    /// is wasteful does not become normal by habit. In basis points: good, poor, laxest poor.
    const fn fixed(self) -> (u32, u32, u32) {
        match self {
            Self::HitRate => (9_000, 5_000, 3_000),
            Self::Crowded => (500, 3_000, 5_000),
            Self::Failures | Self::Repeats => (200, 1_500, 3_000),
            Self::Busts => (50, 500, 1_000),
            Self::Unread => (1_000, 4_000, 6_000),
        }
    }
}

/// Where a threshold comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "lowercase")]
pub enum ThresholdSource {
    /// There is too little history.
    Default,
    /// The user's own sessions.
    Own,
}

/// The two values between which something goes from good to poor.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Threshold {
    /// What is judged.
    pub measure: HealthMeasure,
    /// As good as need be, at this value or beyond.
    #[serde(rename = "good")]
    pub good_bp: Share,
    /// Poor at this value or beyond.
    #[serde(rename = "poor")]
    pub poor_bp: Share,
    /// Where they come from.
    pub source: ThresholdSource,
    /// How many sessions there were to learn from.
    pub sessions: u64,
}

impl Threshold {
    /// Learns from the values of the user's own sessions, in any order.
    ///
    /// Good and poor are their 10th and 90th percentile (for the hit rate, of which more is better, the 90th and the
    /// 10th). Poor is held to the laxest value allowed and good to the default's poor. With fewer than
    /// [`FEWEST_SESSIONS`], or where that leaves no room between the two, the defaults hold.
    #[must_use]
    pub fn learn(measure: HealthMeasure, values: &[Share]) -> Self {
        let (good, poor, laxest) = measure.fixed();
        let default = Self {
            measure,
            good_bp: Share::from_bp(good),
            poor_bp: Share::from_bp(poor),
            source: ThresholdSource::Default,
            sessions: values.len() as u64,
        };
        if values.len() < FEWEST_SESSIONS {
            return default;
        }
        let sample = Sample::new(values.iter().map(|share| i128::from(share.bp())));
        let at = |bp| u32::try_from(sample.quantile(Share::from_bp(bp))).unwrap_or_default();
        let (own_good, own_poor) = if good > poor {
            (at(9_000).max(poor), at(1_000).max(laxest))
        } else {
            (at(1_000).min(poor), at(9_000).min(laxest))
        };
        let room = if good > poor { own_good > own_poor } else { own_good < own_poor };
        let own = Self {
            good_bp: Share::from_bp(own_good),
            poor_bp: Share::from_bp(own_poor),
            source: ThresholdSource::Own,
            ..default
        };
        if room { own } else { default }
    }

    /// Returns how good a value is: all at good or beyond, none at poor or beyond, in proportion between.
    #[must_use]
    pub fn score(&self, value: Share) -> Share {
        let (value, good, poor) = (value.bp(), self.good_bp.bp(), self.poor_bp.bp());
        if good > poor {
            Share::of(u64::from(value.saturating_sub(poor)), u64::from(good - poor))
        } else {
            Share::of(u64::from(poor.saturating_sub(value)), u64::from(poor - good))
        }
    }
}

/// One threshold for everything that is judged.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Thresholds(BTreeMap<HealthMeasure, Threshold>);

impl Default for Thresholds {
    fn default() -> Self {
        Self::learn(&[])
    }
}

impl Thresholds {
    /// Learns from what was measured in the user's own sessions, in any order.
    #[must_use]
    pub fn learn(seen: &[(HealthMeasure, Share)]) -> Self {
        let of =
            |measure| seen.iter().filter(move |one| one.0 == measure).map(|one| one.1).collect::<Vec<_>>();
        let learn = |measure| (measure, Threshold::learn(measure, &of(measure)));
        Self(HealthMeasure::ALL.into_iter().map(learn).collect())
    }

    /// Returns the threshold of a measure.
    #[must_use]
    pub fn of(&self, measure: HealthMeasure) -> Threshold {
        self.0.get(&measure).copied().unwrap_or_else(|| Threshold::learn(measure, &[]))
    }
}
