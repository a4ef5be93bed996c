//! `scopeon report` and its aliases.

use std::sync::Arc;

use scopeon_core::report::GroupBy;
use scopeon_core::time::Range;
use scopeon_store::{Breakdown, Direction, Filter, Sort, SortKey, UsageQuery};

use crate::args::{self, FilterArgs, Limit, PeriodArgs};
use crate::context::Context;
use crate::error::{CliError, Outcome};
use crate::ingest;
use crate::render;

/// Answers how much was used.
pub(super) fn run(by: GroupBy, args: &PeriodArgs, context: &Context) -> Result<Outcome, CliError> {
    let query = query(by, args, context)?;
    let book = context.book()?;
    let (mut report, found) = ingest::answer(context, |reader| {
        let mut report = reader.usage(&query, &book)?;
        let found = report.rows.len();
        // Cut here and not by the query, so that it can be said how many rows there are.
        report.rows.truncate(args.limit.and_then(Limit::count).unwrap_or(usize::MAX));
        if by == GroupBy::Session && !context.console.is_json() {
            report.sessions =
                reader.session_notes(report.rows.iter().map(|row| row.key.as_str()), context.now)?;
        }
        report.ahead_calls = reader.calls_from(context.zone.after_tomorrow(context.now))?;
        Ok((report, found))
    })?;
    report.levels = context.agents.levels(&report.providers);
    if report.rows.is_empty() && args.filter.is_empty() {
        context.console.note("scopeon doctor says where logs were looked for and what was found");
    }
    context.console.answer(&report, || {
        let drawn =
            render::usage::draw(&report, found, context.zone, context.console.width(), context.home());
        drawn + &render::ahead(report.ahead_calls, context.console.width())
    })?;
    Ok(Outcome::Fine)
}

fn query(by: GroupBy, args: &PeriodArgs, context: &Context) -> Result<UsageQuery, CliError> {
    let mut query = UsageQuery::new(by, context.zone);
    query.range = range(&args.filter, context)?;
    query.filter = filter(&args.filter, context)?;
    query.breakdown = args.breakdown.map_or(Breakdown::None, |args::Breakdown::Model| Breakdown::Model);
    query.sort = sort(args.sort.unwrap_or(args::SortKey::Key), args.reverse);
    Ok(query)
}

pub(super) fn sort(key: args::SortKey, reverse: bool) -> Sort {
    let (key, usual) = match key {
        args::SortKey::Key => (SortKey::Key, Direction::Ascending),
        args::SortKey::Cost => (SortKey::Cost, Direction::Descending),
        args::SortKey::Tokens => (SortKey::Tokens, Direction::Descending),
        args::SortKey::Calls => (SortKey::Calls, Direction::Descending),
    };
    Sort { key, direction: if reverse { opposite(usual) } else { usual } }
}

pub(super) const fn opposite(direction: Direction) -> Direction {
    match direction {
        Direction::Ascending => Direction::Descending,
        Direction::Descending => Direction::Ascending,
    }
}

/// Reads the range of a filter.
pub(super) fn range(args: &FilterArgs, context: &Context) -> Result<Range, CliError> {
    let end = |option: &str, text: Option<&str>| {
        Range::parse(text, None, context.zone, context.now).map_err(|error| {
            CliError::usage(format_args!("{option} is {}: {}", "not understood", text.unwrap_or_default()))
                .hint(error)
        })
    };
    end("--since", args.since.as_deref())?;
    end("--until", args.until.as_deref())?;
    let range = Range::parse(args.since.as_deref(), args.until.as_deref(), context.zone, context.now);
    let range = range.map_err(CliError::usage)?;
    match (range.since, range.until) {
        (Some(since), Some(until)) if since >= until => {
            Err(CliError::usage("--since is not before the end of --until, so no call can be in between"))
        }
        _ => Ok(up_to_now(range, context)),
    }
}

/// Ends a range that began and has no end after tomorrow: what is dated later, a wrong clock dated. All of history is all
/// of it, and whoever asks for what is to come gets that.
pub(super) fn up_to_now(range: Range, context: &Context) -> Range {
    let end = context.zone.after_tomorrow(context.now);
    let is_open = range.until.is_none() && range.since.is_some_and(|since| since < end);
    Range { until: if is_open { Some(end) } else { range.until }, ..range }
}

/// Reads the names of a filter.
pub(super) fn filter(args: &FilterArgs, context: &Context) -> Result<Filter, CliError> {
    let known = context.agents.kept_names();
    if let Some(stranger) = args.provider.iter().find(|id| !known.contains(&id.as_str())) {
        return Err(CliError::usage(format_args!("--provider names an agent that is not known: {stranger}"))
            .hint(format_args!("known agents are {}", known.join(", "))));
    }
    Ok(Filter {
        provider: args.provider.clone(),
        model: args.model.clone(),
        project: args.project.iter().map(|project| context.project(project)).collect(),
        branch: args.branch.clone(),
        aliases: Arc::new(context.aliases()),
    })
}
