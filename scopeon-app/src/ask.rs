//! Questions and their answers. Each question is a plain struct, the same for every front end; [`App::ask`] reads what is
//! new, answers, and says how fresh the answer is.

mod blocks;
mod budgets;
mod cache;
mod compare;
mod context;
mod costs;
mod database;
mod doctor;
mod empty;
mod explore;
mod health;
mod limits;
mod models;
mod prices;
mod privacy;
mod providers;
mod session_ids;
mod sessions;
mod status;
mod sub_agents;
mod tags;
mod tools;
mod usage;
mod whatif;

use scopeon_core::report::{Fresh, Notice, NoticeCode, Report, Scope};
use scopeon_core::time::Range;
use scopeon_store::Reader;

use crate::app::App;
use crate::cancel::CancelToken;
use crate::error::{AppError, ErrorKind};
use crate::query::Query;
use crate::refresh::Refreshed;

pub use blocks::Blocks;
pub use budgets::Budgets;
pub use cache::Cache;
pub use compare::Compare;
pub use context::Context;
pub use costs::Costs;
pub use database::{Backup, CompactError, Compaction};
pub use explore::{Explore, ExploreBy};
pub use health::{Health, Suggest};
pub use limits::Limits;
pub use prices::Prices;
pub use privacy::PrivacyCheck;
pub use sessions::{Session, SessionOrder, Sessions};
pub use status::Status;
pub use sub_agents::{SubAgents, Tasks};
pub use tags::{TagCosts, TagList, TagRules};
pub use tools::Tools;
pub use usage::{Order, OrderBy, Usage};
pub use whatif::{Whatif, WhatifPrices};

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

    /// Returns `true` if an answer holds nothing.
    fn is_empty(&self, _report: &Self::Report) -> bool {
        false
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

impl App {
    /// Answers a question, after reading what is new.
    ///
    /// # Errors
    ///
    /// When something of the question is not understood or not known, the database cannot be used, or `cancel` stops it.
    pub fn ask<Q: Ask>(&self, question: &Q, cancel: &CancelToken) -> Result<Q::Report, AppError> {
        let query = question.query(self)?;
        let (mut report, refreshed) = self.prepare_and_answer(question, &query, cancel)?;
        let mut notices = empty::unknown_filters(self, &query);
        if question.is_empty(&report) {
            notices.extend(empty::hint(self, report.scope()));
        }
        stamp(&mut report, refreshed);
        let scope = report.scope_mut();
        scope.now = query.now;
        scope.notices.extend(notices);
        if scope.levels.is_empty() {
            scope.levels = self.agents().levels(&scope.providers);
        }
        Ok(report)
    }

    fn prepare_and_answer<Q: Ask>(
        &self,
        question: &Q,
        query: &Query,
        cancel: &CancelToken,
    ) -> Result<(Q::Report, Refreshed), AppError> {
        let refreshed = match question.preparation(query) {
            Preparation::RefreshMeanwhile => {
                return self.refresh_and_answer(cancel, |reader| question.answer(query, reader, self));
            }
            Preparation::Nothing => Refreshed::nothing(query.now),
            Preparation::RefreshDemo if !self.is_demo() => Refreshed::nothing(query.now),
            Preparation::Refresh | Preparation::RefreshDemo => self.refresh(cancel)?,
            Preparation::Aggregates(range) => {
                self.refresh_digests((&range, query.now), &query.book, cancel)?
            }
        };
        let report = question.answer(query, &self.reader()?, self)?;
        Ok((report, refreshed))
    }

    /// Reads what is new before an answer that is worth giving without it, too: what stands in the way is a remark.
    pub(crate) fn refresh_if_possible(&self, cancel: &CancelToken) -> Result<Refreshed, AppError> {
        match self.refresh(cancel) {
            Err(error) if error.kind() == ErrorKind::Cancelled => Err(error),
            Err(error) => {
                let fresh = Fresh::stale(None, error.with_advice());
                let notices = vec![Notice::new(NoticeCode::Failed, error)];
                Ok(Refreshed { fresh, notices })
            }
            refreshed => refreshed,
        }
    }

    /// Returns the scope of an answer about this machine at this instant rather than about calls.
    #[must_use]
    pub fn scope(&self) -> Scope {
        let now = self.now();
        let mut scope = Scope::new(now, self.zone(), Range::default());
        scope.fresh = Fresh::current(now);
        scope
    }
}

/// Writes into an answer how fresh it is.
pub(crate) fn stamp(report: &mut impl Report, refreshed: Refreshed) {
    let scope = report.scope_mut();
    scope.fresh = refreshed.fresh;
    scope.notices = refreshed.notices;
}
