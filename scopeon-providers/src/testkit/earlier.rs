//! What a file that is written again as a whole may have held at an earlier time, made of what it holds: half of its list
//! and half of its counts.

use rusqlite::types::Value as Cell;
use scopeon_core::provider::SourceKind;
use serde_json::{Map, Value};

use super::cells;
use super::workspace::SampleFile;

/// Returns the texts of a file at two times, and that as often as there is a way to make an earlier one; none for what is
/// no JSON and no database.
///
/// Of a table to which rows are only `appended`, half of the rows are there; of others half of their counts. What stands in
/// a list of that name in a document keeps its counts.
pub(super) fn histories(file: &SampleFile, appended: &[String]) -> Vec<[Vec<u8>; 2]> {
    if file.shape == Some(SourceKind::Database) {
        let earlier = cells::change(&file.bytes, appended, &mut half_cell);
        return earlier.map(|earlier| [earlier, file.bytes.clone()]).into_iter().collect();
    }
    let Ok(document) = serde_json::from_slice::<Value>(&file.bytes) else { return Vec::new() };
    // Both are written by the same hand: what is hashed as it stands is the same in both.
    let text = |value: &Value| value.to_string().into_bytes();
    let earlier = [shorter(&document), lower(&document, appended)].into_iter().flatten();
    earlier.map(|earlier| [text(&earlier), text(&document)]).collect()
}

/// The document with half of each list of records. What was counted over all of them is not counted yet: a total that is
/// ahead of what it sums up would be of no time.
fn shorter(document: &Value) -> Option<Value> {
    let mut shorter = document.clone();
    (shorten(&mut shorter, false) > 0).then_some(shorter)
}

/// Cuts the outermost lists and returns how many were cut.
fn shorten(value: &mut Value, counts: bool) -> usize {
    match value {
        Value::Array(list) if !list.is_empty() && list.iter().all(Value::is_object) => {
            list.truncate(list.len() / 2);
            1
        }
        Value::Object(members) => {
            let counts = counts && holds_numbers(members);
            members.iter_mut().map(|(key, value)| shorten(value, counts || is_count(key))).sum()
        }
        Value::Number(number) if counts && is_small(number) => {
            *value = Value::from(0);
            0
        }
        _ => 0,
    }
}

/// The document with half of each count.
fn lower(document: &Value, kept: &[String]) -> Option<Value> {
    let mut lower = document.clone();
    (halve(&mut lower, false, kept) > 0).then_some(lower)
}

/// Halves what is counted and returns how many numbers that are.
fn halve(value: &mut Value, counts: bool, kept: &[String]) -> usize {
    match value {
        Value::Array(list) => list.iter_mut().map(|value| halve(value, counts, kept)).sum(),
        Value::Object(members) => {
            let counts = counts && holds_numbers(members);
            let others = members.iter_mut().filter(|(key, _)| !kept.contains(key));
            others.map(|(key, value)| halve(value, counts || is_count(key), kept)).sum()
        }
        Value::Number(number) if counts && is_small(number) => {
            let whole = number.as_u64().map(|count| Value::from(count / 2));
            *value = whole.unwrap_or_else(|| Value::from(number.as_f64().unwrap_or_default() / 2.0));
            1
        }
        _ => 0,
    }
}

fn half_cell(column: &str, cell: &Cell) -> Option<Cell> {
    match cell {
        Cell::Integer(count) if is_count(column) && (2..LARGE).contains(count) => {
            Some(Cell::Integer(count / 2))
        }
        Cell::Real(count) if is_count(column) && *count > 0.0 => Some(Cell::Real(count / 2.0)),
        Cell::Text(text) if text.starts_with(['{', '[']) => {
            Some(Cell::Text(lower(&serde_json::from_str(text).ok()?, &[])?.to_string()))
        }
        _ => None,
    }
}

/// Returns `true` if all that an object holds may be counts: what a tool was given may have the name of a count, too.
fn holds_numbers(members: &Map<String, Value>) -> bool {
    members.values().all(|value| matches!(value, Value::Number(_) | Value::Object(_) | Value::Null))
}

/// What is as large is an instant or an id.
const LARGE: i64 = 1_000_000_000;

fn is_small(number: &serde_json::Number) -> bool {
    number.as_f64().is_some_and(|number| number > 0.0 && number < 1e9)
}

/// Returns `true` if what stands under a key is counted, as far as a key says so.
fn is_count(key: &str) -> bool {
    const WORDS: [&str; 12] = [
        "token",
        "cost",
        "total",
        "usage",
        "used",
        "input",
        "output",
        "completion",
        "cache",
        "reasoning",
        "credit",
        "spent",
    ];
    let key = key.to_ascii_lowercase();
    WORDS.iter().any(|word| key.contains(word)) && !key.ends_with("id") && !key.ends_with("at")
}
