//! `scopeon health` and `scopeon suggest`.

use scopeon_core::metrics::thresholds::LEARNT_DAYS;
use scopeon_core::report::HealthReport;
use scopeon_core::time::{Range, Timestamp};

use super::asked::Question;
use super::beyond;
use super::session::{check, explain};
use crate::args::{HealthArgs, Limit, SuggestArgs};
use crate::command::open;
use crate::context::Context;
use crate::error::{CliError, Outcome};
use crate::ingest;
use crate::render;

/// A day, in milliseconds.
const DAY_MS: i64 = 86_400_000;

/// Shows how well a period or a session went.
pub(super) fn run(args: &HealthArgs, context: &Context) -> Result<Outcome, CliError> {
    let report = ask(args, context)?;
    context
        .console
        .answer(&report, || render::health::draw(&report, context.zone, context.console.width()))?;
    if report.scope.providers.is_empty() {
        beyond::note(&report.scope, context);
    }
    Ok(Outcome::Fine)
}

fn ask(args: &HealthArgs, context: &Context) -> Result<HealthReport, CliError> {
    let Some(id) = &args.id else {
        let question = Question::of(&args.asked, context)?;
        refresh(&question, context)?;
        return Ok(open(context)?.health(&question.asked(context))?);
    };
    check(id)?;
    let question = Question::of_everything(context)?;
    ingest::refresh_digests(context, &learnt(context.now), &question.book)?;
    open(context)?.session_health(id, &question.asked(context)).map_err(|error| explain(error, id))
}

/// Suggests what to do first.
pub(super) fn suggest(args: &SuggestArgs, context: &Context) -> Result<Outcome, CliError> {
    let question = Question::of(&args.asked, context)?;
    refresh(&question, context)?;
    let report = open(context)?.suggest(&question.asked(context))?;
    context.console.answer(&report, || {
        let limit = Limit::count(args.limit);
        render::suggest::draw(&report, limit, context.zone, context.console.width())
    })?;
    if report.sessions == 0 {
        beyond::note(&report.scope, context);
    }
    Ok(Outcome::Fine)
}

/// Reads what is new, and keeps the digests of the question and of the days it learns from.
fn refresh(question: &Question, context: &Context) -> Result<(), CliError> {
    let learnt = learnt(context.now);
    let since = question.range.since.and_then(|since| Some(since.min(learnt.since?)));
    ingest::refresh_digests(context, &Range { since, until: None }, &question.book)
}

/// The days that thresholds are learnt from, and one more: the store takes whole ones.
fn learnt(now: Timestamp) -> Range {
    let days = i64::from(LEARNT_DAYS) + 1;
    let since = Timestamp::from_millis(now.millis().saturating_sub(days * DAY_MS)).unwrap_or_default();
    Range { since: Some(since), until: None }
}
