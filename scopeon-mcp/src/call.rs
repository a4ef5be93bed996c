//! A call of a tool: who asks, what is stated, and what may be told.

use scopeon_app::{App, Ask, CancelToken};
use scopeon_core::report::Report;

use crate::args::Args;
use crate::caller::Who;
use crate::cursor::Place;
use crate::failure::Failure;
use crate::live::Live;
use crate::names::Names;
use crate::progress::Progress;

/// No more rows than that are thought to come before a page while a caller reads.
const MOST_CAME: usize = 100;

/// A call of a tool.
pub(crate) struct Call<'a> {
    /// What answers.
    pub(crate) app: &'a App,
    /// Whether what single calls did is held back.
    pub(crate) hides_calls: bool,
    /// What comes.
    pub(crate) live: &'a Live,
    /// What is stated.
    pub(crate) args: &'a Args,
    /// Which session is meant.
    pub(crate) who: &'a Who,
    /// Whose names are told.
    pub(crate) names: &'a Names,
    /// Whether it is still wanted.
    pub(crate) cancel: &'a CancelToken,
    /// Who is told how far it is.
    pub(crate) progress: &'a Progress,
    /// Where the page before ended.
    pub(crate) place: Place,
}

impl Call<'_> {
    /// Answers a question from what is kept.
    pub(crate) fn ask<Q: Ask>(&self, question: &Q) -> Result<Q::Report, Failure>
    where
        Q::Report: Report,
    {
        if self.cancel.is_requested() {
            return Err(Failure::Cancelled);
        }
        self.live.prepare(question, self.cancel);
        let answered = self.app.ask_kept(question)?;
        self.progress.step();
        Ok(answered)
    }

    /// Returns the session that is meant.
    ///
    /// # Errors
    ///
    /// When none is known.
    pub(crate) fn session(&self) -> Result<&str, Failure> {
        self.who.known()
    }

    /// Returns how many rows are asked of a list: those up to the end of this page, one more, which says that there are more,
    /// and of a later page as many as may have come before it meanwhile.
    pub(crate) fn rows(&self, usual: usize) -> usize {
        let came = if self.place.offset == 0 { 0 } else { MOST_CAME };
        self.place.offset.saturating_add(self.page(usual)).saturating_add(1 + came)
    }

    /// Returns how many rows a page has.
    pub(crate) fn page(&self, usual: usize) -> usize {
        self.args.count("limit").unwrap_or(usual)
    }
}
