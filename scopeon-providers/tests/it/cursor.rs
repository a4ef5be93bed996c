//! The reader of what Cursor keeps: the fixture, the traps, what is never read, and the laws.
#![expect(clippy::unwrap_used, reason = "what is missing here is the failure of the test")]

use std::path::Path;

use rusqlite::Connection;
use scopeon_core::event::Finish;
use scopeon_providers::Cursor;
use scopeon_providers::testkit::MemoryLedger;
use tempfile::TempDir;

use crate::expect::{check_calls, expected, session, tools, truth};
use crate::lawful::{Lawful, Reader};
use crate::sqlite;

const DATABASE: &str = ".config/Cursor/User/globalStorage/state.vscdb";
const SQL: &str = "cursor/state.vscdb.sql";

fn tour() -> TempDir {
    let home = tempfile::tempdir().unwrap();
    sqlite::settle(&home.path().join(DATABASE), SQL);
    let chat = home.path().join(".cursor/chats/5f4dcc3b/aaaa-bbbb");
    std::fs::create_dir_all(&chat).unwrap();
    let meta = r#"{"createdAtMs":1790000000000,"updatedAtMs":1790000060000,"title":"PRIVATE_SENTINEL","hasConversation":true}"#;
    std::fs::write(chat.join("meta.json"), meta).unwrap();
    std::fs::write(chat.join("prompt_history.json"), r#"["PRIVATE_SENTINEL"]"#).unwrap();
    home
}

fn read_on(home: &Path, ledger: &mut MemoryLedger) {
    Reader::new(&Cursor, home).read(home, 1, ledger);
}

fn read(home: &Path) -> MemoryLedger {
    let mut ledger = MemoryLedger::default();
    read_on(home, &mut ledger);
    ledger
}

fn scene() -> (TempDir, Connection) {
    let home = tempfile::tempdir().unwrap();
    let agent = sqlite::make(&home.path().join(DATABASE), SQL);
    (home, agent)
}

#[test]
fn the_fixture_is_read_exactly() {
    let ledger = read(tour().path());
    let expected = expected("cursor");
    check_calls(&ledger, &expected);
    assert_eq!(ledger.calls().next().unwrap().reading.finish, Finish::Unfinished, "not exact");
    let composer = session(&ledger, "c1");
    assert_eq!(composer.window, expected["context"]["limit"].as_u64());
    assert_eq!(composer.entry_point.as_ref().unwrap().as_str(), "agent");
    let reported = composer.reported.unwrap();
    assert_eq!((reported.lines_added, reported.lines_removed), (12, 3));
    let tool = tools(&ledger)[0];
    assert_eq!((tool.name.as_ref().unwrap().as_str(), tool.ok), ("read_file_v2", Some(true)));
    let chat = session(&ledger, "aaaa-bbbb");
    assert_eq!(chat.span.1.unwrap().millis() - chat.span.0.unwrap().millis(), 60_000);
}

#[test]
fn version_3s_zeros_and_context_meters_are_no_calls() {
    let (home, agent) = scene();
    agent
        .execute_batch(
            r#"UPDATE cursorDiskKV SET value = json_set(value, '$.tokenCount', json('{"inputTokens":0,"outputTokens":0}'))
                WHERE key LIKE 'bubbleId:%'"#,
        )
        .unwrap();
    let ledger = read(home.path());
    assert_eq!(ledger.calls().count(), 0);
    assert_eq!(tools(&ledger).len(), 1);
}

#[test]
fn values_may_be_blobs_and_only_changed_sessions_are_read_again() {
    let (home, agent) = scene();
    agent.execute_batch("UPDATE cursorDiskKV SET value = CAST(value AS BLOB)").unwrap();
    let mut ledger = MemoryLedger::default();
    read_on(home.path(), &mut ledger);
    assert_eq!(ledger.calls().count(), 1);
    agent
        .execute_batch(
            r#"INSERT INTO cursorDiskKV VALUES
             ('bubbleId:c1:b3', '{"type":2,"tokenCount":{"inputTokens":5,"outputTokens":1},"modelInfo":{"modelName":"default"}}'),
             ('bubbleId:c10:b1', '{"type":2,"createdAt":"2026-09-21T14:13:40.000Z","tokenCount":{"inputTokens":7,"outputTokens":1}}');
             UPDATE cursorDiskKV SET value = json_set(value, '$.lastUpdatedAt', 1790000400000) WHERE key = 'composerData:c1'"#,
        )
        .unwrap();
    read_on(home.path(), &mut ledger);
    let mut seen: Vec<_> = ledger
        .calls()
        .map(|call| (call.reading.usage.input, call.reading.model.to_string(), call.at.millis()))
        .collect();
    seen.sort();
    assert_eq!(seen.len(), 2, "c10 is no part of c1");
    assert_eq!(seen[0], (5, "composer-2.5".to_owned(), 1_790_000_000_000), "the session's model and start");
}

pub(crate) fn lawful() -> Lawful {
    Lawful::made(|| Box::new(Cursor), tour(), truth(&expected("cursor")))
}

#[test]
fn the_laws_hold_and_no_key_gets_out() {
    lawful().check();
    lawful().canary("PRIVATE_SENTINEL_do_not_store_TOKEN").check_laws(1);
}
