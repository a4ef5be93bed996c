//! `scopeon agents` and `scopeon tasks`.

use super::asked::Question;
use super::beyond;
use super::session::{check, explain};
use crate::args::{AgentsArgs, Limit, TasksArgs};
use crate::command::open;
use crate::context::Context;
use crate::error::{CliError, Outcome};
use crate::ingest;
use crate::render;

/// Shows trees of sessions and sub-agents.
pub(super) fn run(args: &AgentsArgs, context: &Context) -> Result<Outcome, CliError> {
    let question = Question::of(&args.asked, context)?;
    args.id.as_deref().map_or(Ok(()), check)?;
    ingest::refresh(context)?;
    let (reader, asked) = (open(context)?, question.asked(context));
    let report = match &args.id {
        Some(id) => reader.agents_of(id, &asked).map_err(|error| explain(error, id))?,
        None => reader.agents(&asked, Limit::count(args.limit).unwrap_or(usize::MAX))?,
    };
    context
        .console
        .answer(&report, || render::agents::draw(&report, context.zone, context.console.width()))?;
    if report.trees == 0 && args.id.is_none() {
        beyond::note(&report.scope, context);
    }
    Ok(Outcome::Fine)
}

/// Shows what was delegated.
pub(super) fn tasks(args: &TasksArgs, context: &Context) -> Result<Outcome, CliError> {
    let question = Question::of(&args.asked, context)?;
    ingest::refresh(context)?;
    let most = Limit::count(args.limit).unwrap_or(usize::MAX);
    let report = open(context)?.tasks(&question.asked(context), most)?;
    context
        .console
        .answer(&report, || render::tasks::draw(&report, context.zone, context.console.width()))?;
    if report.runs == 0 {
        beyond::note(&report.scope, context);
    }
    Ok(Outcome::Fine)
}
