//! Answering any question: what is new is read first, and the answer says how fresh it is.

use scopeon_core::report::{Fresh, Notice, NoticeCode, Report};

use super::empty;
use super::question::{Ask, Preparation, stamp};
use crate::app::App;
use crate::cancel::CancelToken;
use crate::error::{AppError, ErrorKind};
use crate::query::Query;
use crate::refresh::Refreshed;

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

    /// Answers a question from what is kept, while this process reads what comes: see [`App::watch`].
    ///
    /// # Errors
    ///
    /// As [`App::ask`].
    pub fn ask_kept<Q: Ask>(&self, question: &Q) -> Result<Q::Report, AppError> {
        let query = question.query(self)?;
        let mut report = question.answer(&query, &self.reader()?, self)?;
        let fresh = if self.reads_what_comes() {
            Fresh::live(query.now)
        } else {
            Fresh::stale(None, "nothing new was to be read")
        };
        stamp(&mut report, Refreshed { fresh, notices: empty::unknown_filters(self, &query) });
        let scope = report.scope_mut();
        scope.now = query.now;
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
}
