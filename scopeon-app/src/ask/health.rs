//! How well a period or a session went, and what to do first.

use scopeon_core::metrics::thresholds::LEARNT_DAYS;
use scopeon_core::report::{HealthReport, SuggestReport};
use scopeon_core::time::{Range, Timestamp};
use scopeon_store::Reader;

use super::question::{Ask, Preparation};
use super::session_ids::{check, explain};
use crate::app::App;
use crate::error::AppError;
use crate::query::{Query, QueryArgs, USUAL};

/// A day, in milliseconds.
const DAY_MS: i64 = 86_400_000;

/// How well a period or a session went.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Health {
    /// The session, if only that.
    pub session: Option<String>,
    /// Which calls, where it is not one session.
    pub args: QueryArgs,
}

impl Ask for Health {
    type Report = HealthReport;

    fn query(&self, app: &App) -> Result<Query, AppError> {
        match &self.session {
            Some(id) => check(id).and_then(|()| Query::everything(app)),
            None => Query::of_last_days(&self.args, USUAL, app),
        }
    }

    fn preparation(&self, query: &Query) -> Preparation {
        Preparation::Aggregates(if self.session.is_some() { learnt(query.now) } else { with_learnt(query) })
    }

    fn answer(&self, query: &Query, reader: &Reader, _app: &App) -> Result<HealthReport, AppError> {
        match &self.session {
            Some(id) => reader.session_health(id, &query.context()).map_err(|error| explain(error, id)),
            None => Ok(reader.health(&query.context())?),
        }
    }

    fn is_empty(&self, report: &HealthReport) -> bool {
        report.scope.providers.is_empty()
    }
}

/// What to do first.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Suggest {
    /// Which calls.
    pub args: QueryArgs,
}

impl Ask for Suggest {
    type Report = SuggestReport;

    fn query(&self, app: &App) -> Result<Query, AppError> {
        Query::of_last_days(&self.args, USUAL, app)
    }

    fn preparation(&self, query: &Query) -> Preparation {
        Preparation::Aggregates(with_learnt(query))
    }

    fn answer(&self, query: &Query, reader: &Reader, _app: &App) -> Result<SuggestReport, AppError> {
        Ok(reader.suggest(&query.context())?)
    }

    fn is_empty(&self, report: &SuggestReport) -> bool {
        report.sessions == 0
    }
}

/// The range of a question and the days that thresholds are learnt from.
pub(super) fn with_learnt(query: &Query) -> Range {
    let learnt = learnt(query.now);
    let since = query.range.since.and_then(|since| Some(since.min(learnt.since?)));
    Range { since, until: None }
}

/// The days that thresholds are learnt from, and one more: the store takes whole ones.
fn learnt(now: Timestamp) -> Range {
    let days = i64::from(LEARNT_DAYS) + 1;
    let since = Timestamp::from_millis(now.millis().saturating_sub(days * DAY_MS)).unwrap_or_default();
    Range { since: Some(since), until: None }
}
