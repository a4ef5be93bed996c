//! `scopeon sessions`.

use scopeon_app::ask::{self, SessionOrder};
use scopeon_app::{Filter, FilterError};

use crate::args::{Limit, SessionSort, SessionsArgs};
use crate::context::Context;
use crate::error::{CliError, Outcome};
use crate::render;

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
    let limit = Limit::count(args.limit);
    let mut answer = context.ask(&ask::Sessions {
        args: filter.with(args.filter.query())?,
        order,
        is_reversed: args.reverse,
        // What is chosen by what is shown of it is shown first.
        limit: limit.filter(|_| !filter.chooses()),
        mode: args.cost.mode,
    })?;
    if filter.chooses() {
        filter.choose(&mut answer, str::to_owned);
        answer.rows.truncate(limit.unwrap_or(usize::MAX));
    }
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
    let hint =
        format!("a filter takes {}:, and compares {}", error.keys().join(":, "), error.figures().join(", "));
    CliError::usage(format_args!("--filter: {error}")).hint(hint)
}
