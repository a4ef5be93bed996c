//! `scopeon explore`.

use scopeon_app::ask::{self, ExploreBy};

use crate::args::{self, ExploreArgs, Limit};
use crate::context::Context;
use crate::error::{CliError, Outcome};
use crate::render;

/// Lists one level of what consumed tokens.
pub(super) fn run(args: &ExploreArgs, context: &Context) -> Result<Outcome, CliError> {
    let by = match args.by {
        args::ExploreBy::Cost => ExploreBy::Cost,
        args::ExploreBy::Tokens => ExploreBy::Tokens,
        args::ExploreBy::Calls => ExploreBy::Calls,
    };
    let answer = context.ask(&ask::Explore {
        args: args.asked.query(),
        path: args.path.clone(),
        by,
        limit: Limit::count(args.limit),
    })?;
    let mut options = args.options();
    options.extend(context.console.place().iter().cloned());
    context.show(&answer, |report| {
        let typed = render::explore::Typed { path: &args.path, options: &options };
        render::explore::draw(report, context.zone(), context.width(), context.home(), &typed)
    })?;
    Ok(Outcome::Fine)
}
