//! Canaries that nobody has to place: a word put into every string that holds a space, as only what people and models
//! write does. Names, numbers and instants stay as they are.

use std::cell::RefCell;
use std::collections::BTreeSet;

use rusqlite::types::Value;
use scopeon_core::provider::SourceKind;
use serde::de::IgnoredAny;

use super::cells;
use super::workspace::SampleFile;

/// The word.
pub(super) const PLANTED: &str = "PLANTEDCONTENT";

/// Makes another text of what stands under a key or in a column; none where it stays.
type Other<'a> = &'a dyn Fn(&str, &str) -> Option<String>;

/// Returns the file with the word in it; none when there is no place for it. What stands under one of the `names` is kept.
pub(super) fn plant(file: &SampleFile, names: &[String]) -> Option<Vec<u8>> {
    plant_with(file, &|key, text| in_string(text, key, names))
}

/// Returns the file with a sentence behind whatever stands under one key or in one column.
pub(super) fn plant_under(file: &SampleFile, key: &str) -> Option<Vec<u8>> {
    plant_with(file, &|known, text| {
        (known == key && !is_instant(text)).then(|| [text, " ", PLANTED, " of this customer"].concat())
    })
}

/// Returns every key under which a text stands in the file, and every such column.
pub(super) fn keys(file: &SampleFile) -> BTreeSet<String> {
    let keys = RefCell::new(BTreeSet::new());
    plant_with(file, &|key, _| {
        keys.borrow_mut().insert(key.to_owned());
        None
    });
    keys.into_inner()
}

fn plant_with(file: &SampleFile, other: Other<'_>) -> Option<Vec<u8>> {
    match file.shape? {
        SourceKind::Lines => in_lines(&file.bytes, other),
        SourceKind::Database => {
            cells::change(&file.bytes, &[], &mut |column, cell| in_cell(column, cell, other))
        }
        _ => in_json(str::from_utf8(&file.bytes).ok()?, other).map(String::into_bytes),
    }
}

/// Plants in each line that is JSON; another line has no form that tells content from the rest.
fn in_lines(bytes: &[u8], other: Other<'_>) -> Option<Vec<u8>> {
    let mut planted = Vec::with_capacity(bytes.len() * 2);
    let mut any = false;
    for line in bytes.split_inclusive(|byte| *byte == b'\n') {
        let changed = str::from_utf8(line).ok().and_then(|line| in_json(line, other));
        any |= changed.is_some();
        planted.extend_from_slice(changed.as_deref().map_or(line, str::as_bytes));
    }
    any.then_some(planted)
}

fn in_cell(column: &str, cell: &Value, other: Other<'_>) -> Option<Value> {
    let Value::Text(text) = cell else { return None };
    let planted = if is_json(text) { in_json(text, other) } else { other(column, text) };
    planted.map(Value::Text)
}

/// Plants in the strings of a JSON text, byte for byte the same but for them; none when it is not JSON.
fn in_json(text: &str, other: Other<'_>) -> Option<String> {
    if !is_json(text) {
        return None;
    }
    let mut planted = String::with_capacity(text.len() * 2);
    let (mut rest, mut key, mut any) = (text, "", false);
    while let Some((before, after)) = rest.split_once('"') {
        let end = end_of_string(after)?;
        let (string, next) = (&after[..end], &after[end + 1..]);
        let is_key = next.trim_start().starts_with(':');
        let changed = if is_key { None } else { in_raw_string(string, key, other) };
        any |= changed.is_some();
        for part in [before, "\"", changed.as_deref().unwrap_or(string), "\""] {
            planted.push_str(part);
        }
        if is_key {
            key = string;
        }
        rest = next;
    }
    planted.push_str(rest);
    any.then_some(planted)
}

/// Returns `true` if a text is an object or a list of JSON.
fn is_json(text: &str) -> bool {
    text.trim_start().starts_with(['{', '[']) && serde_json::from_str::<IgnoredAny>(text).is_ok()
}

/// Finds the quote that ends a string which has begun.
fn end_of_string(text: &str) -> Option<usize> {
    let mut is_escaped = false;
    text.bytes().position(|byte| {
        let ends = byte == b'"' && !is_escaped;
        is_escaped = byte == b'\\' && !is_escaped;
        ends
    })
}

/// Plants in a string as it stands in JSON, or in the JSON that stands in the string.
fn in_raw_string(raw: &str, key: &str, other: Other<'_>) -> Option<String> {
    let inner: String = serde_json::from_str(&["\"", raw, "\""].concat()).ok()?;
    if !is_json(&inner) {
        return other(key, raw);
    }
    let quoted = serde_json::to_string(&in_json(&inner, other)?).ok()?;
    Some(quoted[1..quoted.len() - 1].to_owned())
}

/// Puts the word behind the first word and before the last one, so that a shortened text holds it as well.
fn in_string(text: &str, key: &str, names: &[String]) -> Option<String> {
    let is_kept = !text.contains(' ') || is_instant(text) || names.iter().any(|name| name == key);
    let (first, last) = (text.find(' ')?, text.rfind(' ')?);
    (!is_kept)
        .then(|| [&text[..first], " ", PLANTED, &text[first..last], " ", PLANTED, &text[last..]].concat())
}

/// Returns `true` if a text is a date and a time, in whatever order.
fn is_instant(text: &str) -> bool {
    let text = text.trim_end_matches("UTC").trim_end_matches("GMT");
    text.bytes().all(|byte| byte.is_ascii_digit() || b"-:./+ ,TZ".contains(&byte))
}
