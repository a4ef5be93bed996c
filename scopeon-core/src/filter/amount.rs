//! Amounts of the filter language: numbers with the units that people write.

use std::fmt;

use crate::metrics::Share;
use crate::money::PicoUsd;

/// One of whatever is counted.
const ONE: i128 = 1_000_000_000_000;

/// What an amount counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum Unit {
    /// Dollars: `5`, `$5`.
    Dollars,
    /// Things: `12`, `5k`, `2m`.
    Count,
    /// Percent: `80`, `80%`.
    Percent,
    /// Time: `90s`, `30m`, `2h`, `1d`.
    Time,
    /// Points out of a hundred.
    Points,
}

impl Unit {
    /// Says what is expected of it, as the rest of a sentence.
    #[must_use]
    pub const fn expects(self) -> &'static str {
        match self {
            Self::Dollars => "a number, such as 1.5 or 2k",
            Self::Count => "a number, such as 12 or 2k",
            Self::Percent => "a percentage, such as 80%",
            Self::Time => "a time, such as 30m or 2h",
            Self::Points => "a number from 0 to 100",
        }
    }
}

/// An amount in parts of 10⁻¹² of its unit: dollars, things, percent, seconds or points.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Amount(i128);

impl Amount {
    /// Makes an amount of dollars.
    #[must_use]
    pub const fn dollars(amount: PicoUsd) -> Self {
        Self(amount.pico())
    }

    /// Makes an amount of things or points.
    #[must_use]
    pub fn count(count: u64) -> Self {
        Self(i128::from(count).saturating_mul(ONE))
    }

    /// Makes a percentage.
    #[must_use]
    pub fn percent(share: Share) -> Self {
        Self(i128::from(share.bp()).saturating_mul(ONE / 100))
    }

    /// Makes a time, in milliseconds.
    #[must_use]
    pub fn millis(millis: i64) -> Self {
        Self(i128::from(millis).saturating_mul(ONE / 1_000))
    }

    /// Reads an amount as it is written in a unit; none where it is no such amount, or too large.
    #[must_use]
    pub fn parse(text: &str, unit: Unit) -> Option<Self> {
        match unit {
            Unit::Dollars => scaled(text.strip_prefix('$').unwrap_or(text), &THOUSANDS),
            Unit::Count => scaled(text, &THOUSANDS),
            Unit::Percent => scaled(text.strip_suffix('%').unwrap_or(text), &[]),
            Unit::Time if text == "0" => Some(Self(0)),
            Unit::Time if text.ends_with(|last: char| last.is_ascii_alphabetic()) => scaled(text, &TIMES),
            Unit::Time => None,
            Unit::Points => scaled(text, &[]),
        }
    }

    /// Shows the amount as it is read.
    pub(super) fn show(self, unit: Unit, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (before, after) = match unit {
            Unit::Dollars => ("$", ""),
            Unit::Count | Unit::Points => ("", ""),
            Unit::Percent => ("", "%"),
            Unit::Time => ("", "s"),
        };
        let (whole, part) = (self.0 / ONE, self.0 % ONE);
        let part = format!("{part:012}");
        let part = part.trim_end_matches('0');
        let point = if part.is_empty() { "" } else { "." };
        write!(f, "{before}{whole}{point}{part}{after}")
    }
}

/// Letters behind a number, and what they multiply it by.
const THOUSANDS: [(char, i128); 3] = [('k', 1_000), ('m', 1_000_000), ('b', 1_000_000_000)];
/// The same of a time, in seconds.
const TIMES: [(char, i128); 5] = [('s', 1), ('m', 60), ('h', 3_600), ('d', 86_400), ('w', 604_800)];

fn scaled(text: &str, letters: &[(char, i128)]) -> Option<Amount> {
    let (digits, times) = match text.char_indices().last() {
        Some((at, letter)) if letter.is_ascii_alphabetic() => {
            let letter = letter.to_ascii_lowercase();
            let (_, times) = letters.iter().find(|(known, _)| *known == letter)?;
            (text.get(..at)?, *times)
        }
        _ => (text, 1),
    };
    number(digits)?.checked_mul(times).map(Amount)
}

/// Reads a number without a sign.
fn number(digits: &str) -> Option<i128> {
    let (whole, part) = digits.split_once('.').unwrap_or((digits, ""));
    let is_plain = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
    if (whole.is_empty() && part.is_empty()) || !is_plain(whole) || !is_plain(part) || part.len() > 12 {
        return None;
    }
    let whole: i128 = if whole.is_empty() { 0 } else { whole.parse().ok()? };
    let part: i128 = format!("{part:0<12}").parse().ok()?;
    whole.checked_mul(ONE)?.checked_add(part)
}
