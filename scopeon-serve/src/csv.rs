//! Answers as CSV, for spreadsheets: the one table of an answer, its columns named as the fields are. Which columns there are
//! is known from the type of the answer and never from what is in it, so that whoever reads a file every month reads the
//! same one.

mod cell;

use std::collections::BTreeMap;
use std::sync::LazyLock;

use axum::http::{HeaderMap, header};
use serde_json::Value;

use crate::problem::Problem;
use crate::question::Parts;
use crate::route::Route;
use crate::tier::Tier;

/// Columns by route, written by a test from the schema of the wire format.
const COLUMNS: &str = include_str!("csv/columns.json");
/// Rows within rows, where a report is made by more than one key.
const WITHIN: &str = "breakdown";
/// What names a row.
const KEY: &str = "key";

static TABLES: LazyLock<BTreeMap<String, Vec<String>>> =
    LazyLock::new(|| serde_json::from_str(COLUMNS).unwrap_or_default());

/// Returns `true` if a caller would rather have CSV than JSON.
pub(crate) fn is_wanted(headers: &HeaderMap) -> bool {
    let stated = headers.get_all(header::ACCEPT).iter().filter_map(|value| value.to_str().ok());
    let (mut csv, mut json) = (0.0, 0.0);
    for range in stated.flat_map(|value| value.split(',')) {
        let mut parts = range.split(';').map(str::trim);
        let kind = parts.next().unwrap_or_default().to_ascii_lowercase();
        let weight = parts.find_map(|part| part.strip_prefix("q=")?.parse().ok()).unwrap_or(1.0);
        match kind.as_str() {
            "text/csv" => csv = weight,
            "application/json" | "application/*" | "*/*" => json = f64::max(json, weight),
            _ => {}
        }
    }
    csv > 0.0 && csv >= json
}

/// Writes the table of an answer as CSV.
///
/// # Errors
///
/// When the table is not among the fields that were chosen.
pub(crate) fn write(answer: &Value, route: &Route, tier: Tier) -> Result<Vec<u8>, Problem> {
    let rows = answer.get(route.table).and_then(Value::as_array);
    // Where nothing was chosen, a table that is not there is an empty one.
    let is_whole = answer.get("schema").is_some();
    let Some(rows) = rows.map(Vec::as_slice).or_else(|| is_whole.then_some(&[][..])) else {
        let detail = format!("CSV is made of {}, which is not among the chosen fields", route.table);
        return Err(Problem::parameter("fields", detail).allowed("", [route.table]));
    };
    let keys: Vec<&str> = answer
        .get("keys")
        .and_then(Value::as_array)
        .into_iter()
        .flatten()
        .filter_map(Value::as_str)
        .collect();
    // Where rows are named by more than one key, each is a column by its own name.
    let columns: Vec<&str> =
        columns(route, tier).into_iter().filter(|name| keys.is_empty() || *name != KEY).collect();
    let mut out = csv::WriterBuilder::new().terminator(csv::Terminator::CRLF).from_writer(Vec::new());
    let failed = |error: csv::Error| {
        tracing::error!(%error, "an answer cannot be written");
        Problem::unavailable("the answer cannot be written")
    };
    out.write_record(keys.iter().chain(&columns)).map_err(failed)?;
    let mut lines = Vec::new();
    for row in rows {
        leaves(row, &mut Vec::new(), keys.len(), &mut lines);
    }
    for (named, row) in lines {
        let cells = columns.iter().map(|column| cell::of(row, column));
        out.write_record(named.into_iter().map(cell::text).chain(cells)).map_err(failed)?;
    }
    out.into_inner().map_err(|error| failed(error.into_error().into()))
}

/// The rows that hold no others, each with the keys that lead to it.
fn leaves<'a>(
    row: &'a Value,
    above: &mut Vec<&'a str>,
    depth: usize,
    lines: &mut Vec<(Vec<&'a str>, &'a Value)>,
) {
    if depth == 0 {
        lines.push((Vec::new(), row));
        return;
    }
    above.push(row.get(KEY).and_then(Value::as_str).unwrap_or_default());
    match row.get(WITHIN).and_then(Value::as_array).filter(|_| above.len() < depth) {
        Some(within) => within.iter().for_each(|row| leaves(row, above, depth, lines)),
        None => lines.push((above.clone(), row)),
    }
    above.pop();
}

/// The columns that a caller may be told.
fn columns(route: &Route, tier: Tier) -> Vec<&'static str> {
    let all = TABLES.get(route.path).map_or(&[][..], Vec::as_slice);
    let told = told(route.parts, tier);
    let is_told = |column: &&str| {
        told.is_none_or(|fields| {
            let of_row = |field: &str| {
                field.strip_prefix(route.table).and_then(|rest| rest.strip_prefix('.')).is_some_and(|field| {
                    column.strip_prefix(field).is_some_and(|rest| rest.is_empty() || rest.starts_with('.'))
                })
            };
            fields.iter().any(|field| *field == route.table || of_row(field))
        })
    };
    all.iter().map(String::as_str).filter(is_told).collect()
}

fn told(parts: &'static [Parts], tier: Tier) -> Option<&'static [&'static str]> {
    let part = parts.iter().find(|part| part.tier >= tier).filter(|_| tier < Tier::Calls)?;
    Some(part.fields)
}

#[cfg(test)]
mod tests {
    use axum::http::{HeaderMap, HeaderValue, header};

    use super::is_wanted;

    #[test]
    fn whoever_would_rather_have_csv_gets_it() {
        for (accept, wanted) in [
            ("", false),
            ("*/*", false),
            ("text/csv", true),
            ("TEXT/CSV; header=present", true),
            ("text/csv, */*;q=0.1", true),
            ("application/json, text/csv;q=0.5", false),
            ("text/csv;q=0", false),
            ("text/html", false),
        ] {
            let mut headers = HeaderMap::new();
            headers.insert(header::ACCEPT, HeaderValue::from_static(accept));
            assert_eq!(is_wanted(&headers), wanted, "{accept}");
        }
    }
}
