//! Blocks of five hours, and weeks.

use scopeon_core::metrics::blocks::AGENT;
use scopeon_core::report::BlocksReport;
use scopeon_store::Reader;

use super::question::Ask;
use crate::app::App;
use crate::error::AppError;
use crate::query::{Query, QueryArgs};

/// The days, the last one included, that are shown unless something else is stated.
const USUAL: &str = "3d";

/// Blocks of five hours, and weeks.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Blocks {
    /// Which calls.
    pub args: QueryArgs,
}

impl Ask for Blocks {
    type Report = BlocksReport;

    fn query(&self, app: &App) -> Result<Query, AppError> {
        let mut query = Query::of_last_days(&self.args, USUAL, app)?;
        query.may_take_all = false;
        if query.filter.provider.is_empty() {
            query.filter.provider.push(AGENT.to_owned());
        }
        Ok(query)
    }

    fn answer(&self, query: &Query, reader: &Reader, app: &App) -> Result<BlocksReport, AppError> {
        Ok(reader.blocks(&query.context(), app.config().blocks.week_reset)?)
    }
}
