//! `scopeon context`.

use super::asked::Question;
use super::session::{check, explain};
use crate::args::{ContextArgs, Limit};
use crate::command::open;
use crate::context::Context;
use crate::error::{CliError, Outcome};
use crate::ingest;
use crate::render;

/// Shows the context of one session.
pub(super) fn run(args: &ContextArgs, context: &Context) -> Result<Outcome, CliError> {
    check(&args.id)?;
    let question = Question::of_everything(context)?;
    ingest::refresh(context)?;
    let report = open(context)?.context(&args.id, &question.asked(context));
    let report = report.map_err(|error| explain(error, &args.id))?;
    context.console.answer(&report, || {
        let (width, calls) = (context.console.width(), Limit::count(args.calls));
        render::context::draw(&report, context.zone, width, calls)
    })?;
    Ok(Outcome::Fine)
}
