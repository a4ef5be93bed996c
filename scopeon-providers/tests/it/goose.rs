//! The reader of Goose's database: both fixtures, the traps and the laws.
#![expect(clippy::unwrap_used, reason = "what is missing here is the failure of the test")]

use std::path::Path;

use rusqlite::Connection;
use scopeon_core::event::{Event, SessionKind};
use scopeon_providers::Goose;
use scopeon_providers::testkit::MemoryStore;
use tempfile::TempDir;

use crate::expect::{calls_of, expected, session, tools, truth};
use crate::lawful::{Lawful, Reader};
use crate::sqlite;
use crate::stated::{check_witnesses, counted, witnesses};

const DATABASE: &str = ".local/share/goose/sessions/sessions.db";
/// Version 14 has no ledger; it lies where older installations on macOS have it.
const OLD: &str = "Library/Application Support/Block/goose/sessions/sessions.db";

fn tour() -> TempDir {
    let home = tempfile::tempdir().unwrap();
    sqlite::settle(&home.path().join(DATABASE), "goose/sessions-v17.sql");
    sqlite::settle(&home.path().join(OLD), "goose/sessions-v14.sql");
    home
}

fn read(home: &Path) -> MemoryStore {
    let mut ledger = MemoryStore::default();
    read_on(home, &mut ledger);
    ledger
}

fn read_on(home: &Path, ledger: &mut MemoryStore) {
    Reader::new(&Goose, home).read(home, 1, ledger);
}

fn v17() -> (TempDir, Connection) {
    let home = tempfile::tempdir().unwrap();
    let agent = sqlite::make(&home.path().join(DATABASE), "goose/sessions-v17.sql");
    (home, agent)
}

#[test]
fn both_schemas_are_read_exactly() {
    let ledger = read(tour().path());
    crate::expect::check_calls(&ledger, &expected("goose"));
    let mut costs: Vec<String> =
        ledger.calls().filter_map(|call| call.reported).map(|cost| cost.to_string()).collect();
    costs.sort();
    assert_eq!(costs, ["0.001", "0.01", "0.01", "0.0123", "0.05"]);
    let (main, child) = (session(&ledger, "20260819_1"), session(&ledger, "20260819_2"));
    assert_eq!((child.kind, child.parent), (SessionKind::SubAgent, Some(main.id)));
    assert_eq!(session(&ledger, "20260505_1").window, Some(272_000));
    let compactions = ledger.facts().filter(|fact| matches!(fact, Event::Compaction(_))).count();
    assert_eq!(compactions, 1);
}

#[test]
fn what_was_carried_forward_is_dated_at_the_sessions_start() {
    let ledger = read(tour().path());
    let main = session(&ledger, "20260819_1").id;
    let first = calls_of(&ledger, main).into_iter().map(|call| call.at.to_string()).min().unwrap();
    assert_eq!(first, "2026-06-01T08:00:00.000Z");
}

#[test]
fn what_the_totals_hold_besides_the_ledger_is_one_call_more() {
    let (home, agent) = v17();
    agent
        .execute_batch(
            "UPDATE sessions SET accumulated_total_tokens = accumulated_total_tokens + 700,
                accumulated_input_tokens = accumulated_input_tokens + 600,
                accumulated_output_tokens = accumulated_output_tokens + 100,
                accumulated_cost = 0.005 WHERE id = '20260819_2'",
        )
        .unwrap();
    let ledger = read(home.path());
    let child = session(&ledger, "20260819_2").id;
    let mut got: Vec<_> = calls_of(&ledger, child)
        .iter()
        .map(|call| (call.sample.usage.input, call.sample.usage.output, call.reported.unwrap().to_string()))
        .collect();
    got.sort();
    assert_eq!(got, [(450, 50, "0.001".to_owned()), (600, 100, "0.004".to_owned())]);
}

