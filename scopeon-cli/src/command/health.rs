//! `scopeon health` and `scopeon suggest`.

use scopeon_app::ask;

use crate::args::{HealthArgs, Limit, SuggestArgs};
use crate::context::Context;
use crate::error::{CliError, Outcome};
use crate::render;

/// Shows how well a period or a session went.
pub(super) fn run(args: &HealthArgs, context: &Context) -> Result<Outcome, CliError> {
    let answer = context.ask(&ask::Health { session: args.id.clone(), args: args.asked.query() })?;
    context.show(&answer, |report| render::health::draw(report, context.zone(), context.width()))?;
    Ok(Outcome::Fine)
}

/// Suggests what to do first.
pub(super) fn suggest(args: &SuggestArgs, context: &Context) -> Result<Outcome, CliError> {
    context.console.expect_no_tables()?;
    let answer = context.ask(&ask::Suggest { args: args.asked.query() })?;
    context.show(&answer, |report| {
        render::suggest::draw(report, Limit::count(args.limit), context.zone(), context.width())
    })?;
    Ok(Outcome::Fine)
}
