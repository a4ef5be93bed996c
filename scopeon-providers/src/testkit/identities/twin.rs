//! Two sessions that go the same way: what they are called and what they use is equal, and both were paid for.

use std::collections::HashMap;

use serde_json::Value;

use super::Truth;
use super::desk::{Desk, Thread, stamp};
use super::names::uuid;

/// How much later the second session may be.
const LATER: u64 = 3_600_000;

/// Writes a session that goes as another did, of which the truth `before` knew nothing yet.
pub(super) fn of(desk: &mut Desk, thread: &Thread, before: Truth) -> Thread {
    desk.form("a session that goes as another did");
    let added = desk.truth;
    desk.truth.calls += added.calls - before.calls;
    desk.truth.usage.input += added.usage.input - before.usage.input;
    desk.truth.usage.cache_read += added.usage.cache_read - before.usage.cache_read;
    desk.truth.usage.output += added.usage.output - before.usage.output;
    let later = if desk.names.are_alike() || desk.yes(2) { LATER } else { 0 };
    let mut known = HashMap::new();
    let mut twin = thread.clone();
    for line in &mut twin.lines {
        renew(desk, line, later, &mut known);
    }
    twin.session = known.get(&thread.session).cloned().unwrap_or_default();
    twin.path = thread.path.replace(&thread.session, &twin.session);
    twin
}

/// Gives every UUID below a value another one, each the same one wherever it stands, and puts times later.
fn renew(desk: &mut Desk, value: &mut Value, later: u64, known: &mut HashMap<String, String>) {
    match value {
        Value::String(text) if text.len() == 36 && text.as_bytes()[8] == b'-' => {
            let new = known.entry(text.clone()).or_insert_with(|| uuid(&mut desk.chance));
            text.clone_from(new);
        }
        Value::String(text) if text.starts_with("2026-11-10T") => {
            let part = |range: std::ops::Range<usize>| {
                text.get(range).and_then(|part| part.parse::<u64>().ok()).unwrap_or(0)
            };
            let minutes = part(11..13) * 60 + part(14..16);
            *text = stamp(minutes * 60_000 + part(17..19) * 1000 + part(20..23) + later);
        }
        Value::Array(items) => items.iter_mut().for_each(|item| renew(desk, item, later, known)),
        Value::Object(members) => members.values_mut().for_each(|member| renew(desk, member, later, known)),
        _ => {}
    }
}
