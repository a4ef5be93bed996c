//! `scopeon privacy`.

use scopeon_app::ask;

use crate::args::{PrivacyAction, PrivacyArgs};
use crate::context::Context;
use crate::error::{CliError, Outcome};
use crate::render;

/// Shows what is kept, or looks for what should not be.
pub(super) fn run(args: &PrivacyArgs, context: &Context) -> Result<Outcome, CliError> {
    match &args.action {
        None => show(context),
        Some(PrivacyAction::Check) => check(context),
    }
}

fn show(context: &Context) -> Result<Outcome, CliError> {
    let report = context.app.privacy();
    context.show(&report, |_| render::privacy::draw(&report, context.home(), context.width()))?;
    Ok(Outcome::Fine)
}

fn check(context: &Context) -> Result<Outcome, CliError> {
    let answer = context.ask(&ask::PrivacyCheck)?;
    context.show(&answer, |report| render::privacy::verdict(report, context.home(), context.width()))?;
    Ok(if answer.findings.is_empty() { Outcome::Fine } else { Outcome::Attention })
}
