//! `scopeon cache`.

use scopeon_core::report::CacheReport;
use scopeon_store::CacheBy;

use super::asked::Question;
use super::beyond;
use super::session::{check, explain};
use crate::args::{self, CacheArgs};
use crate::command::open;
use crate::context::Context;
use crate::error::{CliError, Outcome};
use crate::ingest;
use crate::render;

/// Shows what caches did in a period or a session.
pub(super) fn run(args: &CacheArgs, context: &Context) -> Result<Outcome, CliError> {
    let report = match &args.id {
        Some(id) => of_session(id, context)?,
        None => of_period(args, context)?,
    };
    context.console.answer(&report, || {
        let view = render::cache::View {
            by: args.by,
            zone: context.zone,
            width: context.console.width(),
            home: context.home(),
        };
        render::cache::draw(&report, &view)
    })?;
    if report.sums.prompt == 0 {
        beyond::note(&report.scope, context);
    }
    Ok(Outcome::Fine)
}

fn of_session(id: &str, context: &Context) -> Result<CacheReport, CliError> {
    check(id)?;
    let question = Question::of_everything(context)?;
    ingest::refresh(context)?;
    let report = open(context)?.session_cache(id, &question.asked(context));
    report.map_err(|error| explain(error, id))
}

fn of_period(args: &CacheArgs, context: &Context) -> Result<CacheReport, CliError> {
    let question = Question::of(&args.asked, context)?;
    ingest::refresh_digests(context, &question.range, &question.book)?;
    let by = args.by.map(|by| match by {
        args::CacheBy::Provider => CacheBy::Provider,
        args::CacheBy::Project => CacheBy::Project,
        args::CacheBy::Model => CacheBy::Model,
    });
    Ok(open(context)?.cache(&question.asked(context), by)?)
}
