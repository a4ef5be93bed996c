//! `scopeon session`.

use scopeon_core::metrics::witness::Verdict;
use scopeon_core::provider::Level;
use scopeon_core::report::SessionDetail;
use scopeon_store::StoreError;

use crate::args::{Limit, SessionArgs};
use crate::command::open;
use crate::context::Context;
use crate::error::{CliError, Outcome};
use crate::ingest;
use crate::render;

/// Shows one session.
pub(super) fn run(args: &SessionArgs, context: &Context) -> Result<Outcome, CliError> {
    check(&args.id)?;
    ingest::refresh(context)?;
    let detail = open(context)?.session(&args.id, context.now, (context.zone, &context.book()?));
    let detail = detail.map_err(|error| explain(error, &args.id))?;
    context.console.answer(&detail, || {
        let view = render::session::View {
            zone: context.zone,
            width: context.console.width(),
            home: context.home(),
            calls: Limit::count(args.calls),
            level: level(&detail, context),
        };
        render::session::draw(&detail, view)
    })?;
    Ok(Outcome::Fine)
}

/// How much of the truth the log holds of this session: at best its totals, where it tells calls in sums; a part, where it
/// does not say what some of its requests took, or where the agent itself says otherwise.
fn level(detail: &SessionDetail, context: &Context) -> Option<Level> {
    let level = context.agents.level(&detail.session.provider)?;
    let figures = &detail.session.figures;
    let differs = detail.witnesses.iter().any(|row| row.verdict == Verdict::Differs);
    let is_part = figures.unknown_calls > 0 || figures.unfinished_calls > 0 || differs;
    let known = if is_part { Level::C } else { Level::A };
    Some(if detail.partial_calls > 0 { level.max(Level::B) } else { level }.max(known))
}

/// Refuses an empty id, which every session starts with.
pub(super) fn check(id: &str) -> Result<(), CliError> {
    if id.trim().is_empty() {
        return Err(CliError::usage("the session's id is empty")
            .hint("give the id or the start of it, or latest; scopeon sessions lists them"));
    }
    Ok(())
}

/// Says which session was meant, perhaps.
pub(super) fn explain(error: StoreError, id: &str) -> CliError {
    match error {
        StoreError::UnknownSession { .. } if id == "latest" => CliError::usage("there are no sessions yet")
            .hint("scopeon doctor says where logs were looked for and what was found"),
        StoreError::UnknownSession { near } if near.is_empty() => {
            CliError::usage(format_args!("no session starts with {id}")).hint("scopeon sessions lists them")
        }
        StoreError::UnknownSession { near } => CliError::usage(format_args!("no session starts with {id}"))
            .hint(format_args!("did you mean {}?", near.join(" or "))),
        StoreError::AmbiguousSession { candidates } => {
            CliError::usage(format_args!("several sessions start with {id}: {}", candidates.join(", ")))
                .hint("give more of the id")
        }
        error => error.into(),
    }
}
