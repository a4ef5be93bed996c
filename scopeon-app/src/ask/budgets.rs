//! How budgets stand.

use scopeon_core::budget::Budget;
use scopeon_core::report::BudgetReport;
use scopeon_store::Reader;

use super::question::Ask;
use crate::app::App;
use crate::error::AppError;
use crate::query::Query;

/// How the budgets of the configuration stand.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Budgets;

impl Ask for Budgets {
    type Report = BudgetReport;

    fn query(&self, app: &App) -> Result<Query, AppError> {
        Query::everything(app)
    }

    fn answer(&self, query: &Query, reader: &Reader, app: &App) -> Result<BudgetReport, AppError> {
        Ok(reader.budgets(&query.context(), &kept_budgets(app))?)
    }

    /// It says itself what there is not.
    fn is_empty(&self, _report: &BudgetReport) -> bool {
        false
    }
}

/// The budgets of the configuration, their projects as they are kept.
pub(super) fn kept_budgets(app: &App) -> Vec<Budget> {
    let kept = |budget: &Budget| Budget {
        project: budget.project.as_deref().map(|project| app.project(project)),
        ..budget.clone()
    };
    app.config().budgets.iter().map(kept).collect()
}
