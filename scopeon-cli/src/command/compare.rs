//! `scopeon compare`.

use scopeon_app::ask;

use crate::args::CompareArgs;
use crate::context::Context;
use crate::error::{CliError, Outcome};
use crate::render;

/// Compares two sides.
pub(super) fn run(args: &CompareArgs, context: &Context) -> Result<Outcome, CliError> {
    let answer =
        context.ask(&ask::Compare { args: args.asked.query(), a: args.a.clone(), b: args.b.clone() })?;
    context.show(&answer, |report| {
        render::compare::draw(report, context.zone(), context.width(), context.home())
    })?;
    Ok(Outcome::Fine)
}
