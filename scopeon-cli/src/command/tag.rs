//! `scopeon tag`, and `scopeon report tag`.

use scopeon_core::label::Label;
use scopeon_core::report::{SCHEMA, TagListReport};
use scopeon_core::tags::TagRule;
use scopeon_store::Store;

use super::asked::Question;
use super::database::busy;
use super::report::sort;
use super::session::{check, explain};
use crate::args::{AskedArgs, Limit, PeriodArgs, SortKey, TagAction, TagArgs};
use crate::command::open;
use crate::context::Context;
use crate::error::{CliError, Outcome};
use crate::ingest;
use crate::render;

/// Does what is to be done with tags.
pub(super) fn run(args: &TagArgs, context: &Context) -> Result<Outcome, CliError> {
    match &args.action {
        None => list(&AskedArgs::default(), context),
        Some(TagAction::List(asked)) => list(asked, context),
        Some(TagAction::Rules(asked)) => rules_in_use(asked, context),
        Some(TagAction::Set { session, tags }) => set(session, Some(&labels(tags)?), context),
        Some(TagAction::Clear { session, to_rules: false }) => set(session, Some(&[]), context),
        Some(TagAction::Clear { session, to_rules: true }) => set(session, None, context),
    }
}

/// Answers what tags cost.
pub(super) fn report(args: &PeriodArgs, context: &Context) -> Result<Outcome, CliError> {
    if args.breakdown.is_some() {
        return Err(CliError::usage("a report by tag cannot be split further").hint("leave --breakdown out"));
    }
    let question = Question::of(&AskedArgs { filter: args.filter.clone(), all: false }, context)?;
    let sort = sort(args.sort.unwrap_or(SortKey::Key), args.reverse);
    ingest::refresh(context)?;
    let mut report = open(context)?.tags(&question.asked(context), &rules(context), sort)?;
    let found = report.tags.len();
    report.tags.truncate(args.limit.and_then(Limit::count).unwrap_or(usize::MAX));
    context
        .console
        .answer(&report, || render::tag::costs(&report, found, context.zone, context.console.width()))?;
    Ok(Outcome::Fine)
}

/// The rules as they are written down, their projects as they are kept.
pub(super) fn rules(context: &Context) -> Vec<TagRule> {
    let kept = |rule: &TagRule| -> Vec<TagRule> {
        let Some(project) = &rule.project else { return vec![rule.clone()] };
        // A name stands for each of its directories.
        let named = context.config.projects.alias.get(project).into_iter().flatten();
        let of = |project| TagRule { project: Some(context.project(project)), ..rule.clone() };
        named.chain([project]).map(|project| of(project)).collect()
    };
    context.config.tags.iter().flat_map(kept).collect()
}

fn list(asked: &AskedArgs, context: &Context) -> Result<Outcome, CliError> {
    let question = Question::of(asked, context)?;
    ingest::refresh(context)?;
    let report = open(context)?.tagged_sessions(&question.asked(context), &rules(context))?;
    context.console.answer(&report, || render::tag::list(&report, context.console.width()))?;
    Ok(Outcome::Fine)
}

fn rules_in_use(asked: &AskedArgs, context: &Context) -> Result<Outcome, CliError> {
    let question = Question::of(asked, context)?;
    ingest::refresh(context)?;
    let report = open(context)?.tag_rules(&question.asked(context), &rules(context))?;
    context.console.answer(&report, || render::tag::rules(&report, context.console.width()))?;
    Ok(Outcome::Fine)
}

fn labels(tags: &[String]) -> Result<Vec<Label>, CliError> {
    let label = |tag: &String| {
        let label = Label::new(tag).filter(|label| label.as_str() == tag);
        label.ok_or_else(|| {
            CliError::usage("a tag is 1 to 256 printable characters, without spaces around them")
        })
    };
    tags.iter().map(label).collect()
}

fn set(session: &str, tags: Option<&[Label]>, context: &Context) -> Result<Outcome, CliError> {
    check(session)?;
    ingest::refresh(context)?;
    let stop = ingest::on_signals()?;
    let Some(_lease) = ingest::lease(context, &stop)? else {
        return Err(stop.signal().map_or_else(busy, ingest::stopped));
    };
    let mut store = Store::open(&context.db(), context.open_options()?)?;
    let changed = store.set_tags(session, context.now, tags);
    store.close()?;
    changed.map_err(|error| explain(error, session))?;
    let now = open(context)?
        .session_tags(session, context.now, &rules(context))
        .map_err(|error| explain(error, session))?;
    context
        .console
        .answer(&TagListReport { schema: SCHEMA, sessions: vec![now.clone()] }, || render::tag::one(&now))?;
    Ok(Outcome::Fine)
}
