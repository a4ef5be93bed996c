//! `scopeon costs`.

use super::asked::Question;
use super::beyond;
use crate::args::CostsArgs;
use crate::command::open;
use crate::context::Context;
use crate::error::{CliError, Outcome};
use crate::ingest;
use crate::render;

/// Shows what a period cost.
pub(super) fn run(args: &CostsArgs, context: &Context) -> Result<Outcome, CliError> {
    let question = Question::of(&args.asked, context)?;
    ingest::refresh(context)?;
    let report = open(context)?.costs(&question.asked(context), args.top.into())?;
    context.console.answer(&report, || {
        let (width, home) = (context.console.width(), context.home());
        render::costs::draw(&report, context.zone, width, home)
    })?;
    if report.scope.providers.is_empty() {
        beyond::note(&report.scope, context);
    }
    Ok(Outcome::Fine)
}
