//! `scopeon sessions`.

use scopeon_core::report::SessionsReport;
use scopeon_store::{Direction, SessionsQuery, SessionsSort, SortKey};

use super::report::{filter, range};
use crate::args::{Limit, SessionSort, SessionsArgs};
use crate::command::open;
use crate::context::Context;
use crate::error::{CliError, Outcome};
use crate::ingest;
use crate::render;

/// Lists sessions.
pub(super) fn run(args: &SessionsArgs, context: &Context) -> Result<Outcome, CliError> {
    let mut query = SessionsQuery::new(context.zone);
    query.now = Some(context.now);
    query.range = range(&args.filter, context)?;
    query.filter = filter(&args.filter, context)?;
    query.sort = sort(args.sort, args.reverse);
    ingest::refresh(context)?;
    let mut report = list(&query, args, context)?;
    report.levels = context.agents.levels(report.sessions.iter().map(|session| &session.provider));
    context.console.answer(&report, || {
        let view = render::sessions::View {
            zone: context.zone,
            width: context.console.width(),
            home: context.home(),
            level: &|agent| context.agents.level(agent),
        };
        render::sessions::draw(&report, view)
    })?;
    Ok(Outcome::Fine)
}

fn list(query: &SessionsQuery, args: &SessionsArgs, context: &Context) -> Result<SessionsReport, CliError> {
    let (reader, book, limit) = (open(context)?, context.book()?, Limit::count(args.limit));
    // The first active first is the one order that has to be turned around here, before it is cut.
    if args.reverse && args.sort == SessionSort::Last {
        let mut report = reader.sessions(query, &book)?;
        report.sessions.reverse();
        report.sessions.truncate(limit.unwrap_or(usize::MAX));
        return Ok(report);
    }
    Ok(reader.sessions(&SessionsQuery { limit, ..query.clone() }, &book)?)
}

const fn sort(by: SessionSort, reverse: bool) -> SessionsSort {
    let direction = if reverse { Direction::Ascending } else { Direction::Descending };
    match by {
        SessionSort::Last => SessionsSort::Activity,
        SessionSort::Cost => SessionsSort::By(SortKey::Cost, direction),
        SessionSort::Tokens => SessionsSort::By(SortKey::Tokens, direction),
        SessionSort::Calls => SessionsSort::By(SortKey::Calls, direction),
    }
}
