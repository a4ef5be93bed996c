//! Answering any question: what is new is read first, and the answer says how fresh it is.

use scopeon_core::report::{Fresh, Notice, NoticeCode, Report};
use scopeon_core::time::{Range, Timestamp};

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
        let said = self.said(question, &query, &report);
        stamp(&mut report, refreshed);
        let scope = report.scope_mut();
        scope.now = query.now;
        scope.notices.extend(said);
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
        let said = self.said(question, &query, &report);
        stamp(&mut report, Refreshed { fresh, notices: said });
        let scope = report.scope_mut();
        scope.now = query.now;
        if scope.levels.is_empty() {
            scope.levels = self.agents().levels(&scope.providers);
        }
        Ok(report)
    }

    /// Returns what is to be said beside an answer: that something else is counted than was stated, and why it holds nothing.
    fn said<Q: Ask>(&self, question: &Q, query: &Query, report: &Q::Report) -> Vec<Notice> {
        let mut notices = empty::unknown_filters(self, query);
        if question.is_empty(report) {
            // That a name is unknown says why.
            let counted = question.counted(query, self);
            let hint = empty::hint(self, (query, &counted), report.scope());
            notices.extend(hint.filter(|_| notices.is_empty()));
        }
        widened(query).into_iter().chain(notices).collect()
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

/// Returns `true` if what is counted beyond what was stated is a twentieth of it or more: of a day some minutes are no matter.
fn is_much(stated: &Range, query: &Query) -> bool {
    let length = |range: &Range| {
        let until = range.until.unwrap_or(query.now).millis();
        range.since.map_or(i64::MAX, |since| until.saturating_sub(since.millis()))
    };
    let (stated, counted) = (length(stated), length(&query.range));
    counted.saturating_sub(stated).saturating_mul(20) >= stated
}

/// Says what was counted instead of a part of a quarter of an hour.
fn widened(query: &Query) -> Option<Notice> {
    let stated = query.stated.filter(|stated| is_much(stated, query))?;
    let edge = |word: &str, stated: Option<Timestamp>, counted: Option<Timestamp>| {
        counted.filter(|_| counted != stated).map(|at| format!("{word} {}", query.zone.wall(at)))
    };
    let edges =
        [edge("from", stated.since, query.range.since), edge("until", stated.until, query.range.until)];
    let edges: Vec<String> = edges.into_iter().flatten().collect();
    let text = format!("figures are kept by quarters of an hour, so what is counted is {}", edges.join(" "));
    Some(Notice::new(NoticeCode::Widened, text))
}
