//! Statistics that a few wild values cannot move: median, quantiles, spread and trend, in whole numbers.

use super::share::{Share, divided};

/// Values in order of size.
///
/// ```
/// use scopeon_core::metrics::{Share, sample::Sample};
/// let sample = Sample::new([7, 1, 3, 100, 5]);
/// assert_eq!(sample.median(), 5);
/// assert_eq!(sample.quantile(Share::from_bp(9_000)), 100);
/// assert_eq!(sample.spread(), 2); // the median of 4, 2, 0, 2, 95
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Sample(Vec<i128>);

impl Sample {
    /// Takes values in any order.
    #[must_use]
    pub fn new(values: impl IntoIterator<Item = i128>) -> Self {
        let mut values: Vec<i128> = values.into_iter().collect();
        values.sort_unstable();
        Self(values)
    }

    /// Returns how many there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// Returns `true` if there is none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Returns the values, smallest first.
    #[must_use]
    pub fn values(&self) -> &[i128] {
        &self.0
    }

    /// Returns the middle value, or the mean of the middle two; 0 of none.
    #[must_use]
    pub fn median(&self) -> i128 {
        let middle = self.0.len() / 2;
        let Some(upper) = self.0.get(middle).copied() else { return 0 };
        if self.0.len() % 2 == 1 {
            return upper;
        }
        let lower = self.0.get(middle.wrapping_sub(1)).copied().unwrap_or(upper);
        divided(lower.saturating_add(upper), 1, 2)
    }

    /// Returns the smallest value that at least that share of the values do not exceed (nearest rank); 0 of
    /// none.
    #[must_use]
    pub fn quantile(&self, share: Share) -> i128 {
        let rank = (self.0.len() * share.bp() as usize).div_ceil(10_000).max(1);
        self.0.get(rank - 1).copied().unwrap_or_default()
    }

    /// Returns the median absolute deviation from the median (MAD); 0 of none.
    #[must_use]
    pub fn spread(&self) -> i128 {
        let median = self.median();
        Self::new(self.0.iter().map(|value| distance(*value, median))).median()
    }

    /// Returns how far a value lies from the median, in thousandths of a standard deviation as Iglewicz and
    /// Hoaglin estimate it: `0.6745 × (value − median) ÷ MAD`; where the MAD is 0, by the mean absolute deviation,
    /// `0.7979 × (value − median) ÷ mean`; where that is 0 as well, 0.
    #[must_use]
    pub fn robust_z(&self, value: i128) -> i64 {
        let off = value.saturating_sub(self.median());
        let (spread, mille) = match self.spread() {
            0 => (self.mean_distance(), 797_885),
            mad => (mad, 674_490),
        };
        // Thousandths with three more digits of the constant.
        let z = divided(off, mille, spread.saturating_mul(1000));
        i64::try_from(z).unwrap_or(if z < 0 { i64::MIN } else { i64::MAX })
    }

    /// The mean absolute deviation from the median.
    fn mean_distance(&self) -> i128 {
        let median = self.median();
        let sum = self.0.iter().fold(0_i128, |sum, value| sum.saturating_add(distance(*value, median)));
        divided(sum, 1, i128::try_from(self.0.len()).unwrap_or(i128::MAX))
    }
}

fn distance(a: i128, b: i128) -> i128 {
    a.saturating_sub(b).saturating_abs()
}

/// Returns the robust slope of values that follow each other at equal steps (Theil–Sen): the median of the slopes
/// between every two of them, in thousandths of a unit a step; 0 of fewer than two. Its work grows with the
/// square of the count, so hand it the last few dozen.
#[must_use]
pub fn trend(values: &[u64]) -> i64 {
    let slope = |(from, to): (usize, usize)| {
        let rise = i128::from(values[to]) - i128::from(values[from]);
        divided(rise, 1000, i128::try_from(to - from).unwrap_or(1))
    };
    let pairs = (0..values.len()).flat_map(|from| (from + 1..values.len()).map(move |to| (from, to)));
    i64::try_from(Sample::new(pairs.map(slope)).median()).unwrap_or_default()
}
