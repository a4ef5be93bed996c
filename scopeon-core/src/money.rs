//! Money as an integer count of pico-dollars. No float ever enters a sum.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// The number of pico-dollars in a dollar.
pub const PICO_PER_USD: i128 = 1_000_000_000_000;

/// An amount in pico-dollars (10⁻¹² USD): fine enough that a price per token is a whole number, wide enough
/// that no sum of calls overflows. On the wire it is a decimal string with full precision.
///
/// ```
/// use scopeon_core::money::PicoUsd;
/// let amount: PicoUsd = "0.001234".parse().unwrap();
/// assert_eq!(amount.pico(), 1_234_000_000);
/// assert_eq!(amount.to_string(), "0.001234");
/// assert_eq!(PicoUsd::ZERO.to_string(), "0.00");
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct PicoUsd(i128);

impl PicoUsd {
    /// No money.
    pub const ZERO: Self = Self(0);

    /// Takes a count of pico-dollars.
    #[must_use]
    pub const fn from_pico(pico: i128) -> Self {
        Self(pico)
    }

    /// Returns the count of pico-dollars.
    #[must_use]
    pub const fn pico(self) -> i128 {
        self.0
    }

    /// Returns the sum; it saturates.
    #[must_use]
    pub const fn plus(self, other: Self) -> Self {
        Self(self.0.saturating_add(other.0))
    }

    /// Returns the difference; it saturates.
    #[must_use]
    pub const fn minus(self, other: Self) -> Self {
        Self(self.0.saturating_sub(other.0))
    }

    /// Returns the amount for `count` units at this price each; it saturates.
    #[must_use]
    pub const fn times(self, count: u64) -> Self {
        Self(self.0.saturating_mul(count as i128))
    }

    /// Takes dollars that a log states as a JSON number, rounded to the nearest pico-dollar.
    ///
    /// `None` for what is no amount: not finite, negative, or beyond a billion dollars.
    #[must_use]
    pub fn from_reported(dollars: f64) -> Option<Self> {
        let plausible = dollars.is_finite() && (0.0..=1e9).contains(&dollars);
        // Twelve decimals of the shortest exact form: the float is only read, never summed.
        plausible.then(|| format!("{dollars:.12}").parse().ok()).flatten()
    }

    /// Returns dollars rounded half away from zero to `decimals` places (at most 12), for people to read.
    #[must_use]
    pub fn rounded(self, decimals: u32) -> String {
        let decimals = decimals.min(12);
        let unit = 10_i128.pow(12 - decimals);
        let half = if self.0 < 0 { -(unit / 2) } else { unit / 2 };
        let units = self.0.saturating_add(half) / unit;
        // Numbers of 128 bits take many times as long to write.
        if let Ok(units) = i64::try_from(units) {
            return written(units, decimals);
        }
        let scale = 10_i128.pow(decimals);
        let sign = if units < 0 { "-" } else { "" };
        let (whole, part) = ((units / scale).abs(), (units % scale).abs());
        if decimals == 0 {
            return format!("{sign}{whole}");
        }
        format!("{sign}{whole}.{part:0width$}", width = decimals as usize)
    }
}

/// Writes `units` of which `10^decimals` are one.
fn written(units: i64, decimals: u32) -> String {
    let scale = 10_u64.pow(decimals);
    let sign = if units < 0 { "-" } else { "" };
    let (whole, part) = (units.unsigned_abs() / scale, units.unsigned_abs() % scale);
    if decimals == 0 {
        format!("{sign}{whole}")
    } else {
        format!("{sign}{whole}.{part:0width$}", width = decimals as usize)
    }
}

impl fmt::Display for PicoUsd {
    /// Writes exact decimal dollars, with at least two decimals and no further trailing zeros.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let sign = if self.0 < 0 { "-" } else { "" };
        let (whole, part) =
            (self.0.unsigned_abs() / 1_000_000_000_000, self.0.unsigned_abs() % 1_000_000_000_000);
        let digits = format!("{part:012}");
        let kept = digits.trim_end_matches('0').len().max(2);
        f.pad(&format!("{sign}{whole}.{}", &digits[..kept]))
    }
}

/// An amount of money that does not read as a decimal number of dollars.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("not a decimal amount of dollars with at most 12 decimals")]
pub struct ParseMoneyError;

impl FromStr for PicoUsd {
    type Err = ParseMoneyError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let (negative, digits) = text.strip_prefix('-').map_or((false, text), |rest| (true, rest));
        let (whole, part) = digits.split_once('.').unwrap_or((digits, ""));
        let all_digits = |text: &str| text.bytes().all(|b| b.is_ascii_digit());
        if whole.is_empty() || part.len() > 12 || !all_digits(whole) || !all_digits(part) {
            return Err(ParseMoneyError);
        }
        let whole: i128 = whole.parse().map_err(|_| ParseMoneyError)?;
        let part: i128 = format!("{part:0<12}").parse().map_err(|_| ParseMoneyError)?;
        let pico =
            whole.checked_mul(PICO_PER_USD).and_then(|p| p.checked_add(part)).ok_or(ParseMoneyError)?;
        Ok(Self(if negative { -pico } else { pico }))
    }
}

impl Serialize for PicoUsd {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for PicoUsd {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        text.parse().map_err(serde::de::Error::custom)
    }
}

impl std::iter::Sum for PicoUsd {
    fn sum<I: Iterator<Item = Self>>(amounts: I) -> Self {
        amounts.fold(Self::ZERO, Self::plus)
    }
}
