//! `scopeon subagents` and `scopeon tasks`.

use scopeon_app::ask;

use crate::args::{Limit, SubAgentsArgs, TasksArgs};
use crate::context::Context;
use crate::error::{CliError, Outcome};
use crate::render;

/// Shows trees of sessions and sub-agents.
pub(super) fn run(args: &SubAgentsArgs, context: &Context) -> Result<Outcome, CliError> {
    let answer = context.ask(&ask::SubAgents {
        session: args.id.clone(),
        args: args.asked.query(),
        limit: Limit::count(args.limit),
    })?;
    context.show(&answer, |report| render::subagents::draw(report, context.zone(), context.width()))?;
    Ok(Outcome::Fine)
}

/// Shows what was delegated.
pub(super) fn tasks(args: &TasksArgs, context: &Context) -> Result<Outcome, CliError> {
    let answer = context.ask(&ask::Tasks { args: args.asked.query(), limit: Limit::count(args.limit) })?;
    context.show(&answer, |report| render::tasks::draw(report, context.zone(), context.width()))?;
    Ok(Outcome::Fine)
}
