//! Texts in a file that was changed by hand: whatever they hold, no answer rewrites a terminal.

use scopeon_core::label::is_printable;
use scopeon_core::pricing::PriceBook;
use scopeon_core::report::GroupBy;
use scopeon_core::time::Zone;
use scopeon_store::{SessionsQuery, UsageQuery};

use crate::build::*;
use crate::digests::KINDS;
use crate::figures::Question;

const HOSTILE: &str =
    "'\u{1b}[31m' || char(27) || ']0;t' || char(7) || char(10) || char(8238) || char(155) || 'x'";

#[test]
fn texts_are_cleaned_when_they_are_read() {
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join("a.db");
    let mut store = open(&path);
    write(
        &mut store,
        vec![
            main_session("s").into_event(),
            sub_agent("sub", "s").into_event(),
            turn("t", "2026-03-01T10:00:00Z", "s"),
            in_turn(call("c", "2026-03-01T10:00:00Z", "s", usage(1, 1)), "t"),
            call("d", "2026-03-01T10:05:00Z", "sub", usage(1, 1)).into_event(),
            tool("read", "s").into_event(),
        ],
    );
    store.close().unwrap();
    let conn = rusqlite::Connection::open(&path).unwrap();
    for (table, column) in [("label", "text"), ("session", "key"), ("source", "path")] {
        let change =
            format!("UPDATE {table} SET {column} = {column} || {HOSTILE} WHERE {column} IS NOT NULL");
        assert!(conn.execute(&change, []).unwrap() > 0, "{table}");
    }
    drop(conn);
    let (reader, book) = (read(&path), PriceBook::builtin());
    let question = Question::at("2026-03-10T12:00:00Z");
    let asked = question.asked();
    let mut said = Vec::new();
    let mut add = |answer: serde_json::Value| said.push(answer);
    for by in GroupBy::ALL {
        let mut query = UsageQuery::new(*by, Zone::UTC);
        query.keys.push(GroupBy::Model);
        add(serde_json::to_value(reader.usage(&query, &book).unwrap()).unwrap());
    }
    let sessions = reader.sessions(&SessionsQuery::new(Zone::UTC), &book).unwrap();
    add(serde_json::to_value(&sessions).unwrap());
    add(serde_json::to_value(reader.session("latest", now(), (Zone::UTC, &book)).unwrap()).unwrap());
    add(serde_json::to_value(reader.context("latest", &asked).unwrap()).unwrap());
    add(serde_json::to_value(reader.tools(&asked, &KINDS).unwrap()).unwrap());
    add(serde_json::to_value(reader.health(&asked).unwrap()).unwrap());
    add(serde_json::to_value(reader.status(&Question::at("2026-03-01T10:06:00Z").asked(), &[]).unwrap())
        .unwrap());
    add(serde_json::to_value(reader.agreement(&book).unwrap()).unwrap());
    add(format!("{:?}", reader.models().unwrap().into_iter().map(|model| model.model).collect::<Vec<_>>())
        .into());
    assert!(said.iter().any(|answer| answer.to_string().contains("[31m")), "the change is seen");
    said.iter().for_each(clean);
}

/// Looks through every text of an answer.
fn clean(answer: &serde_json::Value) {
    match answer {
        serde_json::Value::String(text) => {
            assert!(text.chars().all(is_printable), "{text:?}");
        }
        serde_json::Value::Array(parts) => parts.iter().for_each(clean),
        serde_json::Value::Object(parts) => parts.iter().for_each(|(name, part)| {
            assert!(name.chars().all(is_printable), "{name:?}");
            clean(part);
        }),
        _ => {}
    }
}
