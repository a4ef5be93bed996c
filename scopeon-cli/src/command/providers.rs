//! `scopeon providers`.

use crate::context::{Context, until_signal};
use crate::error::{CliError, Outcome};
use crate::render;

/// Lists every agent this build knows.
pub(super) fn run(context: &Context) -> Result<Outcome, CliError> {
    let answer = until_signal(|cancel| context.app.list_providers(cancel))?;
    context.show(&answer, |report| {
        let view = render::providers::View {
            zone: context.zone(),
            home: context.home(),
            shows_all: context.verbose > 0,
            width: context.width(),
        };
        render::providers::draw(report, view)
    })?;
    Ok(Outcome::Fine)
}
