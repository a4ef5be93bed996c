//! What a question is: what it states, what has to be done before it is answered, and the answer.

use scopeon_core::report::Report;
use scopeon_core::time::Range;
use scopeon_store::{Filter, Reader};

use crate::app::App;
use crate::error::AppError;
use crate::query::Query;
use crate::refresh::Refreshed;

/// A question.
pub trait Ask {
    /// What answers it.
    type Report: Report;

    /// Reads what is stated.
    ///
    /// # Errors
    ///
    /// When something of it is not understood or not known.
    fn query(&self, app: &App) -> Result<Query, AppError>;

    /// Says what has to be done before the question can be answered.
    fn preparation(&self, _query: &Query) -> Preparation {
        Preparation::Refresh
    }

    /// Answers from what is kept.
    ///
    /// # Errors
    ///
    /// When what is asked for is not there, or the database fails.
    fn answer(&self, query: &Query, reader: &Reader, app: &App) -> Result<Self::Report, AppError>;

    /// Returns `true` if an answer holds nothing, so that it is to be said what lies nearest.
    fn is_empty(&self, report: &Self::Report) -> bool {
        report.scope().providers.is_empty()
    }

    /// Says what is counted: of an answer that holds nothing, the nearest of that is told.
    fn counted(&self, query: &Query, _app: &App) -> Filter {
        query.filter.clone()
    }
}

/// What has to be done before a question can be answered.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Preparation {
    /// Nothing new is needed.
    Nothing,
    /// What is new is read.
    Refresh,
    /// The same; the question is quick, so that it is answered meanwhile, and once more only where something was new.
    RefreshMeanwhile,
    /// What is new is read of sample logs alone: a demo begins without a database.
    RefreshDemo,
    /// What is new is read, and the aggregates of sessions in a range are kept.
    Aggregates(Range),
}

/// Writes into an answer how fresh it is.
pub(super) fn stamp(report: &mut impl Report, refreshed: Refreshed) {
    let scope = report.scope_mut();
    scope.fresh = refreshed.fresh;
    scope.notices = refreshed.notices;
}
