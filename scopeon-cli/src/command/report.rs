//! `scopeon report` and its aliases.

use scopeon_app::ask;
use scopeon_core::report::GroupBy;

use crate::args::{Breakdown, Limit, PeriodArgs};
use crate::context::Context;
use crate::error::{CliError, Outcome};
use crate::render;

/// Answers how much was used.
pub(super) fn run(by: GroupBy, args: &PeriodArgs, context: &Context) -> Result<Outcome, CliError> {
    let question = ask::Usage {
        by,
        args: args.filter.query(),
        order: args.order(),
        by_model: args.breakdown == Some(Breakdown::Model),
        describes_sessions: !context.console.is_json(),
    };
    let mut answer = context.ask(&question)?;
    let found = answer.rows.len();
    // Cut here, so that it can be said how many rows there are.
    answer.rows.truncate(args.limit.and_then(Limit::count).unwrap_or(usize::MAX));
    context.show(&answer, |report| {
        let drawn = render::usage::draw(report, found, context.zone(), context.width(), context.home());
        drawn + &render::ahead(report.ahead_calls, context.width())
    })?;
    Ok(Outcome::Fine)
}
