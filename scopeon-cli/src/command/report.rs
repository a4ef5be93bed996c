//! `scopeon report` and its aliases.

use scopeon_app::ask;
use scopeon_core::report::GroupBy;

use super::tag;
use crate::args::{Breakdown, Limit, PeriodArgs, ReportArgs, ReportBy};
use crate::context::Context;
use crate::error::{CliError, Outcome};
use crate::render;

/// By how many keys a report is made at most.
const MOST_KEYS: usize = 3;

/// Answers how much was used, by one key or several.
pub(super) fn run(args: &ReportArgs, context: &Context) -> Result<Outcome, CliError> {
    let keys = args.keys();
    if keys == [ReportBy::Tag] {
        return tag::report(&args.period, context);
    }
    by(groups(&keys)?, &args.period, context)
}

/// Returns keys that can stand within each other.
fn groups(keys: &[ReportBy]) -> Result<Vec<GroupBy>, CliError> {
    if keys.len() > MOST_KEYS {
        return Err(CliError::usage("a report has at most three keys").hint("leave some of --by out"));
    }
    let mut groups = Vec::with_capacity(keys.len());
    for key in keys {
        match key {
            ReportBy::Tag => {
                return Err(CliError::usage("a report by tag has no other key")
                    .hint("a session may have several tags: ask for scopeon report tag"));
            }
            ReportBy::Group(by) if groups.contains(by) => {
                return Err(CliError::usage(format_args!("--by names {} twice", by.as_str())));
            }
            ReportBy::Group(by) => groups.push(*by),
        }
    }
    Ok(groups)
}

/// Answers how much was used by these keys.
pub(super) fn by(mut keys: Vec<GroupBy>, args: &PeriodArgs, context: &Context) -> Result<Outcome, CliError> {
    if args.breakdown == Some(Breakdown::Model) {
        keys.push(GroupBy::Model);
    }
    let question = ask::Usage {
        keys,
        args: args.filter.query(),
        order: args.order(),
        limit: args.limit.and_then(Limit::count),
        describes_sessions: !context.console.is_json(),
    };
    let answer = context.ask(&question)?;
    context.show(&answer, |report| {
        let view = render::usage::View {
            zone: context.zone(),
            width: context.width(),
            home: context.home(),
            mode: args.cost.mode,
            is_split: args.split,
        };
        render::usage::draw(report, view) + &render::ahead(report.ahead_calls, context.width())
    })?;
    Ok(Outcome::Fine)
}
