//! `scopeon sessions`.

use scopeon_app::ask::{self, SessionOrder};

use crate::args::{Limit, SessionSort, SessionsArgs};
use crate::context::Context;
use crate::error::{CliError, Outcome};
use crate::render;

/// Lists sessions.
pub(super) fn run(args: &SessionsArgs, context: &Context) -> Result<Outcome, CliError> {
    let order = match args.sort {
        SessionSort::Last => SessionOrder::Last,
        SessionSort::Cost => SessionOrder::Cost,
        SessionSort::Tokens => SessionOrder::Tokens,
        SessionSort::Calls => SessionOrder::Calls,
    };
    let answer = context.ask(&ask::Sessions {
        args: args.filter.query(),
        order,
        is_reversed: args.reverse,
        limit: Limit::count(args.limit),
        mode: args.cost.mode,
    })?;
    context.show(&answer, |report| {
        let view = render::sessions::View {
            zone: context.zone(),
            width: context.width(),
            home: context.home(),
            mode: args.cost.mode,
            level: &|agent| context.app.agents().level(agent),
        };
        render::sessions::draw(report, view)
    })?;
    Ok(Outcome::Fine)
}
