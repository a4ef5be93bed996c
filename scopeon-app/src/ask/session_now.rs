//! Where one session stands now.

use scopeon_core::report::SessionNow as SessionNowReport;
use scopeon_store::Reader;

use super::question::Ask;
use super::session_ids::{check, explain};
use crate::app::App;
use crate::error::AppError;
use crate::query::Query;

/// Where one session stands now: what it cost, how full its context is, and when it was compacted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SessionNow {
    /// The session's id, the start of it, or `latest`.
    pub session: String,
}

impl Ask for SessionNow {
    type Report = SessionNowReport;

    fn query(&self, app: &App) -> Result<Query, AppError> {
        check(&self.session)?;
        Query::everything(app)
    }

    fn answer(&self, query: &Query, reader: &Reader, _app: &App) -> Result<SessionNowReport, AppError> {
        reader.session_now(&self.session, &query.context()).map_err(|error| explain(error, &self.session))
    }
}
