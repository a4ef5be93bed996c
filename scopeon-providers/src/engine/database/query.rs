//! Writes the one kind of statement there is: named columns of one table. Names are looked up before and
//! quoted, values are bound.

use rusqlite::types::Value;
use scopeon_core::provider::{Column, Select};

use super::document::{Ask, Wanted};

/// The longest name of a table or a column that is looked for.
const MAX_NAME: usize = 64;

/// A statement and its values.
#[derive(Debug, Default)]
pub(super) struct Query {
    pub(super) sql: String,
    pub(super) values: Vec<Value>,
    pub(super) layout: Layout,
}

/// Where the columns of a selection stand in a row of its statement.
#[derive(Debug, Default)]
pub(super) struct Layout {
    /// The place of each column; none of one that does not exist and of one that lies inside a document.
    pub(super) cells: Vec<Option<usize>>,
    /// The columns that are documents, each taken once.
    pub(super) documents: Vec<Document>,
    /// What each column is called, by its table.
    pub(super) names: Vec<String>,
    /// Where the row's number stands.
    pub(super) rowid: Option<usize>,
    /// Where the column stands by which rows are above a number, and what it is called.
    pub(super) above: Option<(usize, String)>,
}

/// A column that holds documents.
#[derive(Debug)]
pub(super) struct Document {
    pub(super) place: usize,
    pub(super) name: String,
    /// What is asked of them.
    pub(super) wanted: Wanted,
}

/// Writes a selection, given which columns the table has.
pub(super) fn write(select: &Select<'_>, has: &dyn Fn(&str) -> bool) -> Query {
    let mut query = Query::default();
    // Rows are put in order by their numbers alone: SQLite would sort the documents with them.
    let is_apart = select.above.is_some()
        && has("rowid")
        && select.columns.iter().any(|column| inside(*column, has).is_some());
    if is_apart {
        query.push("WITH \"rows found\" AS MATERIALIZED (SELECT \"rowid\" AS \"the row\" FROM ");
        query.name(select.table);
        query.conditions(select, has);
        query.push(") ");
    }
    query.push("SELECT NULL");
    let mut documents = Vec::new();
    for (number, column) in select.columns.iter().enumerate() {
        let place = query.layout.cells.iter().flatten().count() + 1;
        let place = query.column(*column, has).then_some(place);
        query.layout.cells.push(place);
        if let Some((name, path, digest)) = inside(*column, has) {
            wanted_of(&mut documents, name).ask(path, Ask { column: number, digest });
        }
    }
    let first = query.layout.cells.iter().flatten().count() + 1;
    for (place, (name, wanted)) in (first..).zip(documents) {
        query.push(", ");
        query.name(name);
        query.layout.documents.push(Document { place, name: called(select.table, name, ""), wanted });
    }
    query.places(select, has);
    query.push(" FROM ");
    if is_apart {
        query.push("\"rows found\" CROSS JOIN ");
    }
    query.name(select.table);
    if is_apart {
        query.push(" ON \"rowid\" = \"the row\"");
    } else {
        query.conditions(select, has);
    }
    query
}

/// What a column is called for people, by what was asked for.
fn called(table: &str, column: &str, path: &str) -> String {
    [table, ".", column, path.trim_start_matches('$')].concat()
}

fn name_of(table: &str, column: Column<'_>) -> String {
    match column {
        Column::Plain(name) | Column::Bytes(name) => called(table, name, ""),
        Column::Json(name, path) | Column::Digest(name, path) => called(table, name, path),
        _ => table.to_owned(),
    }
}

/// Writes a statement that can only be prepared where SQLite numbers the table's rows itself.
pub(super) fn rowid_of(table: &str) -> String {
    let mut query = Query::default();
    query.push("SELECT rowid FROM ");
    query.name(table);
    query.sql
}

/// Returns `true` if a name may stand in a statement: no name that an agent gives is any other.
pub(super) fn is_name(name: &str) -> bool {
    let word = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'_';
    (1..=MAX_NAME).contains(&name.len()) && name.bytes().all(word)
}

