//! `scopeon costs`.

use scopeon_app::ask;

use crate::args::CostsArgs;
use crate::context::Context;
use crate::error::{CliError, Outcome};
use crate::render;

/// Shows what a period cost.
pub(super) fn run(args: &CostsArgs, context: &Context) -> Result<Outcome, CliError> {
    let answer = context.ask(&ask::Costs { args: args.asked.query(), top: args.top.into() })?;
    context.show(&answer, |report| {
        render::costs::draw(report, context.zone(), context.width(), context.home())
    })?;
    Ok(Outcome::Fine)
}
