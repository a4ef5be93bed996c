//! `scopeon status`, and what `scopeon` says without a command.

mod watch;

use scopeon_app::ask;

use crate::args::StatusArgs;
use crate::context::Context;
use crate::error::{CliError, Outcome};
use crate::render;
use crate::render::style::{FAINT, paint};

/// Shows where things stand now, once or as it changes.
pub(super) fn run(args: &StatusArgs, context: &Context) -> Result<Outcome, CliError> {
    if args.watch {
        return watch::run(context);
    }
    show(context)
}

/// Shows where things stand now.
pub(super) fn show(context: &Context) -> Result<Outcome, CliError> {
    let answer = context.ask(&ask::Status)?;
    context.show(&answer, |status| {
        render::status::draw(status, context.zone(), context.width(), context.home())
    })?;
    Ok(Outcome::Fine)
}

/// Answers the bare name: whoever types it wants to see something, and help is one word away.
pub(super) fn greet(context: &Context) -> Result<Outcome, CliError> {
    let outcome = show(context)?;
    if !context.console.is_json() {
        context.console.print(&format!("{}\n", paint(FAINT, "scopeon --help lists everything")))?;
    }
    Ok(outcome)
}
