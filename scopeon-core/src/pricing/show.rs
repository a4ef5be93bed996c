//! A price row as people and programs are shown it: dollars per million tokens, as decimal strings.

use serde::Serialize;

use super::amount::{Multiplier, UsdPerMillion};
use super::class::Tier;
use super::row::{PriceRow, RateSet, Variant};
use super::table;
use crate::money::PicoUsd;

/// The rates of one set, in dollars per million tokens; `null` is what the list does not state.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct RateLine {
    /// Uncached prompt tokens.
    pub input: UsdPerMillion,
    /// Generated tokens.
    pub output: UsdPerMillion,
    /// Reasoning tokens; `null` where they have no price of their own.
    pub reasoning: Option<UsdPerMillion>,
    /// Tokens read from a cache; `null` where the list does not state it.
    pub cache_read: Option<UsdPerMillion>,
    /// Tokens written to a five-minute cache; `null` where the list does not state it.
    pub cache_write_5m: Option<UsdPerMillion>,
    /// Tokens written to an hour's cache; `null` where the list does not state it.
    pub cache_write_1h: Option<UsdPerMillion>,
}

/// The rates of another tier, or of larger prompts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct VariantLine {
    /// The tier.
    pub tier: Tier,
    /// What the whole prompt of a request must exceed, in tokens.
    pub above: u64,
    /// The rates.
    #[serde(flatten)]
    pub rates: RateLine,
}

/// One row of the price table on the wire.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct PriceLine {
    /// The model as the price list names it.
    pub model: String,
    /// The first day it holds, `YYYY-MM-DD`; `null` where it holds since ever.
    pub from: Option<String>,
    /// The first day it no longer holds; `null` where it holds on.
    pub until: Option<String>,
    /// Whose list it is.
    pub vendor: String,
    /// The standard rates.
    #[serde(flatten)]
    pub rates: RateLine,
    /// Dollars per web search request; `null` where the list does not state it.
    pub web_search: Option<PicoUsd>,
    /// The largest prompt, in tokens; `null` where the list does not state it.
    pub window: Option<u64>,
    /// The largest answer, in tokens; `null` where the list does not state it.
    pub max_output: Option<u64>,
    /// The factor of fast mode; `null` where there is none.
    pub fast: Option<Multiplier>,
    /// The factor of processing in the United States; `null` where it is none.
    pub us: Option<Multiplier>,
    /// The factor of processing in the European Union; `null` where it is none.
    pub eu: Option<Multiplier>,
    /// The rates of other tiers and larger prompts.
    pub variants: Vec<VariantLine>,
    /// Where the facts are from.
    pub source: String,
}

impl From<&RateSet> for RateLine {
    fn from(set: &RateSet) -> Self {
        let RateSet { input, output, reasoning, cache_read, cache_write_5m, cache_write_1h } = *set;
        Self { input, output, reasoning, cache_read, cache_write_5m, cache_write_1h }
    }
}

impl From<&Variant> for VariantLine {
    fn from(variant: &Variant) -> Self {
        Self { tier: variant.tier, above: variant.above, rates: RateLine::from(&variant.rates) }
    }
}

impl From<&PriceRow> for PriceLine {
    fn from(row: &PriceRow) -> Self {
        Self {
            model: row.key.clone().into_owned(),
            from: row.from.map(|from| table::date(Some(from))),
            until: row.until.map(|until| table::date(Some(until))),
            vendor: row.vendor.clone().into_owned(),
            rates: RateLine::from(&row.rates),
            web_search: row.web_search,
            window: row.window,
            max_output: row.max_output,
            fast: row.fast,
            us: row.us,
            eu: row.eu,
            variants: row.variants.iter().map(VariantLine::from).collect(),
            source: row.source.clone().into_owned(),
        }
    }
}
