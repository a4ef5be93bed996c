//! The reader of Amp's threads: the fixture, each trap by itself and the laws.

use std::path::Path;

use scopeon_core::event::Event;
use scopeon_providers::Amp;
use scopeon_providers::testkit::MemoryStore;
use serde_json::{Value, json};

use crate::expect::{check_calls, expected, fixture, session, tools, truth};
use crate::lawful::{Lawful, Reader};
use crate::stated::tally;

const TOUR: &str = "amp/tour";

fn read(home: &Path) -> MemoryStore {
    let mut ledger = MemoryStore::default();
    Reader::new(&Amp, home).read(home, 1, &mut ledger);
    ledger
}

fn thread(thread: &Value) -> MemoryStore {
    let home = tempfile::tempdir().expect("a directory");
    let directory = home.path().join(".local/share/amp/threads");
    std::fs::create_dir_all(&directory).expect("a directory");
    std::fs::write(directory.join("T-1.json"), thread.to_string()).expect("a file");
    read(home.path())
}

#[test]
fn every_call_of_the_tour_is_read_exactly() {
    let ledger = read(&fixture(TOUR).join("home"));
    check_calls(&ledger, &expected(TOUR));
    let facts = session(&ledger, "T-0199aaaa-bbbb-7ccc-8ddd-eeeeffff0001");
    assert_eq!(facts.project.as_ref().map(|(_, name)| name.as_str()), Some("/home/dev/acme.shop"));
    assert_eq!(facts.branch.as_ref().map(|(_, name)| name.as_str()), Some("main"));
    assert_eq!(facts.window, Some(168_000));
    let call = ledger.calls().find(|call| call.attribution.session == facts.id).expect("a call");
    assert!(call.attribution.turn.is_some());
    assert_eq!(tools(&ledger)[0].call, Some(call.id));
}

#[test]
fn older_threads_name_neither_model_nor_time() {
    let usage = json!({"inputTokens": 1, "outputTokens": 2});
    let message = json!({"role": "assistant", "usage": usage});
    let ledger = thread(
        &json!({"id": "T-1", "created": 1_767_312_000_000_u64, "messages": [message.clone(), message]}),
    );
    assert_eq!(ledger.calls().count(), 2, "each by its place");
    assert!(
        ledger
            .calls()
            .all(|call| call.sample.model.as_str() == "unknown" && call.at.millis() == 1_767_312_000_000)
    );
}

#[test]
fn a_tools_result_is_no_prompt_and_ends_its_tool() {
    let used = json!({"role": "assistant", "content": [{"type": "tool_use", "id": "t", "name": "Bash"}]});
    let result = json!({"role": "user", "content": [{"type": "tool_result", "toolUseID": "t", "run": {"status": "error", "result": "PRIVATE"}}]});
    let asked = json!({"role": "user", "content": [{"type": "text", "text": "PRIVATE"}], "meta": {"sentAt": 1_767_312_001_000_u64}});
    let ledger =
        thread(&json!({"id": "T-1", "created": 1_767_312_000_000_u64, "messages": [asked, used, result]}));
    assert_eq!(ledger.facts().filter(|event| matches!(event, Event::Turn(_))).count(), 1);
    assert_eq!(tools(&ledger).iter().map(|tool| tool.ok).collect::<Vec<_>>(), [Some(false)]);
    assert!(!ledger.dump().contains("PRIVATE"));
}

pub(crate) fn lawful() -> Lawful {
    Lawful::new(|| Box::new(Amp), fixture(TOUR).join("home"), truth(&expected(TOUR)))
}

#[test]
fn the_laws_hold() {
    lawful().check();
}

#[test]
fn what_states_no_tokens_is_a_request_of_unknown_usage() {
    let created = 1_767_312_000_000_u64;
    let stopped = json!({"role": "assistant", "content": [], "state": {"type": "cancelled"}});
    let done = json!({"role": "assistant", "usage": {"inputTokens": 1, "outputTokens": 2}});
    let event = |tokens: Value| json!({"id": "e", "timestamp": "2026-01-02T03:04:05Z", "credits": 1, "tokens": tokens});
    let messages = [stopped, done];
    for (ledger, wanted) in [
        (json!([]), (1, 1)),
        (json!([event(json!({"input": 5}))]), (1, 0)),
        (json!([event(json!({}))]), (0, 1)),
    ] {
        let thread = thread(
            &json!({"id": "T-1", "created": created, "messages": messages, "usageLedger": {"events": ledger}}),
        );
        assert_eq!((tally(&thread).calls, tally(&thread).unknown), wanted, "{ledger}");
    }
}
