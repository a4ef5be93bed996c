//! `scopeon explore`.

use scopeon_core::metrics::explore::{Depth, Measure};
use scopeon_store::{ExploreQuery, StoreError};

use super::asked::Question;
use super::beyond;
use crate::args::{ExploreArgs, ExploreBy, Limit};
use crate::command::open;
use crate::context::Context;
use crate::error::{CliError, Outcome};
use crate::ingest;
use crate::render;

/// Lists one level of what consumed tokens.
pub(super) fn run(args: &ExploreArgs, context: &Context) -> Result<Outcome, CliError> {
    let question = Question::of(&args.asked, context)?;
    let query = ExploreQuery {
        path: path(args, context),
        measure: measure(args),
        most: Limit::count(args.limit).unwrap_or(usize::MAX),
    };
    ingest::refresh(context)?;
    let report = open(context)?.explore(&question.asked(context), &query).map_err(explain)?;
    context.console.answer(&report, || {
        let (width, home) = (context.console.width(), context.home());
        render::explore::draw(&report, context.zone, width, home)
    })?;
    if report.scope.providers.is_empty() {
        beyond::note(&report.scope, context);
    }
    Ok(Outcome::Fine)
}

/// The second word is a project, which may be written as a path of this machine.
fn path(args: &ExploreArgs, context: &Context) -> Vec<String> {
    let whole = |(depth, text): (&Depth, &String)| match depth {
        Depth::Project => context.project(text),
        _ => text.clone(),
    };
    let mut path: Vec<String> = Depth::ALL.iter().zip(&args.path).map(whole).collect();
    path.extend(args.path.iter().skip(path.len()).cloned());
    path
}

/// Tools have no cost, so that their level is by size unless uses are asked for.
fn measure(args: &ExploreArgs) -> Measure {
    let are_tools = args.path.len() + 1 >= Depth::ALL.len();
    match args.by {
        ExploreBy::Cost if are_tools => Measure::Tokens,
        ExploreBy::Cost => Measure::Cost,
        ExploreBy::Tokens => Measure::Tokens,
        ExploreBy::Calls => Measure::Calls,
    }
}

fn explain(error: StoreError) -> CliError {
    match error {
        StoreError::UnknownName { kind, near, .. } if near.is_empty() => {
            CliError::usage(format_args!("no {kind} there in this time")).hint(beyond::HOW)
        }
        StoreError::UnknownName { kind, name, near } => {
            CliError::usage(format_args!("in this time no {kind} there is called {name}, or several are"))
                .hint(format_args!("did you mean {}?", near.join(" or ")))
        }
        error => error.into(),
    }
}
