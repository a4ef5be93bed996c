//! `scopeon sessions`.

use scopeon_app::ask::{self, SessionOrder};
use scopeon_app::{Filter, FilterError};

use crate::args::{Limit, SessionSort, SessionsArgs};
use crate::context::Context;
use crate::error::{CliError, Outcome};
use crate::render;

/// Where the language is described.
const SEE: &str = "docs/filter.md describes the language";

/// Lists sessions.
pub(super) fn run(args: &SessionsArgs, context: &Context) -> Result<Outcome, CliError> {
    let order = match args.sort {
        SessionSort::Last => SessionOrder::Last,
        SessionSort::Cost => SessionOrder::Cost,
        SessionSort::Tokens => SessionOrder::Tokens,
        SessionSort::Calls => SessionOrder::Calls,
    };
    let filter =
        Filter::parse(args.words.as_deref().unwrap_or_default()).map_err(|error| not_understood(&error))?;
    let answer = context.ask(&ask::Sessions {
        args: filter.with(args.filter.query())?,
        choice: filter.choice,
        order,
        is_reversed: args.reverse,
        limit: Limit::count(args.limit),
        mode: args.cost.mode,
    })?;
    context.show(&answer, |report| {
        let view = render::sessions::View {
            zone: context.zone(),
            width: context.width(),
            home: context.home(),
            mode: args.cost.mode,
            level: &|agent| context.app.agents().level(agent),
        };
        render::sessions::draw(report, view)
    })?;
    Ok(Outcome::Fine)
}

fn not_understood(error: &FilterError) -> CliError {
    let failed = CliError::usage(format_args!("--filter: {error}"));
    let known = match (error.nearest(), error.expected.as_slice()) {
        (Some(near), _) => format!("did you mean {near}?"),
        (None, []) => return failed.hint(SEE),
        (None, known) => format!("what is known there: {}", known.join(", ")),
    };
    failed.hint(format_args!("{known}; {SEE}"))
}
