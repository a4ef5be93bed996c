//! `scopeon costs`.

use scopeon_app::ask;

use crate::args::CostsArgs;
use crate::context::Context;
use crate::error::{CliError, Outcome};
use crate::render;

/// Shows what a period cost.
pub(super) fn run(args: &CostsArgs, context: &Context) -> Result<Outcome, CliError> {
    let mode = args.cost.mode;
    let answer = context.ask(&ask::Costs { args: args.asked.query(), top: args.top.into(), mode })?;
    context.show(&answer, |report| {
        let view =
            render::costs::View { zone: context.zone(), width: context.width(), home: context.home(), mode };
        render::costs::draw(report, view)
    })?;
    Ok(Outcome::Fine)
}
