//! A user's own price for a model, as a configuration states it.

use std::borrow::Cow;

use serde::Deserialize;

use super::amount::UsdPerMillion;
use super::row::{PriceRow, RateSet};
use super::table;

/// A price in dollars per million tokens, as numbers or decimal strings. What is left out is derived as for
/// any row.
///
/// ```
/// use scopeon_core::pricing::{PriceOverride, PriceRow};
/// let json = r#"{"model": "my-model", "input": "0.25", "output": 1.5, "from": "2026-01-01"}"#;
/// let price: PriceOverride = serde_json::from_str(json).unwrap();
/// let row = PriceRow::try_from(price).unwrap();
/// assert_eq!(row.rates.input.per_token().pico(), 250_000);
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PriceOverride {
    /// The model, as a price list or a log names it.
    pub model: String,
    /// An uncached prompt token.
    pub input: UsdPerMillion,
    /// A generated token.
    pub output: UsdPerMillion,
    /// A prompt token read from a cache.
    pub cache_read: Option<UsdPerMillion>,
    /// A prompt token written to a five-minute cache.
    pub cache_write_5m: Option<UsdPerMillion>,
    /// A prompt token written to an hour's cache.
    pub cache_write_1h: Option<UsdPerMillion>,
    /// The first day it holds, `YYYY-MM-DD` (UTC).
    pub from: Option<String>,
    /// The largest prompt, in tokens.
    pub window: Option<u64>,
}

/// Why an override is none.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum PriceOverrideError {
    /// The model's name is empty.
    #[error("a price override needs a model")]
    Model,
    /// The first day is no day of the calendar.
    #[error("`from` of a price override is not a day like 2026-01-31")]
    From,
}

impl TryFrom<PriceOverride> for PriceRow {
    type Error = PriceOverrideError;

    fn try_from(price: PriceOverride) -> Result<Self, PriceOverrideError> {
        let name = price.model.trim();
        if name.is_empty() {
            return Err(PriceOverrideError::Model);
        }
        let from = price.from.as_deref().map(|day| table::day(day).ok_or(PriceOverrideError::From));
        let rates = RateSet {
            input: price.input,
            output: price.output,
            reasoning: None,
            cache_read: price.cache_read,
            cache_write_5m: price.cache_write_5m,
            cache_write_1h: price.cache_write_1h,
        };
        let row = Self::new(name, rates, "override");
        Ok(Self { from: from.transpose()?, window: price.window, source: Cow::Borrowed("override"), ..row })
    }
}
