//! `scopeon session`.

use scopeon_app::ask;

use crate::args::SessionArgs;
use crate::context::Context;
use crate::error::{CliError, Outcome};
use crate::render;
use crate::render::session::Listed;

/// Shows one session.
pub(super) fn run(args: &SessionArgs, context: &Context) -> Result<Outcome, CliError> {
    let answer = context.ask(&ask::Session { id: args.id.clone() })?;
    context.show(&answer, |detail| {
        let view = render::session::View {
            zone: context.zone(),
            width: context.width(),
            home: context.home(),
            calls: match (args.turn, args.top) {
                (Some(turn), _) => Listed::Turn(turn),
                (None, Some(top)) => Listed::Top(top.count()),
                (None, None) => Listed::Last(args.calls.count()),
            },
            level: context.app.session_level(detail),
        };
        render::session::draw(detail, view)
    })?;
    Ok(Outcome::Fine)
}
