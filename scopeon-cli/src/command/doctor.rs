//! `scopeon doctor`.

use crate::context::{Context, until_signal};
use crate::error::{CliError, Outcome};
use crate::render;

/// How many places of each kind are listed unless more is asked for.
const PLACES: usize = 5;

/// Checks everything.
pub(super) fn run(context: &Context) -> Result<Outcome, CliError> {
    let version = env!("CARGO_PKG_VERSION");
    let answer = until_signal(|cancel| context.app.check_up(version, cancel))?;
    context.show(&answer, |report| {
        let view = render::doctor::View {
            zone: context.zone(),
            home: context.home(),
            places: if context.verbose > 0 { usize::MAX } else { PLACES },
            names_all: context.verbose > 0,
            width: context.width(),
        };
        render::doctor::draw(report, view)
    })?;
    Ok(if answer.attention.is_empty() { Outcome::Fine } else { Outcome::Attention })
}
