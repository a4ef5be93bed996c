//! `scopeon compare`.

use scopeon_core::time::{Range, Timestamp};
use scopeon_store::{Compared, Reader};

use super::asked::Question;
use super::session::explain;
use super::tag::rules;
use crate::args::CompareArgs;
use crate::command::open;
use crate::context::Context;
use crate::error::{CliError, Outcome};
use crate::ingest;
use crate::render;

const SIDES: &str =
    "a side is a session's id, a period such as 2026-10 or last-week, branch:NAME, project:DIR or tag:NAME";

/// Compares two sides.
pub(super) fn run(args: &CompareArgs, context: &Context) -> Result<Outcome, CliError> {
    let question = Question::of(&args.asked, context)?;
    let [a, b] = [side(&args.a, context)?, side(&args.b, context)?];
    ingest::refresh(context)?;
    let reader = open(context)?;
    [&a, &b].into_iter().try_for_each(|side| check_session(side, &reader, context.now))?;
    let report = reader.compare(&question.asked(context), &rules(context), [&a, &b])?;
    context.console.answer(&report, || {
        let (width, home) = (context.console.width(), context.home());
        render::compare::draw(&report, context.zone, width, home)
    })?;
    Ok(Outcome::Fine)
}

/// Reads one side. What is no period is taken for a session's id.
fn side(text: &str, context: &Context) -> Result<Compared, CliError> {
    let text = text.trim();
    let named = |name: &str| {
        let name = name.trim();
        if name.is_empty() {
            return Err(CliError::usage(format_args!("{text} names nothing")).hint(SIDES));
        }
        Ok(name.to_owned())
    };
    match text.split_once(':') {
        Some(("session", id)) => named(id).map(Compared::Session),
        Some(("branch", name)) => named(name).map(Compared::Branch),
        Some(("project", name)) => Ok(Compared::Project(context.project(&named(name)?))),
        Some(("tag", name)) => named(name).map(Compared::Tag),
        Some(("period", when)) => period(when, context)
            .ok_or_else(|| CliError::usage(format_args!("{when} is no period")).hint(PERIODS)),
        _ if text.contains("..") => period(text, context)
            .ok_or_else(|| CliError::usage(format_args!("{text} is no period")).hint(PERIODS)),
        _ => match period(text, context) {
            Some(period) => Ok(period),
            None => named(text).map(Compared::Session),
        },
    }
}

const PERIODS: &str =
    "a period is what --since takes, such as 2026-10, last-week or 7d, or two of them as in 2026-08..2026-09";

/// Reads a period: one that `--since` knows, whole, or from the start of one to the end of another.
fn period(text: &str, context: &Context) -> Option<Compared> {
    let (first, last) = text.split_once("..").unwrap_or((text, text));
    let range = Range::parse(Some(first.trim()), Some(last.trim()), context.zone, context.now).ok()?;
    let is_ordered = range.since < range.until;
    is_ordered.then(|| Compared::Period { name: text.to_owned(), range })
}

/// Says of a session that is not there which one was meant, perhaps.
fn check_session(side: &Compared, reader: &Reader, now: Timestamp) -> Result<(), CliError> {
    let Compared::Session(id) = side else { return Ok(()) };
    match reader.session_tags(id, now, &[]) {
        Ok(_) => Ok(()),
        Err(error) => Err(explain(error, id).hint(SIDES)),
    }
}
