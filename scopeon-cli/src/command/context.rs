//! `scopeon context`.

use scopeon_app::ask;

use crate::args::{ContextArgs, Limit};
use crate::context::Context;
use crate::error::{CliError, Outcome};
use crate::render;

/// Shows the context of one session.
pub(super) fn run(args: &ContextArgs, context: &Context) -> Result<Outcome, CliError> {
    let answer = context.ask(&ask::Context { session: args.id.clone() })?;
    context.show(&answer, |report| {
        render::context::draw(report, context.zone(), context.width(), Limit::count(args.calls))
    })?;
    Ok(Outcome::Fine)
}
