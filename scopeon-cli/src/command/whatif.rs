//! `scopeon whatif`.

use std::collections::BTreeSet;

use scopeon_core::label::Label;
use scopeon_core::metrics::whatif::Alternative;
use scopeon_core::pricing::PriceBook;

use super::asked::Question;
use super::{beyond, models};
use crate::args::WhatifArgs;
use crate::command::open;
use crate::context::Context;
use crate::error::{CliError, Outcome};
use crate::ingest;
use crate::render;

/// Shows what a period would have cost at other prices.
pub(super) fn run(args: &WhatifArgs, context: &Context) -> Result<Outcome, CliError> {
    let question = Question::of(&args.asked(), context)?;
    let alternative = alternative(args, &question.book, context)?;
    ingest::refresh(context)?;
    let report = open(context)?.whatif(&question.asked(context), &alternative)?;
    context
        .console
        .answer(&report, || render::whatif::draw(&report, context.zone, context.console.width()))?;
    if report.models.is_empty() {
        beyond::note(&report.scope, context);
    }
    Ok(Outcome::Fine)
}

fn alternative(args: &WhatifArgs, book: &PriceBook, context: &Context) -> Result<Alternative, CliError> {
    let label = |text: &str| Label::new(text).ok_or_else(|| CliError::usage("the name is empty"));
    if let Some(model) = &args.model {
        let known = book.lookup("", model, context.now).is_some();
        return if known {
            Ok(Alternative::Model(label(model)?))
        } else {
            Err(models::unknown(model, book, context))
        };
    }
    if let Some(provider) = &args.provider {
        let lists = lists(book);
        let known = lists.contains(provider.to_ascii_lowercase().as_str());
        return if known {
            Ok(Alternative::Provider(label(provider)?))
        } else {
            let names: Vec<&str> = lists.into_iter().collect();
            Err(CliError::usage(format_args!("no price list of that provider is known: {provider}"))
                .hint(format_args!("known lists are {}", names.join(", "))))
        };
    }
    Ok(Alternative::NoCache)
}

/// The providers that the prices have a list of: what stands before a model's name, and agents billed by their own.
fn lists(book: &PriceBook) -> BTreeSet<&str> {
    book.rows().filter_map(|row| Some(row.key.split_once('/')?.0)).chain(["copilot-cli"]).collect()
}
