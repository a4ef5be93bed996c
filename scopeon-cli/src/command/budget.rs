//! `scopeon budget`.

use scopeon_core::budget::{Budget, BudgetState};
use scopeon_core::report::BudgetReport;

use super::asked::Question;
use crate::args::BudgetArgs;
use crate::command::open;
use crate::context::Context;
use crate::error::{CliError, Outcome};
use crate::ingest;
use crate::render;

/// Shows how budgets stand, or checks them.
pub(super) fn run(args: &BudgetArgs, context: &Context) -> Result<Outcome, CliError> {
    let question = Question::of_everything(context)?;
    ingest::refresh(context)?;
    let report = open(context)?.budgets(&question.asked(context), &budgets(context))?;
    context.console.answer(&report, || {
        if args.check {
            return complaints(&report, context);
        }
        render::budget::draw(&report, context.zone, context.console.width(), context.home())
    })?;
    Ok(if args.check { outcome(report.state) } else { Outcome::Fine })
}

/// The budgets as they are written down, their projects as they are kept.
fn budgets(context: &Context) -> Vec<Budget> {
    let kept = |budget: &Budget| Budget {
        project: budget.project.as_deref().map(|project| context.project(project)),
        ..budget.clone()
    };
    context.config.budgets.iter().map(kept).collect()
}

fn complaints(report: &BudgetReport, context: &Context) -> String {
    let wrong = report.budgets.iter().filter(|row| row.used.state != BudgetState::Ok);
    let line = |row| render::budget::verdict(row, report.scope.now, context.zone, context.home()) + "\n";
    wrong.map(line).collect()
}

const fn outcome(state: BudgetState) -> Outcome {
    match state {
        BudgetState::Ok => Outcome::Fine,
        BudgetState::Warn => Outcome::Attention,
        BudgetState::Over => Outcome::Exceeded,
    }
}
