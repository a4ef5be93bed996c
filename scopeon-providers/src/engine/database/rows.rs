//! The rows of a copy, as providers see them. What SQLite says of a failure stays here: it may quote content.

use std::collections::{HashMap, HashSet};
use std::sync::Arc;
use std::time::Duration;

use rusqlite::{Connection, ErrorCode, params_from_iter};
use scopeon_core::provider::{Flow, Issue, IssueKind, ReadError, Row, Rows, Select, Source};

use super::copy::Copy;
use super::faults::Faults;
use super::limits::{self, Ender, StopWatch};
use super::query::{self, Query};
use super::row::SqlRow;

/// What a table is called whose rows are numbered by SQLite itself.
const ROWID: &str = "rowid";

/// An open copy.
pub(crate) struct CopiedRows<'a> {
    source: &'a Source,
    conn: &'a Connection,
    watch: Arc<StopWatch>,
    is_asked_to_stop: &'a dyn Fn() -> bool,
    /// The columns of each table that was asked for, in lower case; none for one that is no table.
    tables: HashMap<String, Option<HashSet<String>>>,
    failure: Option<IssueKind>,
    faults: Faults,
}

impl<'a> CopiedRows<'a> {
    /// Asks a copy; SQLite may take as long as the deadline for everything.
    pub(crate) fn of(
        copy: &'a mut Copy,
        source: &'a Source,
        deadline: Duration,
        is_asked_to_stop: &'a dyn Fn() -> bool,
    ) -> Result<Self, IssueKind> {
        let conn = copy.conn.as_mut().map_err(|kind| *kind)?;
        let watch = StopWatch::new(deadline);
        limits::confine(conn, &watch).map_err(|error| kind(&error))?;
        Ok(Self {
            source,
            conn,
            watch,
            is_asked_to_stop,
            tables: HashMap::new(),
            failure: None,
            faults: Faults::default(),
        })
    }

    /// Returns what ends a statement from another thread.
    pub(crate) fn ender(&self) -> Ender {
        Ender::new(self.conn, &self.watch)
    }

    /// Says what failed, if anything did.
    pub(crate) fn failure(&self) -> Option<IssueKind> {
        self.failure
    }

    /// Takes what was wrong with single rows.
    pub(crate) fn take_faults(&self) -> Vec<Issue> {
        self.faults.issues()
    }

    fn fail(&mut self, error: &rusqlite::Error) -> ReadError {
        self.failure = Some(kind(error));
        ReadError::Database
    }

    /// Looks up what columns a table has.
    fn look_up(&mut self, table: &str) -> Result<Option<&HashSet<String>>, ReadError> {
        let key = table.to_ascii_lowercase();
        if !self.tables.contains_key(&key) {
            let columns = if query::is_name(table) { columns(self.conn, &key) } else { Ok(None) };
            let columns = columns.map_err(|error| self.fail(&error))?;
            self.tables.insert(key.clone(), columns);
        }
        Ok(self.tables.get(&key).and_then(Option::as_ref))
    }

    fn show(
        &self,
        query: &Query,
        visit: &mut dyn FnMut(&dyn Row) -> Flow,
    ) -> Result<Result<(), ReadError>, rusqlite::Error> {
        let mut statement = self.conn.prepare(&query.sql)?;
        let mut rows = statement.query(params_from_iter(&query.values))?;
        while let Some(row) = rows.next()? {
            let row = SqlRow::new(row, &query.layout, &self.faults);
            let flow = if row.is_above() { self.watch.hold(|| visit(&row)) } else { Ok(()) };
            if (self.is_asked_to_stop)() {
                return Ok(Err(ReadError::Stopped));
            }
            if flow.is_err() {
                break;
            }
        }
        Ok(Ok(()))
    }
}

impl Rows for CopiedRows<'_> {
    fn source(&self) -> &Source {
        self.source
    }

    fn has(&mut self, table: &str, column: &str) -> Result<bool, ReadError> {
        let columns = self.look_up(table)?;
        Ok(columns.is_some_and(|columns| columns.contains(&column.to_ascii_lowercase())))
    }

    fn is_empty(&mut self) -> Result<bool, ReadError> {
        let any = "SELECT 1 FROM sqlite_schema WHERE type IN ('table', 'view') AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\'";
        let exists = self.conn.prepare(any).and_then(|mut any| any.exists([]));
        exists.map(|exists| !exists).map_err(|error| self.fail(&error))
    }

    fn select(
        &mut self,
        select: &Select<'_>,
        visit: &mut dyn FnMut(&dyn Row) -> Flow,
    ) -> Result<(), ReadError> {
        let Some(columns) = self.look_up(select.table)? else { return Ok(()) };
        let query = query::write(select, &|name| columns.contains(&name.to_ascii_lowercase()));
        match self.show(&query, visit) {
            Ok(ended) => ended,
            Err(error) => Err(self.fail(&error)),
        }
    }
}

/// Lists a real table's own columns: no view's, which computes them, and no virtual table's, which is code.
fn columns(conn: &Connection, table: &str) -> rusqlite::Result<Option<HashSet<String>>> {
    let real = "SELECT 1 FROM sqlite_schema WHERE type = 'table' AND rootpage > 0 AND lower(name) = ?1";
    if !conn.prepare(real)?.exists([table])? {
        return Ok(None);
    }
    let mut names = conn.prepare("SELECT lower(name) FROM pragma_table_info(?1)")?;
    let names = names.query_map([table], |row| row.get::<_, String>(0))?;
    let mut names: HashSet<String> =
        names.filter(|name| is_shown(name.as_ref())).collect::<Result<_, _>>()?;
    if conn.prepare(&query::rowid_of(table)).is_ok() {
        names.insert(ROWID.to_owned());
    }
    Ok(Some(names))
}

/// A column with a name that nobody asks for is none.
fn is_shown(name: Result<&String, &rusqlite::Error>) -> bool {
    name.is_err() || name.is_ok_and(|name| query::is_name(name))
}

/// Sorts a failure. What is damaged stays so until it changes; anything else may go well next time.
fn kind(error: &rusqlite::Error) -> IssueKind {
    match error.sqlite_error_code() {
        Some(ErrorCode::DatabaseCorrupt | ErrorCode::NotADatabase | ErrorCode::TooBig) => {
            IssueKind::Malformed
        }
        // The schema is text of the agent's that SQLite could not make sense of.
        Some(ErrorCode::Unknown) | None => IssueKind::Malformed,
        Some(_) => IssueKind::ReadFailed,
    }
}
