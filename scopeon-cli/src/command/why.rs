//! `scopeon why`.

use scopeon_app::ask;
use scopeon_core::metrics::why::WhySpan;

use crate::args::WhyArgs;
use crate::context::Context;
use crate::error::{CliError, Outcome};
use crate::render;

/// Says why something was expensive.
pub(super) fn run(args: &WhyArgs, context: &Context) -> Result<Outcome, CliError> {
    context.console.expect_no_tables()?;
    let answer = context.ask(&ask::Why { what: args.what.clone(), args: args.asked.query() })?;
    let is_lately = args.what.is_none() && args.asked.query().is_empty() && !args.asked.all;
    if is_lately && answer.of == WhySpan::Day {
        context.console.note("nothing was used today; this is the last day with use");
    }
    context
        .show(&answer, |report| render::why::draw(report, context.zone(), context.width(), context.home()))?;
    Ok(Outcome::Fine)
}
