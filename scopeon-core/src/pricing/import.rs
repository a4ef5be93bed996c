//! Price lists of others as rows: text in, rows out. Which file, and what becomes of the rows, is the caller's
//! matter; no text of the list reaches an error.

mod complete;
mod litellm;
mod merge;
mod models_dev;

pub use merge::{LeftOut, Merged, merge};
use serde_json::{Map, Value};

use super::row::PriceRow;

/// What a price list gave.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Imported {
    /// The models it prices, sorted by key. They hold at all times; set `from` to keep earlier prices.
    pub rows: Vec<PriceRow>,
    /// How many entries are left out: not for text, without prices, or with prices no [`PromptTier`](super::PromptTier)
    /// or exact rate can hold.
    pub skipped: usize,
}

/// Why a text is no price list.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum PriceImportError {
    /// It is not JSON.
    #[error("the price list is not JSON (line {line}, column {column})")]
    Json {
        /// The line, from 1.
        line: usize,
        /// The column, from 1.
        column: usize,
    },
    /// It is JSON of another shape.
    #[error("the price list is neither LiteLLM's map of models nor models.dev's api.json")]
    Shape,
    /// No entry has a price that can be used.
    #[error("the price list holds no usable price ({skipped} entries skipped)")]
    Empty {
        /// How many entries there are.
        skipped: usize,
    },
}

/// Reads a price list: `LiteLLM`'s `model_prices_and_context_window.json` or `models.dev`'s `api.json`, told
/// apart by their shape.
///
/// ```
/// use scopeon_core::pricing::import;
/// let list = r#"{"acme/coder": {"mode": "chat", "litellm_provider": "acme",
///     "input_cost_per_token": 2e-07, "output_cost_per_token": 1.5e-06}}"#;
/// let imported = import::parse(list).unwrap();
/// assert_eq!(imported.rows[0].rates.input.per_token().pico(), 200_000);
/// ```
///
/// # Errors
/// When the text is not JSON, has neither shape, or prices nothing.
pub fn parse(text: &str) -> Result<Imported, PriceImportError> {
    let json: Value = serde_json::from_str(text)
        .map_err(|error| PriceImportError::Json { line: error.line(), column: error.column() })?;
    let entries = json.as_object().ok_or(PriceImportError::Shape)?;
    let mut imported = Imported::default();
    for row in rows_of(entries)? {
        match row {
            Some(row) => imported.rows.push(row),
            None => imported.skipped += 1,
        }
    }
    if imported.rows.is_empty() {
        return Err(PriceImportError::Empty { skipped: imported.skipped });
    }
    imported.rows.sort_by(|a, b| a.key.cmp(&b.key));
    let found = imported.rows.len();
    imported.rows.dedup_by(|a, b| a.key == b.key);
    imported.skipped += found - imported.rows.len();
    Ok(imported)
}

/// Returns a row or nothing for each entry.
fn rows_of(entries: &Map<String, Value>) -> Result<Vec<Option<PriceRow>>, PriceImportError> {
    let has = |name: &'static str| entries.values().any(|entry| entry.get(name).is_some());
    if has("models") {
        Ok(models_dev::rows(entries))
    } else if has("litellm_provider") || has("input_cost_per_token") {
        Ok(litellm::rows(entries))
    } else {
        Err(PriceImportError::Shape)
    }
}
