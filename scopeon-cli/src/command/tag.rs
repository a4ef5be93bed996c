//! `scopeon tag`, and `scopeon report tag`.

use scopeon_app::ask;

use crate::args::{AskedArgs, Limit, PeriodArgs, TagAction, TagArgs};
use crate::context::{Context, until_signal};
use crate::error::{CliError, Outcome, busy_writer};
use crate::render;

/// Does what is to be done with tags.
pub(super) fn run(args: &TagArgs, context: &Context) -> Result<Outcome, CliError> {
    match &args.action {
        None => list(&AskedArgs::default(), context),
        Some(TagAction::List(asked)) => list(asked, context),
        Some(TagAction::Rules(asked)) => rules(asked, context),
        Some(TagAction::Set { session, tags }) => set(session, Some(tags), context),
        Some(TagAction::Clear { session, to_rules: false }) => set(session, Some(&[]), context),
        Some(TagAction::Clear { session, to_rules: true }) => set(session, None, context),
    }
}

/// Answers what tags cost.
pub(super) fn report(args: &PeriodArgs, context: &Context) -> Result<Outcome, CliError> {
    if args.breakdown.is_some() {
        return Err(CliError::usage("a report by tag cannot be split further").hint("leave --breakdown out"));
    }
    if args.split {
        return Err(CliError::usage("a report by tag does not divide costs").hint("leave --split out"));
    }
    let mut answer = context.ask(&ask::TagCosts { args: args.filter.query(), order: args.order() })?;
    let found = answer.rows.len();
    answer.rows.truncate(args.limit.and_then(Limit::count).unwrap_or(usize::MAX));
    context.show(&answer, |report| {
        render::tag::costs(report, (found, args.cost.mode), context.zone(), context.width())
    })?;
    Ok(Outcome::Fine)
}

fn list(asked: &AskedArgs, context: &Context) -> Result<Outcome, CliError> {
    let answer = context.ask(&ask::TagList { args: asked.query() })?;
    context.show(&answer, |report| render::tag::list(report, context.width()))?;
    Ok(Outcome::Fine)
}

fn rules(asked: &AskedArgs, context: &Context) -> Result<Outcome, CliError> {
    let answer = context.ask(&ask::TagRules { args: asked.query() })?;
    context.show(&answer, |report| render::tag::rules(report, context.width()))?;
    Ok(Outcome::Fine)
}

fn set(session: &str, tags: Option<&[String]>, context: &Context) -> Result<Outcome, CliError> {
    let report = until_signal(|cancel| context.app.set_tags(session, tags, cancel).map_err(busy_writer))?;
    context.show(&report, |_| report.rows.iter().map(render::tag::one).collect())?;
    Ok(Outcome::Fine)
}
