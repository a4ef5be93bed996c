//! Parts of a whole in basis points, and the one way to divide: rounded half away from zero, never by zero.

use std::fmt;

use serde::{Deserialize, Deserializer, Serialize};

use crate::money::PicoUsd;

/// A part of a whole in basis points, hundredths of a percent: 0 is none, 10,000 is all.
///
/// ```
/// use scopeon_core::metrics::Share;
/// assert_eq!(Share::of(1, 3).bp(), 3_333);
/// assert_eq!(Share::of(5, 0).bp(), 0);
/// assert_eq!(Share::of(1, 3).to_string(), "33.33%");
/// ```
///
/// On the wire it is a ratio from 0 to 1: `0.3333`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(transparent)]
pub struct Share(#[serde(serialize_with = "crate::ratio::bp::serialize")] u32);

impl<'de> Deserialize<'de> for Share {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        crate::ratio::bp::deserialize(from).map(Self::from_bp)
    }
}

impl Share {
    /// None of it.
    pub const NONE: Self = Self(0);
    /// All of it.
    pub const ALL: Self = Self(10_000);

    /// Takes basis points; more than 10,000 become 10,000.
    #[must_use]
    pub const fn from_bp(bp: u32) -> Self {
        Self(if bp > Self::ALL.0 { Self::ALL.0 } else { bp })
    }

    /// Returns the basis points.
    #[must_use]
    pub const fn bp(self) -> u32 {
        self.0
    }

    /// Returns the share that `part` is of `whole`, at most all; a share of nothing is none.
    #[must_use]
    pub fn of(part: u64, whole: u64) -> Self {
        Self::wide(i128::from(part), i128::from(whole))
    }

    /// Returns the share of an amount; none where either is not above zero.
    #[must_use]
    pub fn of_money(part: PicoUsd, whole: PicoUsd) -> Self {
        Self::wide(part.pico(), whole.pico())
    }

    fn wide(part: i128, whole: i128) -> Self {
        if whole <= 0 {
            return Self::NONE;
        }
        let bp = mul_div_round(part.clamp(0, whole), 10_000, whole);
        Self::from_bp(u32::try_from(bp).unwrap_or_default())
    }

    /// Returns what is missing to all.
    #[must_use]
    pub const fn rest(self) -> Self {
        Self(Self::ALL.0 - self.0)
    }
}

impl From<u32> for Share {
    fn from(bp: u32) -> Self {
        Self::from_bp(bp)
    }
}

impl From<Share> for u32 {
    fn from(share: Share) -> Self {
        share.0
    }
}

impl fmt::Display for Share {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&format!("{}.{:02}%", self.0 / 100, self.0 % 100))
    }
}

/// Returns `amount × of ÷ by`, rounded half away from zero; 0 where `by` is 0. A product too large for 128 bits
/// is divided first, at the cost of its last digits.
#[must_use]
pub fn mul_div_round(amount: i128, of: i128, by: i128) -> i128 {
    if by == 0 {
        return 0;
    }
    let Some(product) = amount.checked_mul(of) else {
        return amount.checked_div(by).unwrap_or_default().saturating_mul(of);
    };
    let (whole, rest) = (product.checked_div(by).unwrap_or(i128::MAX), product.checked_rem(by).unwrap_or(0));
    let up = rest.unsigned_abs() >= by.unsigned_abs().div_ceil(2);
    let away = if (product < 0) == (by < 0) { 1 } else { -1 };
    if up { whole.saturating_add(away) } else { whole }
}

/// Returns the part of an amount that `part` is of `whole`, rounded half away from zero; nothing where `whole`
/// is 0.
#[must_use]
pub fn prorate(amount: PicoUsd, part: u64, whole: u64) -> PicoUsd {
    PicoUsd::from_pico(mul_div_round(amount.pico(), i128::from(part), i128::from(whole)))
}

/// Returns `part ÷ whole` in basis points without an upper bound and with its sign; 0 where `whole` is 0.
#[must_use]
pub fn basis_points(part: i128, whole: i128) -> i64 {
    let bp = mul_div_round(part, 10_000, whole);
    i64::try_from(bp).unwrap_or(if bp < 0 { i64::MIN } else { i64::MAX })
}
