//! `scopeon blocks`.

use scopeon_core::time::{Range, Timestamp};

use super::asked::Question;
use super::report::{filter, range, up_to_now};
use crate::args::BlocksArgs;
use crate::command::open;
use crate::context::Context;
use crate::error::{CliError, Outcome};
use crate::ingest;
use crate::render;

/// The days, the last one included, that are shown when nobody says.
const USUAL: &str = "3d";
/// Whose windows these are.
const AGENT: &str = "claude-code";

/// Shows blocks and weeks.
pub(super) fn run(args: &BlocksArgs, context: &Context) -> Result<Outcome, CliError> {
    let mut question = Question::of_everything(context)?;
    question.range = range(&args.filter, context)?;
    if question.range.since.is_none() {
        let last = question.range.until.and_then(|until| Timestamp::from_millis(until.millis() - 1));
        let last = last.unwrap_or(context.now);
        question.range.since =
            Range::parse(Some(USUAL), None, context.zone, last).map_err(CliError::usage)?.since;
    }
    question.range = up_to_now(question.range, context);
    question.filter = filter(&args.filter, context)?;
    if question.filter.provider.is_empty() {
        question.filter.provider.push(AGENT.to_owned());
    }
    ingest::refresh(context)?;
    let report = open(context)?.blocks(&question.asked(context), context.config.blocks.week_reset)?;
    context
        .console
        .answer(&report, || render::blocks::draw(&report, context.zone, context.console.width()))?;
    Ok(Outcome::Fine)
}
