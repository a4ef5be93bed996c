//! Prices: the list in force, one model's history, and taking over somebody's list.

use std::path::Path;

use scopeon_core::pricing::{PriceBook, PriceLine, PriceRow, import, table};
use scopeon_core::report::{PricesImportReport, PricesReport};
use scopeon_core::time::{Period, Zone};

use super::models;
use crate::app::App;
use crate::error::AppError;
use crate::price_book;
use crate::query::Query;
use crate::small_file;

/// The prices in force.
#[derive(Clone, Debug, Default)]
pub struct Prices {
    /// What their names contain.
    pub pattern: Option<String>,
    /// Whether former prices and other vendors' catalogues are listed, too.
    pub all: bool,
}

impl App {
    /// Lists prices.
    ///
    /// # Errors
    ///
    /// When an imported list cannot be read.
    pub fn prices(&self, question: &Prices) -> Result<PricesReport, AppError> {
        let (book, now) = (self.price_book()?, self.now());
        let pattern = question.pattern.as_deref().unwrap_or_default().to_ascii_lowercase();
        let is_wanted = |row: &&PriceRow| {
            let matches = row.key.contains(&pattern);
            // A name with a slash is another vendor's catalogue of somebody's model.
            matches
                && (question.all || (row.applies_at(now) && (!pattern.is_empty() || !row.key.contains('/'))))
        };
        let prices = book.rows().filter(is_wanted).map(PriceLine::from).collect();
        Ok(report(&book, (None, prices), self))
    }

    /// Shows the prices of one model, over time.
    ///
    /// # Errors
    ///
    /// When it has none, or an imported list cannot be read.
    pub fn model_prices(&self, model: &str) -> Result<PricesReport, AppError> {
        let query = Query::everything(self)?;
        // Under no agent's name: what every agent but the ones with a catalogue of their own finds.
        let history = query.book.history("", model);
        let prices: Vec<PriceLine> = history.map(PriceLine::from).collect();
        if prices.is_empty() {
            return Err(models::unknown(model, &query, self));
        }
        Ok(report(&query.book, (Some(model), prices), self))
    }

    /// Takes over a list of prices.
    ///
    /// # Errors
    ///
    /// When it cannot be read, is no list that is known, or what is kept of it cannot be written.
    pub fn import_prices(&self, file: &Path) -> Result<PricesImportReport, AppError> {
        let text = small_file::read_named(file, small_file::MAX_PRICES)
            .map_err(|error| AppError::file("the price list cannot be read", file, error))?;
        let imported = import::parse(&text).map_err(|error| {
            AppError::refused(format_args!("the price list cannot be used: {}: {error}", file.display()))
                .with_hint("take LiteLLM's model_prices_and_context_window.json or models.dev's api.json")
        })?;
        let (target, now) = (self.files().prices(), self.now());
        let models = imported.rows.len();
        let known = price_book::load_imported(&target)?;
        let merged = import::merge(known, imported.rows, Zone::UTC.floor(now, Period::Day));
        let table = table::render(&Zone::UTC.date(now).to_string(), &merged.rows);
        price_book::keep_imported(&target, &table)?;
        Ok(PricesImportReport::new(
            self.scope(),
            target.display().to_string(),
            models as u64,
            merged.changed as u64,
            merged.left_out,
            imported.skipped as u64,
        ))
    }
}

fn report(book: &PriceBook, (asked, rows): (Option<&str>, Vec<PriceLine>), app: &App) -> PricesReport {
    let asked = asked.map(str::to_owned);
    PricesReport::new(app.scope(), book.version().to_owned(), asked, rows)
}
