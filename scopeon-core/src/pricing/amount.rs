//! Prices as exact integers: a rate is whole pico-dollars per token, which is dollars per million tokens with
//! six decimals.

use std::fmt;

use serde::de::{self, Deserialize, Deserializer, Visitor};
use serde::{Serialize, Serializer};

use crate::money::PicoUsd;

/// Above this a price per million tokens is noise, and products of two rates could overflow.
const MAX_USD: u64 = 1_000_000;

/// Reads a non-negative decimal with at most `decimals` places as an integer count of the last place.
fn fixed(text: &str, decimals: u32) -> Option<u64> {
    let (whole, part) = text.split_once('.').unwrap_or((text, ""));
    let part_len = u32::try_from(part.len()).ok().filter(|len| *len <= decimals)?;
    if whole.is_empty() || whole.len() > 9 {
        return None;
    }
    let digits = |sum: u64, b: u8| b.is_ascii_digit().then(|| sum * 10 + u64::from(b - b'0'));
    let whole = whole.bytes().try_fold(0, digits)?;
    let part = part.bytes().try_fold(0, digits)?;
    (whole <= MAX_USD).then(|| whole * 10_u64.pow(decimals) + part * 10_u64.pow(decimals - part_len))
}

/// Writes the inverse of [`fixed`], without trailing zeros.
fn unfixed(count: u64, decimals: u32) -> String {
    let scale = 10_u64.pow(decimals);
    let part = format!("{:0width$}", count % scale, width = decimals as usize);
    let part = part.trim_end_matches('0');
    let dot = if part.is_empty() { "" } else { "." };
    format!("{}{dot}{part}", count / scale)
}

/// A price in US dollars per million tokens, kept as pico-dollars per token. It reads from a JSON or TOML
/// number or a decimal string, with at most six decimals, and is written as a decimal string.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct UsdPerMillion(u64);

impl UsdPerMillion {
    /// Reads a decimal number of dollars per million tokens; `None` for a negative one, for more than six
    /// decimals, and beyond a million dollars.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        fixed(text, 6).map(Self)
    }

    /// Takes a float that a price list states, rounded to the nearest pico-dollar a token; `None` as for
    /// [`parse`](Self::parse).
    #[must_use]
    pub fn from_float(dollars: f64) -> Option<Self> {
        // The shortest form of the float is what the list's author wrote: six decimals of it are exact.
        round_decimal(&format!("{dollars}"), 6).and_then(|text| Self::parse(&text))
    }

    /// Takes a float price per **token**, rounded like [`from_float`](Self::from_float).
    #[must_use]
    pub fn from_float_per_token(dollars: f64) -> Option<Self> {
        let pico = round_decimal(&format!("{dollars}"), 12)?.parse::<PicoUsd>().ok()?.pico();
        u64::try_from(pico).ok().filter(|pico| *pico <= MAX_USD * 1_000_000).map(Self)
    }

    /// Returns this price × `of` / `to`; `None` where that is no whole number of pico-dollars.
    pub(super) fn scaled(self, of: Self, to: Self) -> Option<Self> {
        let product = u128::from(self.0) * u128::from(of.0);
        let exact = product.checked_rem(u128::from(to.0))? == 0;
        let scaled = u64::try_from(product / u128::from(to.0)).ok()?;
        (exact && scaled <= MAX_USD * 1_000_000).then_some(Self(scaled))
    }

    /// Returns this price × `of` / `to`, to the nearest pico-dollar a token; itself where `to` is nothing.
    pub(super) fn by_ratio(self, of: Self, to: Self) -> Self {
        let product = u128::from(self.0) * u128::from(of.0) + u128::from(to.0) / 2;
        let ratio = product.checked_div(u128::from(to.0)).and_then(|ratio| u64::try_from(ratio).ok());
        Self(ratio.unwrap_or(self.0).min(MAX_USD * 1_000_000))
    }

    /// Returns half of this price, rounded down.
    pub(super) const fn half(self) -> Self {
        Self(self.0 / 2)
    }

    /// Returns the price of one token.
    #[must_use]
    pub const fn per_token(self) -> PicoUsd {
        PicoUsd::from_pico(self.0 as i128)
    }
}

/// Rounds plain decimal text half up to `decimals` places; `None` for a sign, an exponent or no number.
fn round_decimal(text: &str, decimals: usize) -> Option<String> {
    let (whole, part) = text.split_once('.').unwrap_or((text, ""));
    if whole.is_empty() || !whole.bytes().chain(part.bytes()).all(|b| b.is_ascii_digit()) {
        return None;
    }
    if part.len() <= decimals {
        return Some(text.to_owned());
    }
    let up = u128::from(part.as_bytes()[decimals] >= b'5');
    let units = format!("{whole}{}", &part[..decimals]).parse::<u128>().ok()?.checked_add(up)?;
    let scale = 10_u128.pow(u32::try_from(decimals).ok()?);
    Some(format!("{}.{:0decimals$}", units / scale, units % scale))
}

impl fmt::Display for UsdPerMillion {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&unfixed(self.0, 6))
    }
}

impl Serialize for UsdPerMillion {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for UsdPerMillion {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(UsdVisitor)
    }
}

struct UsdVisitor;

/// Says what is wrong without repeating what was read.
fn no_price<E: de::Error>() -> E {
    E::custom("not a price in dollars per million tokens: 0 to 1000000 with at most 6 decimals")
}

impl Visitor<'_> for UsdVisitor {
    type Value = UsdPerMillion;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("dollars per million tokens, as a number or a decimal string")
    }

    fn visit_str<E: de::Error>(self, text: &str) -> Result<UsdPerMillion, E> {
        UsdPerMillion::parse(text.trim()).ok_or_else(no_price)
    }

    fn visit_f64<E: de::Error>(self, dollars: f64) -> Result<UsdPerMillion, E> {
        UsdPerMillion::parse(&format!("{dollars}")).ok_or_else(no_price)
    }

    fn visit_u64<E: de::Error>(self, dollars: u64) -> Result<UsdPerMillion, E> {
        UsdPerMillion::parse(&dollars.to_string()).ok_or_else(no_price)
    }

    fn visit_i64<E: de::Error>(self, dollars: i64) -> Result<UsdPerMillion, E> {
        UsdPerMillion::parse(&dollars.to_string()).ok_or_else(no_price)
    }
}

/// A factor on a price, exact to a thousandth.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Multiplier(u32);

impl Multiplier {
    /// The factor that changes nothing.
    pub const ONE: Self = Self(1000);

    /// Takes thousandths.
    #[must_use]
    pub const fn from_mille(mille: u32) -> Self {
        Self(mille)
    }

    /// Reads a decimal with at most three places; `None` for anything else and beyond a thousand.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let mille = fixed(text, 3).filter(|mille| *mille <= 1_000_000)?;
        u32::try_from(mille).ok().map(Self)
    }

    /// Returns thousandths.
    #[must_use]
    pub const fn mille(self) -> u32 {
        self.0
    }
}

impl fmt::Display for Multiplier {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&unfixed(u64::from(self.0), 3))
    }
}

impl Serialize for Multiplier {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}
