//! Two samples side by side: how they differ and whether that is more than their spread.
//!
//! Significance is the two-sided Mann–Whitney U test with the normal approximation, corrected for ties and for
//! continuity. It compares ranks, so one costly session decides nothing, and it needs no randomness.
//!
//! ```
//! use scopeon_core::metrics::compare::{Significance, compare};
//! let before = [10, 11, 12, 13, 14, 15, 16, 17];
//! let after = [20, 21, 22, 23, 24, 25, 26, 2_700];
//! let found = compare(&before, &after);
//! assert_eq!((found.difference, found.significance), (10, Significance::Strong)); // medians 13.5 → 14 and 23.5 → 24
//! ```

use serde::{Deserialize, Serialize};

use super::sample::Sample;
use super::{Share, basis_points};

/// With fewer values on either side the normal approximation does not hold.
pub const FEWEST: usize = 8;
/// Larger samples are thinned to this many values, evenly over their ranks.
pub const MOST: usize = 5_000;

/// Which side is higher.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "lowercase")]
pub enum Direction {
    /// The second is lower.
    Down,
    /// Neither is.
    Same,
    /// The second is higher.
    Up,
}

/// Whether a difference is more than chance.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum Significance {
    /// Fewer than [`FEWEST`] values on a side: it cannot be known.
    TooFew,
    /// Chance alone would do as much more than once in twenty times.
    None,
    /// At most once in twenty times (|z| ≥ 1.96).
    Likely,
    /// At most once in a hundred times (|z| ≥ 2.576).
    Strong,
}

/// One side of a comparison.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Side {
    /// How many values.
    pub count: u64,
    /// Their sum.
    pub sum: i128,
    /// Their median.
    pub median: i128,
    /// Their median absolute deviation.
    pub spread: i128,
}

/// Two samples side by side.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Comparison {
    /// The first.
    pub a: Side,
    /// The second.
    pub b: Side,
    /// `median of b − median of a`.
    pub difference: i128,
    /// `difference ÷ |median of a|` in basis points with its sign, unbounded; 0 where that median is 0.
    pub difference_bp: i64,
    /// Which is higher, by medians.
    pub direction: Direction,
    /// The chance that a value of the second exceeds one of the first, ties half: 5,000 where they are alike.
    pub superiority_bp: Share,
    /// The test's z in thousandths, above zero where the second ranks higher; 0 with too few values.
    pub z_milli: i64,
    /// Whether it is more than chance.
    pub significance: Significance,
}

/// Compares two samples, each in any order.
#[must_use]
pub fn compare(a: &[i128], b: &[i128]) -> Comparison {
    let (a, b) = (Sample::new(a.iter().copied()), Sample::new(b.iter().copied()));
    let difference = b.median().saturating_sub(a.median());
    let ranked = Ranked::of(&thinned(&a), &thinned(&b));
    let enough = a.len() >= FEWEST && b.len() >= FEWEST;
    let z_milli = enough.then(|| ranked.z_milli());
    Comparison {
        difference,
        difference_bp: basis_points(difference, a.median().saturating_abs()),
        direction: match difference.signum() {
            -1 => Direction::Down,
            0 => Direction::Same,
            _ => Direction::Up,
        },
        superiority_bp: ranked.superiority(),
        z_milli: z_milli.unwrap_or_default(),
        significance: z_milli.map_or(Significance::TooFew, significance),
        a: side(&a),
        b: side(&b),
    }
}

const fn significance(z_milli: i64) -> Significance {
    match z_milli.unsigned_abs() {
        2_576.. => Significance::Strong,
        1_960.. => Significance::Likely,
        _ => Significance::None,
    }
}

fn side(sample: &Sample) -> Side {
    Side {
        count: sample.len() as u64,
        sum: sample.values().iter().fold(0, |sum: i128, value| sum.saturating_add(*value)),
        median: sample.median(),
        spread: sample.spread(),
    }
}

fn thinned(sample: &Sample) -> Vec<i128> {
    let values = sample.values();
    if values.len() <= MOST {
        return values.to_vec();
    }
    (0..MOST).map(|index| values[index * (values.len() - 1) / (MOST - 1)]).collect()
}

/// The U of the second sample and what its spread is computed from.
struct Ranked {
    /// Twice U: wins of the second over the first, ties half.
    twice_u: u128,
    /// The product of the two counts: the most wins there can be.
    pairs: u128,
    /// All values of both.
    all: u128,
    /// The sum of t³ − t over groups of t equal values.
    ties: u128,
}

impl Ranked {
    /// Both samples come in order.
    fn of(a: &[i128], b: &[i128]) -> Self {
        let below = |values: &[i128], limit: i128| values.partition_point(|value| *value < limit) as u128;
        let upto = |values: &[i128], limit: i128| values.partition_point(|value| *value <= limit) as u128;
        let mut both: Vec<i128> = a.iter().chain(b).copied().collect();
        both.sort_unstable();
        let cube = |group: &[i128]| (group.len() as u128).pow(3) - group.len() as u128;
        Self {
            // A value above `below` of the others wins against them, and half against those it equals.
            twice_u: b.iter().map(|value| below(a, *value) + upto(a, *value)).sum(),
            pairs: a.len() as u128 * b.len() as u128,
            all: both.len() as u128,
            ties: both.chunk_by(|left, right| left == right).map(cube).sum(),
        }
    }

    fn superiority(&self) -> Share {
        if self.pairs == 0 {
            return Share::from_bp(5_000);
        }
        let [wins, most] =
            [self.twice_u, 2 * self.pairs].map(|count| u64::try_from(count).unwrap_or(u64::MAX));
        Share::of(wins, most)
    }

    /// `(|2U − pairs| − 1) ÷ 2 ÷ σ` with `σ² = pairs × (n³ − n − ties) ÷ (12 n (n − 1))`.
    fn z_milli(&self) -> i64 {
        let off = self.twice_u.abs_diff(self.pairs).saturating_sub(1);
        let spread = self.pairs * (self.all.pow(3) - self.all - self.ties);
        if spread == 0 {
            return 0;
        }
        // Squared millis: off² × 10⁶ × 12 n (n − 1) ÷ (4 × spread); with at most 10,000 values below 10³³.
        let squared = off * off * 3_000_000 * self.all * (self.all - 1) / spread;
        let z = i64::try_from(squared.isqrt()).unwrap_or(i64::MAX);
        if self.twice_u < self.pairs { -z } else { z }
    }
}
