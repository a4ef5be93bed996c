//! `scopeon cache`.

use scopeon_app::{CacheBy, ask};

use crate::args::{self, CacheArgs};
use crate::context::Context;
use crate::error::{CliError, Outcome};
use crate::render;

/// Shows what caches did in a period or a session.
pub(super) fn run(args: &CacheArgs, context: &Context) -> Result<Outcome, CliError> {
    let by = args.by.map(|by| match by {
        args::CacheBy::Provider => CacheBy::Provider,
        args::CacheBy::Project => CacheBy::Project,
        args::CacheBy::Model => CacheBy::Model,
    });
    let answer = context.ask(&ask::Cache { session: args.id.clone(), args: args.asked.query(), by })?;
    context.show(&answer, |report| {
        let view = render::cache::View {
            by: args.by,
            zone: context.zone(),
            width: context.width(),
            home: context.home(),
        };
        render::cache::draw(report, &view)
    })?;
    Ok(Outcome::Fine)
}
