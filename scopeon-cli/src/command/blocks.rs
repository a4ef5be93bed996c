//! `scopeon blocks`.

use scopeon_app::ask;

use crate::args::BlocksArgs;
use crate::context::Context;
use crate::error::{CliError, Outcome};
use crate::render;

/// Shows blocks and weeks.
pub(super) fn run(args: &BlocksArgs, context: &Context) -> Result<Outcome, CliError> {
    let answer = context.ask(&ask::Blocks { args: args.filter.query() })?;
    let agents = if args.filter.provider.is_empty() {
        "Claude Code".to_owned()
    } else {
        answer.scope.providers.join(", ")
    };
    context.show(&answer, |report| render::blocks::draw(report, &agents, context.zone(), context.width()))?;
    Ok(Outcome::Fine)
}
