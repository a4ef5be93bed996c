//! `scopeon prices`.

use std::io::Write as _;
use std::path::Path;

use scopeon_core::pricing::{PriceBook, PriceLine, PriceRow, import, table};
use scopeon_core::report::{Currency, PricesImportReport, PricesReport, SCHEMA};
use scopeon_core::time::{Period, Zone};
use scopeon_store::Part;

use super::models;
use crate::args::{PricesAction, PricesArgs, PricesListArgs};
use crate::context::Context;
use crate::error::{CliError, Kind, Outcome};
use crate::file;
use crate::key;
use crate::price_book;
use crate::render;

/// Lists, shows or imports prices.
pub(super) fn run(args: &PricesArgs, context: &Context) -> Result<Outcome, CliError> {
    match &args.action {
        None => list(&PricesListArgs::default(), context),
        Some(PricesAction::List(args)) => list(args, context),
        Some(PricesAction::Show { model }) => show(model, context),
        Some(PricesAction::Import { file }) => take_over(file, context),
    }
}

fn list(args: &PricesListArgs, context: &Context) -> Result<Outcome, CliError> {
    let book = context.book()?;
    let pattern = args.pattern.as_deref().unwrap_or_default().to_ascii_lowercase();
    let wanted = |row: &&PriceRow| {
        let matches = row.key.contains(&pattern);
        // A name with a slash is another vendor's catalogue of somebody's model.
        matches && (args.all || (row.holds(context.now) && (!pattern.is_empty() || !row.key.contains('/'))))
    };
    let prices = book.rows().filter(wanted).map(PriceLine::from).collect();
    let report = report(&book, None, prices);
    context.console.answer(&report, || render::prices::list(&report, context.console.width()))?;
    Ok(Outcome::Fine)
}

fn report(book: &PriceBook, asked: Option<&str>, prices: Vec<PriceLine>) -> PricesReport {
    let asked = asked.map(str::to_owned);
    PricesReport { schema: SCHEMA, table: book.version().to_owned(), currency: Currency::Usd, asked, prices }
}

fn show(model: &str, context: &Context) -> Result<Outcome, CliError> {
    let book = context.book()?;
    // Under no agent's name: what every agent but the ones with a catalogue of their own finds.
    let prices: Vec<PriceLine> = book.history("", model).map(PriceLine::from).collect();
    if prices.is_empty() {
        return Err(models::unknown(model, &book, context));
    }
    let report = report(&book, Some(model), prices);
    context.console.answer(&report, || render::prices::show(&report, context.console.width()))?;
    Ok(Outcome::Fine)
}

fn take_over(file: &Path, context: &Context) -> Result<Outcome, CliError> {
    let text = file::read_named(file, file::MAX_PRICES)
        .map_err(|error| CliError::io("the price list cannot be read", file, &error))?;
    let imported = import::parse(&text).map_err(|error| {
        CliError::new(Kind::Usage, format_args!("the price list cannot be used: {}: {error}", file.display()))
            .hint("take LiteLLM's model_prices_and_context_window.json or models.dev's api.json")
    })?;
    let target = context.paths.prices();
    let today = Zone::UTC.floor(context.now, Period::Day);
    let models = imported.rows.len();
    let merged = import::merge(price_book::load_imported(&target)?, imported.rows, today);
    write_private(&target, &table::render(&Zone::UTC.date(context.now).to_string(), &merged.rows))?;
    let report = PricesImportReport {
        schema: SCHEMA,
        path: target.display().to_string(),
        models: models as u64,
        changed: merged.changed as u64,
        left_out: merged.left_out,
        skipped: imported.skipped as u64,
    };
    let draw = || render::prices::import(&report, context.console.width());
    context.console.answer(&report, draw)?;
    Ok(Outcome::Fine)
}

/// Writes a file as a whole or not at all.
fn write_private(target: &Path, text: &str) -> Result<(), CliError> {
    let failed = |error: std::io::Error| CliError::io("the prices cannot be kept", target, &error);
    // A link leads to where the user wants them.
    let real = target.canonicalize().unwrap_or_else(|_| target.to_owned());
    key::create_private(real.parent().unwrap_or(Path::new("."))).map_err(failed)?;
    let mut part = Part::beside(&real).map_err(failed)?;
    part.file().write_all(text.as_bytes()).map_err(failed)?;
    part.replace(&real).map_err(failed)
}