impl Query {
    fn push(&mut self, sql: &str) {
        self.sql.push_str(sql);
    }

    fn name(&mut self, name: &str) {
        debug_assert!(is_name(name), "only names that were looked up get here");
        self.push("\"");
        self.push(name);
        self.push("\"");
    }

    fn bind(&mut self, value: Value) {
        self.values.push(value);
        self.push("?");
        let number = self.values.len().to_string();
        self.push(&number);
    }

    /// Selects a column; says whether there is one. A document is selected once, whatever is asked of it.
    fn column(&mut self, column: Column<'_>, has: &dyn Fn(&str) -> bool) -> bool {
        match column {
            Column::Plain(name) if has(name) => {
                self.push(", ");
                self.name(name);
                true
            }
            Column::Bytes(name) if has(name) => {
                self.push(", octet_length(");
                self.name(name);
                self.push(")");
                true
            }
            _ => false,
        }
    }

    /// Selects what tells where a row stands, behind the columns and the documents.
    fn places(&mut self, select: &Select<'_>, has: &dyn Fn(&str) -> bool) {
        let first = self.layout.cells.iter().flatten().count() + self.layout.documents.len() + 1;
        self.layout.names.extend(select.columns.iter().map(|column| name_of(select.table, *column)));
        let above = select.above.map(|(name, _)| name).filter(|name| has(name));
        let names = ["rowid"].into_iter().filter(|name| has(name)).chain(above);
        for (place, name) in (first..).zip(names) {
            self.push(", ");
            self.name(name);
            if self.layout.rowid.is_none() && name == "rowid" {
                self.layout.rowid = Some(place);
            } else {
                self.layout.above = Some((place, called(select.table, name, "")));
            }
        }
    }

    fn conditions(&mut self, select: &Select<'_>, has: &dyn Fn(&str) -> bool) {
        let names = [
            select.above.map(|(name, _)| name),
            select.equals.map(|(name, _)| name),
            select.starts_with.map(|(name, _)| name),
        ];
        self.push(" WHERE 1");
        if names.iter().flatten().any(|name| !has(name)) {
            // A value that does not exist is above nothing and equals nothing.
            return self.push(" AND 0");
        }
        if let Some((name, text)) = select.equals {
            self.compare(name, " = ", Value::Text(text.to_owned()));
        }
        if let Some((name, text)) = select.starts_with {
            self.prefix(name, text);
        }
        if let Some((name, number)) = select.above {
            // Text is above every number; whoever sees it there tells of it.
            self.compare(name, " > ", Value::Integer(number));
            self.push(" ORDER BY ");
            self.name(name);
        }
    }

    fn compare(&mut self, name: &str, how: &str, value: Value) {
        self.push(" AND ");
        self.name(name);
        self.push(how);
        self.bind(value);
    }

    /// The bounds let an index be used; what they let through is compared as a whole.
    fn prefix(&mut self, name: &str, text: &str) {
        self.compare(name, " >= ", Value::Text(text.to_owned()));
        let lower = self.values.len().to_string();
        let mut upper = text.to_owned();
        upper.push(char::MAX);
        self.compare(name, " < ", Value::Text(upper));
        self.push(" AND substr(");
        self.name(name);
        self.push(", 1, length(?");
        self.push(&lower);
        self.push(")) = ?");
        self.push(&lower);
    }
}

/// The document that a column lies in, its path there, and whether only its digest is asked for.
fn inside<'a>(column: Column<'a>, has: &dyn Fn(&str) -> bool) -> Option<(&'a str, &'a str, bool)> {
    match column {
        Column::Json(name, path) if has(name) => Some((name, path, false)),
        Column::Digest(name, path) if has(name) => Some((name, path, true)),
        _ => None,
    }
}

fn wanted_of<'d, 'n>(documents: &'d mut Vec<(&'n str, Wanted)>, name: &'n str) -> &'d mut Wanted {
    let place = documents.iter().position(|(known, _)| *known == name).unwrap_or_else(|| {
        documents.push((name, Wanted::default()));
        documents.len() - 1
    });
    &mut documents[place].1
}
