//! Where things stand now.

use scopeon_core::report::StatusReport;
use scopeon_store::Reader;

use super::question::{Ask, Preparation};
use crate::app::App;
use crate::error::AppError;
use crate::query::Query;

/// Where things stand now: today, this week, this month, the live session.
#[derive(Clone, Copy, Debug, Default)]
pub struct Status;

impl Ask for Status {
    type Report = StatusReport;

    fn query(&self, app: &App) -> Result<Query, AppError> {
        Query::everything(app)
    }

    fn preparation(&self, _query: &Query) -> Preparation {
        Preparation::RefreshMeanwhile
    }

    fn answer(&self, query: &Query, reader: &Reader, _app: &App) -> Result<StatusReport, AppError> {
        Ok(reader.status(query.now, query.zone, &query.book)?)
    }

    /// It says itself what there is not.
    fn is_empty(&self, _report: &StatusReport) -> bool {
        false
    }
}
