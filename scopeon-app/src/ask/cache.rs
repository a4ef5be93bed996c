//! What caches did.

use scopeon_core::report::CacheReport;
use scopeon_store::{CacheBy, Reader};

use super::question::{Ask, Preparation};
use super::session_ids::{check, explain};
use crate::app::App;
use crate::error::AppError;
use crate::query::{Query, QueryArgs, USUAL};

/// What caches did in a period or in one session.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Cache {
    /// The session, if only that.
    pub session: Option<String>,
    /// Which calls, where it is not one session.
    pub args: QueryArgs,
    /// What the period is divided by.
    pub by: Option<CacheBy>,
}

impl Ask for Cache {
    type Report = CacheReport;

    fn query(&self, app: &App) -> Result<Query, AppError> {
        match &self.session {
            Some(id) => check(id).and_then(|()| Query::everything(app)),
            None => Query::of_last_days(&self.args, USUAL, app),
        }
    }

    fn preparation(&self, query: &Query) -> Preparation {
        if self.session.is_some() { Preparation::Refresh } else { Preparation::Aggregates(query.range) }
    }

    fn answer(&self, query: &Query, reader: &Reader, _app: &App) -> Result<CacheReport, AppError> {
        match &self.session {
            Some(id) => reader.session_cache(id, &query.context()).map_err(|error| explain(error, id)),
            None => Ok(reader.cache(&query.context(), self.by)?),
        }
    }

    fn is_empty(&self, report: &CacheReport) -> bool {
        report.total.prompt == 0
    }
}