#[test]
fn an_upgrade_does_not_count_the_past_twice() {
    let home = tempfile::tempdir().unwrap();
    let agent = sqlite::make(&home.path().join(DATABASE), "goose/sessions-v14.sql");
    let mut ledger = MemoryStore::default();
    read_on(home.path(), &mut ledger);
    let total = |ledger: &MemoryStore| ledger.calls().map(|call| call.sample.usage.total()).sum::<u64>();
    assert_eq!(total(&ledger), 170);
    agent
        .execute_batch(
            "CREATE TABLE usage_ledger(id INTEGER PRIMARY KEY, session_id, created_timestamp, model, input_tokens,
                output_tokens, total_tokens, cache_read_tokens, cache_write_tokens, cost, cost_source, is_compaction);
             INSERT INTO usage_ledger VALUES(1, '20260505_1', 1787130000, NULL, 100, 50, 170, 0, 0, 0.0123, 'carried_forward', 0),
                (2, '20260505_1', 1787130000, 'gpt-5', 10, 5, 15, 0, 0, NULL, NULL, 0);
             UPDATE sessions SET accumulated_total_tokens = 185, accumulated_input_tokens = 110,
                accumulated_output_tokens = 55",
        )
        .unwrap();
    read_on(home.path(), &mut ledger);
    assert_eq!((total(&ledger), ledger.calls().count()), (185, 2));
}

#[test]
fn tools_have_names_times_and_outcomes_and_forks_copies_have_none() {
    let (home, agent) = v17();
    agent
        .execute_batch(
            r#"CREATE TABLE messages(id INTEGER PRIMARY KEY, message_id, session_id, role, content_json, created_timestamp);
            INSERT INTO messages VALUES
             (1, 'a', '20260819_2', 'assistant', '[{"type":"text","text":"PRIVATE_SENTINEL"},
                {"type":"toolRequest","id":"t1","toolCall":{"value":{"name":"github__create_issue","arguments":{"x":"PRIVATE_SENTINEL"}}}}]', 1787131801),
             (2, 'b', '20260819_2', 'user', '[{"type":"toolResponse","id":"t1","toolResult":{"status":"error","error":"PRIVATE_SENTINEL"}}]', 1787131803000),
             (3, 'c', '20260819_2', 'assistant', '[{"type":"toolRequest","id":"t0","toolCall":{"value":{"name":"shell"}}}]', 1700000000),
             (4, 'd', '20260819_2', 'assistant', '{broken', 1787131804)"#,
        )
        .unwrap();
    let ledger = read(home.path());
    let tools = tools(&ledger);
    assert_eq!(tools.len(), 1);
    let mcp = tools[0].mcp.as_ref().unwrap();
    assert_eq!(
        (mcp.server.as_str(), mcp.tool.as_str(), tools[0].ok),
        ("github", "create_issue", Some(false))
    );
    assert_eq!(tools[0].ended.unwrap().millis() - tools[0].started.unwrap().millis(), 2000);
    assert!(!ledger.dump().contains("PRIVATE_SENTINEL"));
}

/// The home before the sub-agent's call: the agent writes a row and raises the totals together.
fn before() -> TempDir {
    let home = tour();
    let agent = sqlite::open(&home.path().join(DATABASE));
    let sums = ["total_tokens", "input_tokens", "output_tokens"];
    let none = sums.map(|sum| format!("accumulated_{sum} = 0")).join(", ");
    let nothing = format!("UPDATE sessions SET accumulated_cost = 0, {none} WHERE id = '20260819_2'");
    agent
        .execute_batch(&format!("DELETE FROM usage_ledger WHERE session_id = '20260819_2'; {nothing}"))
        .unwrap();
    agent.close().unwrap();
    home
}

pub(crate) fn lawful() -> Lawful {
    Lawful::made(|| Box::new(Goose), tour(), truth(&expected("goose"))).earlier(before())
}

#[test]
fn the_laws_hold() {
    lawful().check();
}

#[test]
fn a_sessions_totals_are_a_witness_of_its_ledger() {
    let (home, agent) = v17();
    let ledger = read(home.path());
    let count = witnesses(&ledger).len();
    assert!(count > 0);
    check_witnesses(&ledger, count);
    // A row that counts twice shows.
    agent
        .execute_batch(
            "INSERT INTO usage_ledger (session_id, created_timestamp, model, total_tokens, input_tokens, output_tokens)
             SELECT session_id, created_timestamp + 1, model, total_tokens, input_tokens, output_tokens
             FROM usage_ledger WHERE input_tokens > 0 LIMIT 1",
        )
        .unwrap();
    let ledger = read(home.path());
    assert!(witnesses(&ledger).iter().any(|witness| counted(&ledger, witness) != witness.totals));
}
