//! `scopeon prices`.

use std::path::Path;

use scopeon_app::ask;

use crate::args::{PricesAction, PricesArgs, PricesListArgs};
use crate::context::Context;
use crate::error::{CliError, Outcome};
use crate::render;

/// Lists, shows or imports prices.
pub(super) fn run(args: &PricesArgs, context: &Context) -> Result<Outcome, CliError> {
    match &args.action {
        None => list(&PricesListArgs::default(), context),
        Some(PricesAction::List(args)) => list(args, context),
        Some(PricesAction::Show { model }) => show(model, context),
        Some(PricesAction::Import { file }) => import(file, context),
    }
}

fn list(args: &PricesListArgs, context: &Context) -> Result<Outcome, CliError> {
    let report = context.app.prices(&ask::Prices { pattern: args.pattern.clone(), all: args.all })?;
    context.show(&report, |_| render::prices::list(&report, context.width()))?;
    Ok(Outcome::Fine)
}

fn show(model: &str, context: &Context) -> Result<Outcome, CliError> {
    let report = context.app.model_prices(model)?;
    context.show(&report, |_| render::prices::show(&report, context.width()))?;
    Ok(Outcome::Fine)
}

fn import(file: &Path, context: &Context) -> Result<Outcome, CliError> {
    let report = context.app.import_prices(file)?;
    context.show(&report, |_| render::prices::import(&report, context.width()))?;
    Ok(Outcome::Fine)
}
