//! `scopeon session`.

use scopeon_app::ask;

use crate::args::{Limit, SessionArgs};
use crate::context::Context;
use crate::error::{CliError, Outcome};
use crate::render;

/// Shows one session.
pub(super) fn run(args: &SessionArgs, context: &Context) -> Result<Outcome, CliError> {
    let answer = context.ask(&ask::Session { id: args.id.clone() })?;
    context.show(&answer, |detail| {
        let view = render::session::View {
            zone: context.zone(),
            width: context.width(),
            home: context.home(),
            calls: Limit::count(args.calls),
            level: context.app.session_level(detail),
        };
        render::session::draw(detail, view)
    })?;
    Ok(Outcome::Fine)
}
