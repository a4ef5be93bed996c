//! A number with its unit, where figures of different units stand in one list.

use serde::{Deserialize, Serialize};

use super::share::Share;
use crate::money::PicoUsd;

/// An amount, on the wire an object of its unit and its number: `{"usd":"0.25"}`, `{"tokens":1200}`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum Quantity {
    /// Dollars.
    Usd(PicoUsd),
    /// Tokens.
    Tokens(i64),
    /// Bytes.
    Bytes(i64),
    /// Milliseconds.
    Ms(i64),
    /// A count of things.
    Count(i64),
    /// Basis points, on the wire a ratio.
    #[serde(rename = "ratio", with = "crate::ratio::bp")]
    #[cfg_attr(feature = "schema", schemars(with = "crate::schema::Ratio"))]
    Bp(i64),
}

impl Quantity {
    /// Makes tokens; more than 63 bits hold are cut.
    #[must_use]
    pub fn tokens(tokens: u64) -> Self {
        Self::Tokens(signed(tokens))
    }

    /// Makes bytes.
    #[must_use]
    pub fn bytes(bytes: u64) -> Self {
        Self::Bytes(signed(bytes))
    }

    /// Makes a count.
    #[must_use]
    pub fn count(count: u64) -> Self {
        Self::Count(signed(count))
    }

    /// Makes a share.
    #[must_use]
    pub fn share(share: Share) -> Self {
        Self::Bp(i64::from(share.bp()))
    }
}

fn signed(number: u64) -> i64 {
    i64::try_from(number).unwrap_or(i64::MAX)
}
