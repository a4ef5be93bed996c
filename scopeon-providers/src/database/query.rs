//! Writes the one kind of statement there is: named columns of one table. Names are looked up before and
//! quoted, values are bound.

use rusqlite::types::Value;
use scopeon_core::provider::{Column, Select};

/// The longest name of a table or a column that is looked for.
const MAX_NAME: usize = 64;
/// The longest path into a JSON document.
const MAX_PATH: usize = 256;

/// A statement and its values.
#[derive(Debug, Default)]
pub(super) struct Query {
    pub(super) sql: String,
    pub(super) values: Vec<Value>,
}

/// Writes a selection, given which columns the table has.
pub(super) fn write(select: &Select<'_>, has: &dyn Fn(&str) -> bool) -> Query {
    let mut query = Query::default();
    query.push("SELECT ");
    for (place, column) in select.columns.iter().enumerate() {
        query.push(if place == 0 { "" } else { ", " });
        query.column(*column, has);
    }
    query.push(if select.columns.is_empty() { "NULL FROM " } else { " FROM " });
    query.name(select.table);
    query.conditions(select, has);
    query
}

/// Writes a statement that can only be prepared where SQLite numbers the table's rows itself.
pub(super) fn rowid_of(table: &str) -> String {
    let mut query = Query::default();
    query.push("SELECT rowid FROM ");
    query.name(table);
    query.sql
}

/// Tells whether a name may stand in a statement: no name that an agent gives is any other.
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

    fn column(&mut self, column: Column<'_>, has: &dyn Fn(&str) -> bool) {
        match column {
            Column::Plain(name) if has(name) => self.name(name),
            Column::Bytes(name) if has(name) => {
                self.push("octet_length(");
                self.name(name);
                self.push(")");
            }
            Column::Json(name, path) if has(name) && is_path(path) => self.json(name, path),
            Column::Digest(name, path) if has(name) && is_path(path) => self.extract(name, path),
            _ => self.push("NULL"),
        }
    }

    /// Takes one scalar out of a document. Objects and arrays stay inside: what else they hold was not asked
    /// for. A document may be stored as a blob.
    fn json(&mut self, name: &str, path: &str) {
        self.push("CASE WHEN json_valid(");
        self.document(name);
        self.push(") AND json_type(");
        self.document(name);
        self.push(", ");
        self.bind(Value::Text(path.to_owned()));
        let path = self.values.len().to_string();
        self.push(") NOT IN ('object', 'array') THEN json_extract(");
        self.document(name);
        self.push(", ?");
        self.push(&path);
        self.push(") END");
    }

    /// Takes any value out of a document, to be digested.
    fn extract(&mut self, name: &str, path: &str) {
        self.push("CASE WHEN json_valid(");
        self.document(name);
        self.push(") THEN json_extract(");
        self.document(name);
        self.push(", ");
        self.bind(Value::Text(path.to_owned()));
        self.push(") END");
    }

    fn document(&mut self, name: &str) {
        self.push("CASE typeof(");
        self.name(name);
        self.push(") WHEN 'blob' THEN CAST(");
        self.name(name);
        self.push(" AS TEXT) ELSE ");
        self.name(name);
        self.push(" END");
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
            self.compare(name, " > ", Value::Integer(number));
            // Text is above every number.
            self.push(" AND typeof(");
            self.name(name);
            self.push(") IN ('integer', 'real') ORDER BY ");
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

fn is_path(path: &str) -> bool {
    path.starts_with('$') && path.len() <= MAX_PATH && !path.contains('\0')
}
