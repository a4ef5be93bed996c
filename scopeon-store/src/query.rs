//! Answers from the file, one question a file. A reader changes no fact and works in any process, on a read-only disk
//! and beside a writer; one that fills an empty file is waited for, and a filling that was broken off is undone first.

mod agents;
mod agents_seen;
mod agreement;
mod baseline;
mod blocks;
mod branches;
pub(crate) mod bucket;
mod budget;
mod cache;
mod call_details;
mod calls;
mod compare;
mod context;
pub(crate) mod cost_history;
mod costs;
mod digests;
mod explore;
mod feed;
mod filter;
mod forgotten;
mod health;
mod hour;
mod interactions;
mod known;
mod label;
mod limits;
mod losses;
mod names;
mod nearest;
mod notes;
mod per_session;
pub(crate) mod points;
pub(crate) mod price;
mod priced;
mod projects;
mod query_context;
mod recent_sessions;
mod run;
pub(crate) mod scan;
mod session;
mod session_facts;
mod session_lookup;
mod session_now;
mod sessions;
mod sources;
mod span;
mod standing;
mod status;
mod suggest;
mod sum;
mod tagger;
mod tags;
mod tasks;
mod tools;
mod top_by_cost;
mod turns;
mod unrecorded;
mod usage;
mod waste_inputs;
mod whatif;
mod why;
mod window;

use std::path::{Path, PathBuf};

use rusqlite::Connection;

pub use cache::CacheBy;
pub use compare::CompareTarget;
pub use explore::ExploreQuery;
pub use feed::{CallCursor, RecordedCall};
pub use filter::Filter;
pub use nearest::Nearest;
pub use query_context::QueryContext;
pub use session_facts::{SessionFact, SessionFacts, SessionFactsQuery};
pub(crate) use session_lookup::find_session;
pub use sessions::{SessionsQuery, SessionsSort};
pub use sources::{ModelUse, SourceIssues, SourceSummary, Unread};
pub use status::LIVE_MILLIS;
pub use suggest::suggest_names;
pub use usage::{Direction, MOST_KEYS, Sort, SortKey, UsageQuery};
pub use why::WhyTarget;

use crate::error::{At, StoreError};
use crate::{connect, schema};

/// Reads a database.
pub struct Reader {
    pub(crate) path: PathBuf,
    pub(crate) conn: Connection,
}

impl Reader {
    /// Reads by a connection that is there.
    pub(crate) fn over(path: &Path, conn: Connection) -> Self {
        Self { path: path.to_owned(), conn }
    }

    /// Opens a database to read.
    ///
    /// # Errors
    ///
    /// [`StoreError::Missing`] when there is none yet, another [`StoreError`] when the file is not Scopeon's,
    /// damaged, of another schema, or cannot be read.
    pub fn open(path: &Path) -> Result<Self, StoreError> {
        let missing = || StoreError::Missing { path: path.to_owned() };
        match std::fs::metadata(path) {
            // The first run has made the file and its log holds nothing yet.
            Ok(about) if about.len() == 0 && !has_log(path) => return Err(missing()),
            Ok(_) => {}
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Err(missing()),
            Err(error) => return Err(StoreError::io(path, "looking at it", error)),
        }
        let conn = connect::reader(path)?;
        if schema::is_made(&conn, path)? { Ok(Self { path: path.to_owned(), conn }) } else { Err(missing()) }
    }

    /// Returns the file's path.
    #[must_use]
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Returns a number that is another one after any other connection has committed.
    ///
    /// # Errors
    ///
    /// [`StoreError`] when the file cannot be read.
    pub fn data_version(&self) -> Result<i64, StoreError> {
        self.conn.pragma_query_value(None, "data_version", |row| row.get(0)).at(&self.path)
    }

    /// Returns `true` if no call was kept yet.
    ///
    /// # Errors
    ///
    /// [`StoreError`] when the file cannot be read.
    pub fn is_empty(&self) -> Result<bool, StoreError> {
        is_empty(&self.conn).at(&self.path)
    }

    /// Answers one question from one state of the file, whatever is committed meanwhile.
    pub(crate) fn ask<T>(
        &self,
        question: impl FnOnce(&Connection) -> rusqlite::Result<T>,
    ) -> Result<T, StoreError> {
        let view = self.conn.unchecked_transaction().at(&self.path)?;
        question(&view).at(&self.path)
    }
}

fn is_empty(conn: &Connection) -> rusqlite::Result<bool> {
    conn.query_row("SELECT NOT EXISTS (SELECT 1 FROM call)", [], |row| row.get(0))
}

fn has_log(path: &Path) -> bool {
    crate::private::beside(path, "-wal").exists()
}

impl std::fmt::Debug for Reader {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Reader").field("path", &self.path).finish_non_exhaustive()
    }
}
