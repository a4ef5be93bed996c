//! Each call as it is recorded.

use std::sync::Arc;
use std::time::{Duration, Instant};

use scopeon_store::CallCursor;

use super::feed::{Feed, FollowedCall};
use super::watching::Watching;
use crate::app::App;
use crate::cancel::CancelToken;
use crate::error::AppError;

/// How often the database is asked whether anybody wrote to it, and how long a request to stop takes at most.
const GLANCE: Duration = Duration::from_millis(200);

/// Each call as it is recorded: an iterator that waits for the next one.
///
/// What is new in the logs is read by a thread of this value, which ends when it is dropped. Calls that other processes
/// record, such as `scopeon ingest --watch`, are told as well: the database is asked a few times a second whether anybody
/// wrote. Where it was opened by [`Opening::known`](super::Opening::known) no log is read, and others have to.
///
/// A call is told when it is first recorded, and again whenever its tokens or its cost have changed since, which happens
/// while a response is streamed. That is found among the 1,024 calls that were recorded last, in memory that does
/// not grow: a change of an older call is not told, and one that is recorded again after so many others is told as new. What
/// was recorded before this value was made counts as told. A call that is deleted, or becomes another session's, is not
/// told of.
///
/// After an error it ends. A database that is replaced by another file is followed from that one's end.
#[derive(Debug)]
pub struct Follow {
    feed: Feed,
    watching: Watching,
    is_over: bool,
}

impl Follow {
    pub(super) fn start(app: &Arc<App>, from: Option<CallCursor>) -> Result<Self, AppError> {
        // Where it begins is known before anything more is read.
        let feed = Feed::start(app.db(), from, (app.price_book()?, app.aliases()))?;
        Ok(Self { feed, watching: Watching::start(app), is_over: false })
    }

    /// Returns what ends it from another thread: after a request nothing more is told.
    #[must_use]
    pub fn stop(&self) -> CancelToken {
        self.watching.cancel().clone()
    }

    /// Returns the place behind everything that was told, to go on from there with
    /// [`Scopeon::follow_after`](super::Scopeon::follow_after).
    #[must_use]
    pub const fn cursor(&self) -> CallCursor {
        self.feed.cursor()
    }

    /// Returns `true` after an error or a request to stop: nothing more is told.
    #[must_use]
    pub const fn is_over(&self) -> bool {
        self.is_over
    }

    /// Waits for the next call at most that long; none when none came, or when it [is over](Self::is_over).
    ///
    /// # Errors
    ///
    /// When the database cannot be read, or what is new cannot be kept in it.
    pub fn next_timeout(&mut self, timeout: Duration) -> Option<Result<FollowedCall, AppError>> {
        self.wait(Instant::now().checked_add(timeout))
    }

    /// Waits for the next call until then, or for ever.
    fn wait(&mut self, until: Option<Instant>) -> Option<Result<FollowedCall, AppError>> {
        loop {
            self.is_over |= self.watching.cancel().is_requested();
            if self.is_over {
                return None;
            }
            match self.step() {
                Ok(None) => {}
                told => {
                    self.is_over = told.is_err();
                    return told.transpose();
                }
            }
            let left = until.map(|until| until.saturating_duration_since(Instant::now()));
            if left.is_some_and(|left| left.is_zero()) {
                return None;
            }
            self.watching.wait(left.map_or(GLANCE, |left| left.min(GLANCE)));
        }
    }

    /// Returns what is new, and only then why there will be no more.
    fn step(&mut self) -> Result<Option<FollowedCall>, AppError> {
        let next = self.feed.next()?;
        match next.is_none().then(|| self.watching.failure()).flatten() {
            Some(failure) => Err(failure),
            None => Ok(next),
        }
    }
}

impl Iterator for Follow {
    type Item = Result<FollowedCall, AppError>;

    fn next(&mut self) -> Option<Self::Item> {
        self.wait(None)
    }
}
