//! What a session did beside its calls.

use scopeon_core::report::{InteractionKind, InteractionsReport};
use scopeon_store::Reader;

use super::question::Ask;
use super::session_ids::{check, explain};
use crate::app::App;
use crate::error::AppError;
use crate::query::Query;

/// What a session did beside its calls.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Interactions {
    /// The session's id, the start of it, or `latest`.
    pub session: String,
    /// Which kinds; none of them stands for all.
    pub kinds: Vec<InteractionKind>,
}

impl Ask for Interactions {
    type Report = InteractionsReport;

    fn query(&self, app: &App) -> Result<Query, AppError> {
        check(&self.session)?;
        Query::everything(app)
    }

    fn answer(&self, query: &Query, reader: &Reader, _app: &App) -> Result<InteractionsReport, AppError> {
        let report = reader.interactions(&self.session, query.now, query.zone);
        let mut report = report.map_err(|error| explain(error, &self.session))?;
        if !self.kinds.is_empty() {
            report.rows.retain(|row| self.kinds.contains(&row.kind));
            report.interactions = u64::try_from(report.rows.len()).unwrap_or(u64::MAX);
        }
        Ok(report)
    }

    /// A session may have done nothing but call its model.
    fn is_empty(&self, _report: &InteractionsReport) -> bool {
        false
    }
}
