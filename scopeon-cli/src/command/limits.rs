//! `scopeon limits`.

mod record;

use scopeon_app::ask;
use scopeon_core::metrics::limits::LimitLevel;
use scopeon_core::report::LimitsReport;

use crate::args::{LimitsAction, LimitsArgs};
use crate::context::Context;
use crate::error::{CliError, Outcome};
use crate::render;

pub(crate) use record::StatusLine;

/// Shows limits, or checks them.
pub(super) fn run(args: &LimitsArgs, context: &Context) -> Result<Outcome, CliError> {
    match args.action {
        // What a status line asks for is done before, and never fails.
        Some(LimitsAction::Record { .. }) => Ok(Outcome::Fine),
        None => show(args, context),
    }
}

fn show(args: &LimitsArgs, context: &Context) -> Result<Outcome, CliError> {
    let answer = context.ask(&ask::Limits { provider: args.provider.clone() })?;
    context.show(&answer, |report| {
        if args.check {
            return complaints(report, context);
        }
        render::limits::draw(report, context.zone(), context.width(), context.verbose > 0)
    })?;
    if args.check && answer.rows.is_empty() {
        context.console.note("there is no reading of a limit to check; see scopeon limits");
    }
    Ok(if args.check { outcome(answer.level) } else { Outcome::Fine })
}

fn complaints(report: &LimitsReport, context: &Context) -> String {
    render::limits::warnings(&report.rows, report.scope.now, context.zone(), context.width())
}

const fn outcome(level: LimitLevel) -> Outcome {
    match level {
        LimitLevel::UsedUp => Outcome::Exceeded,
        LimitLevel::Warn => Outcome::Attention,
        _ => Outcome::Fine,
    }
}
