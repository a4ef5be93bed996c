//! The front door for programs that are no front end: one value that reads, answers and follows.

mod change;
mod feed;
mod follow;
mod opening;
mod question;
mod seen;
mod watching;

use std::path::Path;
use std::sync::Arc;

use scopeon_core::report::GroupBy;
use scopeon_store::CallCursor;

use crate::app::App;
use crate::ask::Ask;
use crate::cancel::CancelToken;
use crate::error::AppError;
use crate::refresh::Refreshed;

pub use change::Change;
pub use feed::FollowedCall;
pub use follow::Follow;
pub use opening::Opening;
pub use question::UsageQuestion;

/// One database and the logs that fill it: it reads what is new, answers questions and tells of each call as it is recorded.
///
/// ```
/// use scopeon_app::{By, Period, Scopeon};
/// # fn main() -> Result<(), scopeon_app::AppError> {
/// # let directory = tempfile::tempdir().unwrap();
/// # let home = directory.path();
/// let scopeon = Scopeon::open(home.join("tool/scopeon.db"))?.home(home).read()?;
/// let report = scopeon.usage(By::Model).this(Period::Month).answer()?;
/// for row in &report.rows {
///     println!("{}: {} calls", row.key, row.figures.calls);
/// }
/// # Ok(())
/// # }
/// ```
#[derive(Clone, Debug)]
pub struct Scopeon {
    app: Arc<App>,
}

impl Scopeon {
    /// Begins to open a database, which is made if there is none. What else is kept (the key for pseudonyms, copies of other
    /// programs' databases, imported prices and, if there is one, `config.toml`) lies in the same directory; it should hold
    /// nothing else.
    ///
    /// # Errors
    ///
    /// When the path names no file, or is relative and there is no working directory.
    pub fn open(db: impl AsRef<Path>) -> Result<Opening, AppError> {
        Opening::new(db.as_ref())
    }

    /// Returns the application below: everything that this type leaves out.
    #[must_use]
    pub fn app(&self) -> &App {
        &self.app
    }

    /// Reads what is new now, as far as that can be done. Answers do so by themselves.
    ///
    /// # Errors
    ///
    /// As [`App::refresh`].
    pub fn refresh(&self) -> Result<Refreshed, AppError> {
        self.settle();
        self.app.refresh(&CancelToken::new())
    }

    /// Answers a question of [`ask`](crate::ask), after reading what is new unless it was opened by [`Opening::known`].
    ///
    /// # Errors
    ///
    /// As [`App::ask`].
    pub fn ask<Q: Ask>(&self, question: &Q) -> Result<Q::Report, AppError> {
        self.settle();
        self.app.ask(question, &CancelToken::new())
    }

    /// Begins to ask how much was used, in rows of one kind.
    pub const fn usage(&self, by: GroupBy) -> UsageQuestion<'_> {
        UsageQuestion::new(self, by)
    }

    /// Tells of each call that is recorded from now on, by this process or any other: see [`Follow`].
    ///
    /// # Errors
    ///
    /// When the database or the prices cannot be read.
    pub fn follow(&self) -> Result<Follow, AppError> {
        self.settle();
        Follow::start(&self.app, None)
    }

    /// Tells of each call that was recorded behind a place, and then as [`Scopeon::follow`].
    ///
    /// # Errors
    ///
    /// As [`Scopeon::follow`].
    pub fn follow_after(&self, cursor: CallCursor) -> Result<Follow, AppError> {
        self.settle();
        Follow::start(&self.app, Some(cursor))
    }

    /// Waits until the database is closed after the last answer: this process is not to wait for its own lock.
    fn settle(&self) {
        if let Err(error) = self.app.finish() {
            tracing::warn!(%error, "the database could not be closed");
        }
    }
}

impl From<App> for Scopeon {
    fn from(app: App) -> Self {
        Self { app: Arc::new(app) }
    }
}

impl Drop for Scopeon {
    fn drop(&mut self) {
        self.settle();
    }
}
