//! `scopeon budget`.

use scopeon_app::ask;
use scopeon_core::budget::BudgetState;
use scopeon_core::report::BudgetReport;

use crate::args::BudgetArgs;
use crate::context::Context;
use crate::error::{CliError, Outcome};
use crate::render;

/// Shows how budgets stand, or checks them.
pub(super) fn run(args: &BudgetArgs, context: &Context) -> Result<Outcome, CliError> {
    let answer = context.ask(&ask::Budgets)?;
    context.show(&answer, |report| {
        if args.check {
            return complaints(report, context);
        }
        render::budget::draw(report, context.zone(), context.width(), context.home())
    })?;
    if args.check && answer.rows.is_empty() {
        context.console.note("there is no budget to check; [[budgets]] in the configuration adds one");
    }
    Ok(if args.check { outcome(answer.state) } else { Outcome::Fine })
}

fn complaints(report: &BudgetReport, context: &Context) -> String {
    let wrong = report.rows.iter().filter(|row| row.used.state != BudgetState::Ok);
    let line = |row| render::budget::verdict(row, report.scope.now, context.zone(), context.home()) + "\n";
    wrong.map(line).collect()
}

const fn outcome(state: BudgetState) -> Outcome {
    match state {
        BudgetState::Ok => Outcome::Fine,
        BudgetState::Warn => Outcome::Attention,
        BudgetState::Over => Outcome::Exceeded,
    }
}
