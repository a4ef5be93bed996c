//! `scopeon import`.

use scopeon_app::ask;

use crate::args::ImportArgs;
use crate::context::{Context, until_signal};
use crate::error::{CliError, Outcome};
use crate::render;

/// Takes over what Scopeon 0.x kept.
pub(super) fn run(args: &ImportArgs, context: &Context) -> Result<Outcome, CliError> {
    let question = ask::Import { from: args.from.clone(), dry_run: args.dry_run };
    let report = until_signal(|cancel| context.app.import(&question, cancel))?;
    context.show(&report, |_| render::import::draw(&report, context.home(), context.width()))?;
    Ok(Outcome::Fine)
}
