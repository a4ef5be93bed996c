//! What the tables of an agent's database are called that its reader knows. Where a version calls them otherwise, their rows
//! are passed over, and that is told.

use scopeon_core::label::Label;
use scopeon_core::provider::{Issue, IssueKind, Position, ReadError, Rows, Select, Sink, Stopped};

/// One table that holds figures.
#[derive(Clone, Copy, Debug)]
pub struct Table {
    name: &'static str,
    columns: &'static [&'static str],
    together: &'static [&'static str],
    is_optional: bool,
}

impl Table {
    /// A table that every version has, and the columns without which its rows say nothing.
    #[must_use]
    pub const fn needed(name: &'static str, columns: &'static [&'static str]) -> Self {
        Self { name, columns, together: &[], is_optional: false }
    }

    /// A table that some versions do not have.
    #[must_use]
    pub const fn optional(name: &'static str, columns: &'static [&'static str]) -> Self {
        Self { is_optional: true, ..Self::needed(name, columns) }
    }

    /// Names columns that came with one version: where one of them is, all are.
    #[must_use]
    pub const fn together(mut self, columns: &'static [&'static str]) -> Self {
        self.together = columns;
        self
    }

    fn is_there(&self, rows: &mut dyn Rows) -> Result<bool, ReadError> {
        for column in self.columns.iter().chain(self.together) {
            if rows.has(self.name, column)? {
                return Ok(true);
            }
        }
        Ok(false)
    }

    fn has_rows(&self, rows: &mut dyn Rows) -> Result<bool, ReadError> {
        let mut has_rows = false;
        rows.select(&Select::all(self.name, &[]), &mut |_| {
            has_rows = true;
            Err(Stopped)
        })?;
        Ok(has_rows)
    }

    /// The columns that are not there.
    fn lacks(&self, rows: &mut dyn Rows) -> Result<Vec<&'static str>, ReadError> {
        let mut lacks = Vec::new();
        for column in self.columns {
            if !rows.has(self.name, column)? {
                lacks.push(*column);
            }
        }
        let before = lacks.len();
        for column in self.together {
            if !rows.has(self.name, column)? {
                lacks.push(*column);
            }
        }
        if lacks.len() - before == self.together.len() {
            lacks.truncate(before);
        }
        Ok(lacks)
    }
}

/// Tells of the tables and columns that are missing. A database without any table is one that was just made, and a table
/// without rows holds nothing that is missed.
///
/// # Errors
///
/// What the database fails with.
pub fn check(tables: &[Table], rows: &mut dyn Rows, out: &mut dyn Sink) -> Result<(), ReadError> {
    if rows.is_empty()? {
        return Ok(());
    }
    let mut missing = Vec::new();
    for table in tables {
        if !table.is_there(rows)? {
            missing.extend((!table.is_optional).then(|| table.name.to_owned()));
        } else if table.has_rows(rows)? {
            let lacks = table.lacks(rows)?;
            missing.extend(lacks.into_iter().map(|column| [table.name, ".", column].concat()));
        }
    }
    for (number, name) in (1..).zip(missing) {
        tell(number, &name, out);
    }
    Ok(())
}

/// Tells of the last of these tables where none of them is there: versions keep the same figures in different ones.
///
/// # Errors
///
/// What the database fails with.
pub fn check_any(tables: &[Table], rows: &mut dyn Rows, out: &mut dyn Sink) -> Result<(), ReadError> {
    if rows.is_empty()? {
        return Ok(());
    }
    for table in tables {
        if table.is_there(rows)? {
            return Ok(());
        }
    }
    tables.last().into_iter().for_each(|table| tell(0, table.name, out));
    Ok(())
}

/// What is missing lies nowhere in the file; a number keeps one from another.
fn tell(number: u64, name: &str, out: &mut dyn Sink) {
    let place = Position { offset: number, line: 0 };
    out.issue(Issue::named(IssueKind::UnknownSchema, place, Label::new(name)));
}
