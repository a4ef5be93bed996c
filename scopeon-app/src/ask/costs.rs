//! What a period cost.

use scopeon_core::metrics::cost::CostMode;
use scopeon_core::report::CostsReport;
use scopeon_store::Reader;

use super::question::Ask;
use crate::app::App;
use crate::error::AppError;
use crate::query::{Query, QueryArgs, USUAL};

/// What a period cost.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Costs {
    /// Which calls.
    pub args: QueryArgs,
    /// How many of the most expensive sessions and calls are named.
    pub top: usize,
    /// Which amount they are ordered by.
    pub mode: CostMode,
}

impl Ask for Costs {
    type Report = CostsReport;

    fn query(&self, app: &App) -> Result<Query, AppError> {
        Query::of_last_days(&self.args, USUAL, app)
    }

    fn answer(&self, query: &Query, reader: &Reader, _app: &App) -> Result<CostsReport, AppError> {
        Ok(reader.costs(&query.context(), (self.top, self.mode))?)
    }

    fn is_empty(&self, report: &CostsReport) -> bool {
        report.scope.providers.is_empty()
    }
}
