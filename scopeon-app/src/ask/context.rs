//! The context window of one session.

use scopeon_core::report::ContextReport;
use scopeon_store::Reader;

use super::question::Ask;
use super::session_ids::{check, explain};
use crate::app::App;
use crate::error::AppError;
use crate::query::Query;

/// The context window of one session.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Context {
    /// The session's id, the start of it, or `latest`.
    pub session: String,
}

impl Ask for Context {
    type Report = ContextReport;

    fn query(&self, app: &App) -> Result<Query, AppError> {
        check(&self.session)?;
        Query::everything(app)
    }

    fn answer(&self, query: &Query, reader: &Reader, _app: &App) -> Result<ContextReport, AppError> {
        reader.context(&self.session, &query.context()).map_err(|error| explain(error, &self.session))
    }

    /// It says itself what there is not.
    fn is_empty(&self, _report: &ContextReport) -> bool {
        false
    }
}
