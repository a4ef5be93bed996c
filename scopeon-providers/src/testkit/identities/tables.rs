//! A database in memory: a JSON object of tables, each a list of rows, of which a column may hold JSON itself.

use scopeon_core::input_fingerprint::digest;
use scopeon_core::provider::{Column, Flow, ReadError, Row, Rows, Select, Source};
use serde_json::Value;

/// The tables of one database.
pub(super) struct Tables {
    source: Source,
    tables: Value,
}

impl Tables {
    pub(super) fn new(source: Source, bytes: &[u8]) -> Option<Self> {
        Some(Self { source, tables: serde_json::from_slice(bytes).ok()? })
    }
}

impl Rows for Tables {
    fn source(&self) -> &Source {
        &self.source
    }

    fn has(&mut self, table: &str, column: &str) -> Result<bool, ReadError> {
        let rows = self.tables[table].as_array();
        Ok(rows.is_some_and(|rows| rows.iter().any(|row| row.get(column).is_some())))
    }

    fn select(
        &mut self,
        select: &Select<'_>,
        visit: &mut dyn FnMut(&dyn Row) -> Flow,
    ) -> Result<(), ReadError> {
        let mut rows: Vec<&Value> = self.tables[select.table].as_array().into_iter().flatten().collect();
        if let Some((column, number)) = select.above {
            let of = |row: &&Value| row[column].as_i64().unwrap_or(i64::MIN);
            rows.retain(|row| of(row) > number);
            rows.sort_by_key(of);
        }
        if let Some((column, text)) = select.equals {
            rows.retain(|row| row[column] == *text);
        }
        if let Some((column, text)) = select.starts_with {
            rows.retain(|row| row[column].as_str().is_some_and(|value| value.starts_with(text)));
        }
        for row in rows {
            let cells = Cells(select.columns.iter().map(|column| cell(row, column)).collect());
            if visit(&cells).is_err() {
                break;
            }
        }
        Ok(())
    }
}

fn cell(row: &Value, column: &Column<'_>) -> Option<String> {
    let plain = |value: &Value| match value {
        Value::Null => None,
        Value::String(text) => Some(text.clone()),
        // As SQLite shows them.
        Value::Bool(is_so) => Some(u8::from(*is_so).to_string()),
        value => Some(value.to_string()),
    };
    match column {
        Column::Plain(name) => plain(&row[*name]),
        Column::Json(name, path) => at(&row[*name], path).and_then(plain),
        Column::Digest(name, path) => {
            at(&row[*name], path).map(|value| digest(value.to_string().as_bytes()).cast_signed().to_string())
        }
        Column::Bytes(name) => plain(&row[*name]).map(|text| text.len().to_string()),
        _ => None,
    }
}

/// Follows a path such as `$.message.content[0].id`.
fn at<'v>(value: &'v Value, path: &str) -> Option<&'v Value> {
    let pointer = path.strip_prefix('$')?.replace('[', ".").replace(']', "").replace('.', "/");
    value.pointer(&pointer)
}

/// One row, as text.
struct Cells(Vec<Option<String>>);

impl Row for Cells {
    fn integer(&self, column: usize) -> Option<i64> {
        self.text(column)?.parse().ok()
    }

    fn real(&self, column: usize) -> Option<f64> {
        self.text(column)?.parse().ok()
    }

    fn text(&self, column: usize) -> Option<&str> {
        self.0.get(column)?.as_deref()
    }

    fn bytes(&self, column: usize) -> Option<&[u8]> {
        self.text(column).map(str::as_bytes)
    }
}
