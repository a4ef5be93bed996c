//! Prices as they are listed, shown and imported.

use serde::Serialize;

use super::scope::Scope;
use crate::pricing::PriceLine;
use crate::pricing::import::LeftOut;

/// A list of prices, in dollars per million tokens.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct PricesReport {
    /// What it covers, and how fresh it is.
    #[serde(flatten)]
    pub scope: Scope,
    /// The day the built-in table's facts were taken.
    pub table: String,
    /// The name that was asked for; none for a list.
    pub asked: Option<String>,
    /// The rows, by model and date.
    pub rows: Vec<PriceLine>,
}

impl PricesReport {
    /// Makes one of all it holds, in the order of its fields.
    #[must_use]
    pub fn new(scope: Scope, table: String, asked: Option<String>, rows: Vec<PriceLine>) -> Self {
        Self { scope, table, asked, rows }
    }
}

/// What an import took over.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct PricesImportReport {
    /// What it covers, and how fresh it is.
    #[serde(flatten)]
    pub scope: Scope,
    /// Where it is kept.
    pub path: String,
    /// Models that have a price in it.
    pub models: u64,
    /// Models whose price is another one than before, or their first; the others' stay as they are.
    pub changed: u64,
    /// Prices that are no longer known: the list changes what they went with and does not state them.
    pub left_out: Vec<LeftOut>,
    /// Entries that were passed over, because they state no price for tokens.
    pub skipped: u64,
}

impl PricesImportReport {
    /// Makes one of all it holds, in the order of its fields.
    #[must_use]
    pub fn new(
        scope: Scope,
        path: String,
        models: u64,
        changed: u64,
        left_out: Vec<LeftOut>,
        skipped: u64,
    ) -> Self {
        Self { scope, path, models, changed, left_out, skipped }
    }
}
