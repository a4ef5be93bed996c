//! The reader of `llm`'s database: the fixture, each trap by itself and the laws.

use scopeon_core::event::Event;
use scopeon_core::usage::Usage;
use scopeon_providers::Llm;
use scopeon_providers::testkit::{MemoryStore, Truth};
use tempfile::TempDir;

use crate::expect::{session, tools};
use crate::lawful::{Lawful, Reader};
use crate::sqlite;
use crate::stated::tally;

const DATABASE: &str = ".config/io.datasette.llm/logs.db";

fn home(more: &str) -> TempDir {
    let home = tempfile::tempdir().expect("a directory");
    let conn = sqlite::make(&home.path().join(DATABASE), "llm/logs.sql");
    conn.execute_batch(more).expect("it is SQL");
    conn.close().expect("it closes");
    home
}

fn read(home: &TempDir) -> MemoryStore {
    let mut ledger = MemoryStore::default();
    Reader::new(&Llm, home.path()).read(home.path(), 1, &mut ledger);
    ledger
}

#[test]
fn the_fixture_is_read_exactly() {
    let ledger = read(&home(""));
    assert_eq!(ledger.calls().count(), 1);
    let call = ledger.calls().next().expect("a call");
    let usage = call.sample.usage;
    assert_eq!((usage.input, usage.cache_read, usage.output, usage.reasoning), (56, 64, 30, 16));
    assert_eq!(call.sample.model.as_str(), "gpt-5-mini-2025-08-07", "as it was resolved");
    assert_eq!(call.at.to_string(), "2026-08-05T07:12:56.000Z");
    assert_eq!(call.attribution.session, session(&ledger, "c1").id);
    let turn = ledger.facts().find_map(|event| if let Event::Turn(turn) = event { Some(turn) } else { None });
    assert_eq!(turn.and_then(|turn| turn.duration_ms), Some(1234));
}

#[test]
fn a_response_in_both_tables_is_one() {
    let ledger = read(&home(
        "CREATE TABLE turns(id TEXT, thread_id TEXT, model TEXT, resolved_model TEXT, input_tokens INTEGER, output_tokens INTEGER, token_details TEXT, duration_ms INTEGER, datetime_utc TEXT);
         INSERT INTO turns VALUES('t1','h1','gpt-5-mini','gpt-5-mini-2025-08-07',120,30,NULL,1234,'2026-08-05T07:12:56.000000+00:00');
         INSERT INTO turns VALUES('t2','h1','claude','claude',5,6,'{\"cache_read_input_tokens\":7,\"cache_creation_input_tokens\":8}',9,'2026-08-05T07:13:56.000000+00:00');",
    ));
    assert_eq!(ledger.calls().count(), 2);
    let other =
        ledger.calls().find(|call| call.sample.model.as_str() == "claude").expect("a call").sample.usage;
    assert_eq!((other.input, other.cache_read, other.cache_write_5m), (5, 7, 8), "beside the input");
}

#[test]
fn tools_are_told_by_the_response_that_asked_for_them() {
    let ledger = read(&home(
        "CREATE TABLE tool_calls(id INTEGER, response_id TEXT, tool_id INTEGER, name TEXT, arguments TEXT, tool_call_id TEXT);
         INSERT INTO tool_calls VALUES(1,'01k0000000000000000000aaaa',1,'search','PRIVATE_SENTINEL_do_not_store','call_1');",
    ));
    let tool = tools(&ledger)[0];
    assert_eq!(tool.name.as_ref().map(AsRef::as_ref), Some("search"));
    assert_eq!(tool.call, ledger.calls().next().map(|call| call.id));
}

pub(crate) fn lawful() -> Lawful {
    let usage = Usage { input: 56, cache_read: 64, output: 30, reasoning: 16, ..Usage::default() };
    Lawful::made(|| Box::new(Llm), home(""), Truth::new(1, usage).day("2026-08-05", 1, 150)).appended(&[
        "responses",
        "turns",
        "tool_calls",
    ])
}

#[test]
fn the_laws_hold() {
    lawful().check();
}

#[test]
fn a_response_without_counters_is_a_request_of_unknown_usage() {
    let ledger =
        read(&home("UPDATE responses SET input_tokens = NULL, output_tokens = NULL, token_details = NULL"));
    assert_eq!((tally(&ledger).calls, tally(&ledger).unknown), (0, 1));
}
