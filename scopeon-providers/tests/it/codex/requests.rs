//! Requests without a record of what they took, failures, and the tools and searches of a response.

use scopeon_core::event::{ApiError, Event, Finish};
use scopeon_core::id::CallId;
use scopeon_providers::testkit::MemoryStore;
use serde_json::{Value, json};

use super::{FORK, Home, LEGACY, forked, meta, outputs, record, total, turn};
use crate::expect::tools;

fn event(seconds: f64, payload: Value) -> Value {
    record(seconds, "event_msg", payload)
}

fn started(seconds: f64, id: &str) -> Value {
    event(seconds, json!({"type": "task_started", "turn_id": id}))
}

fn completed(seconds: f64, id: &str) -> Value {
    event(seconds, json!({"type": "task_complete", "turn_id": id}))
}

fn aborted(seconds: f64, id: &str) -> Value {
    event(seconds, json!({"type": "turn_aborted", "turn_id": id, "reason": "interrupted"}))
}

fn item(seconds: f64, payload: Value) -> Value {
    record(seconds, "response_item", payload)
}

fn said(seconds: f64) -> Value {
    item(seconds, json!({"type": "message", "role": "assistant", "content": "PRIVATE"}))
}

fn asked(seconds: f64, id: &str) -> Value {
    item(seconds, json!({"type": "function_call", "name": "shell", "call_id": id, "arguments": "{}"}))
}

fn result(seconds: f64, id: &str, output: &str) -> Value {
    item(seconds, json!({"type": "function_call_output", "call_id": id, "output": output}))
}

fn used(seconds: f64, times: u64) -> Value {
    total(seconds, [100 * times, 0, 10 * times], Some([100, 0, 10]))
}

fn unknown(ledger: &MemoryStore) -> Vec<CallId> {
    ledger.calls().filter(|call| call.sample.finish == Finish::Unknown).map(|call| call.id).collect()
}

fn read(records: &[Value]) -> MemoryStore {
    let home = Home::new();
    home.rollout(LEGACY, &[&[meta(0.0, LEGACY)], records].concat());
    home.read()
}

#[test]
fn a_request_that_was_running_when_its_turn_broke_off_is_told_of() {
    let stopped = "Wall time: 0.1 seconds\naborted by user";
    let cases: [(&str, Vec<Value>, usize); 14] = [
        ("before any answer", vec![started(1.0, "a"), aborted(2.0, "a")], 1),
        ("while an answer came", vec![started(1.0, "a"), said(2.0), aborted(3.0, "a")], 1),
        (
            "after the results of tools were sent",
            vec![started(1.0, "a"), asked(2.0, "1"), used(3.0, 1), result(4.0, "1", "ok"), aborted(5.0, "a")],
            1,
        ),
        (
            "the same where the usage is stated behind the results",
            vec![started(1.0, "a"), asked(2.0, "1"), result(4.0, "1", "ok"), used(4.1, 1), aborted(5.0, "a")],
            1,
        ),
        ("while a tool ran", vec![started(1.0, "a"), asked(2.0, "1"), used(3.0, 1), aborted(5.0, "a")], 0),
        (
            "while a tool ran, which says so",
            vec![
                started(1.0, "a"),
                asked(2.0, "1"),
                used(3.0, 1),
                result(4.0, "1", stopped),
                aborted(5.0, "a"),
            ],
            0,
        ),
        (
            "while one of two tools ran",
            vec![
                started(1.0, "a"),
                asked(2.0, "1"),
                asked(2.1, "2"),
                used(3.0, 1),
                result(4.0, "1", "ok"),
                aborted(5.0, "a"),
            ],
            0,
        ),
        ("after the last answer", vec![started(1.0, "a"), said(2.0), used(3.0, 1), aborted(5.0, "a")], 0),
        ("killed and gone on with", vec![started(1.0, "a"), said(2.0), started(60.0, "b")], 1),
        (
            "killed while a tool ran",
            vec![started(1.0, "a"), asked(2.0, "1"), used(3.0, 1), started(60.0, "b")],
            0,
        ),
        ("still running", vec![started(1.0, "a"), said(2.0)], 0),
        ("an answer without usage", vec![started(1.0, "a"), said(2.0), completed(3.0, "a")], 1),
        ("no request at all", vec![started(1.0, "a"), completed(3.0, "a")], 0),
        (
            "twice, and a status that is shown again",
            vec![
                started(1.0, "a"),
                said(2.0),
                used(3.0, 1),
                completed(4.0, "a"),
                started(10.0, "b"),
                used(10.5, 1),
                aborted(11.0, "b"),
                started(20.0, "c"),
                aborted(21.0, "c"),
            ],
            2,
        ),
    ];
    for (name, records, wanted) in cases {
        let ledger = read(&records);
        let made = unknown(&ledger);
        assert_eq!(made.len(), wanted, "{name}");
        for call in ledger.calls().filter(|call| made.contains(&call.id)) {
            assert_eq!((call.sample.usage.total(), call.attribution.turn.is_some()), (0, true), "{name}");
        }
    }
}

#[test]
fn a_copied_interruption_is_the_parents() {
    let (first, second) = ("019aaaaa-0000-7000-8000-000000000001", "f3b0b0a2-0000-4000-8000-000000000002");
    for id in [first, second, "t-1"] {
        let broken = |at: f64, gap: f64| {
            vec![
                started(at, id),
                asked(at + gap, "1"),
                used(at + gap, 1),
                result(at + gap, "1", "ok"),
                aborted(at + 2.0 * gap, id),
            ]
        };
        for gap in [0.002, 0.5] {
            let home = Home::new();
            home.rollout(LEGACY, &[vec![meta(0.0, LEGACY)], broken(1.0, 1.0)].concat());
            home.rollout(FORK, &[vec![forked(60.0, FORK, LEGACY)], broken(60.01, gap)].concat());
            let ledger = home.read();
            assert_eq!((unknown(&ledger).len(), outputs(&ledger).len()), (1, 2), "{id}, {gap}");
        }
    }
}

fn errors(ledger: &MemoryStore) -> Vec<&ApiError> {
    ledger
        .facts()
        .filter_map(|event| if let Event::ApiError(error) = event { Some(error) } else { None })
        .collect()
}

#[test]
fn a_turn_fails_once_and_what_was_tried_again_is_no_final_failure() {
    let failed = |info: Value| {
        event(
            9.0,
            json!({"type": "task_complete", "turn_id": "a", "error": {"message": "PRIVATE", "codex_error_info": info}}),
        )
    };
    let broken = event(3.0, json!({"type": "stream_error", "message": "PRIVATE"}));
    let told = event(
        8.0,
        json!({"type": "error", "message": "PRIVATE", "codex_error_info": "usage_limit_exceeded"}),
    );
    let ledger = read(&[started(1.0, "a"), broken, told, failed(json!("usage_limit_exceeded"))]);
    let seen: Vec<_> = errors(&ledger)
        .iter()
        .map(|error| (error.kind.as_ref().map(ToString::to_string), error.retry))
        .collect();
    assert!(seen.contains(&(Some("usage_limit_exceeded".to_owned()), None)), "{seen:?}");
    assert!(seen.contains(&(Some("stream_error".to_owned()), Some(0))), "{seen:?}");
    assert_eq!(seen.len(), 2);
    let ledger = read(&[
        started(1.0, "a"),
        failed(json!({"response_stream_disconnected": {"http_status_code": 502}})),
    ]);
    let error = errors(&ledger)[0];
    assert_eq!(error.kind.as_ref().map(AsRef::as_ref), Some("response_stream_disconnected"));
    assert_eq!(error.status, Some(502));
    assert_eq!(errors(&read(&[started(1.0, "a"), completed(2.0, "a")])).len(), 0);
}

#[test]
fn only_searches_that_were_made_are_billed() {
    let call = |at: f64, status: Option<&str>, action: &str| {
        item(
            at,
            json!({"type": "web_search_call", "id": format!("ws_{at}"), "status": status, "action": {"type": action}}),
        )
    };
    let records = [
        turn(1.0, "a"),
        call(2.0, Some("completed"), "search"),
        call(3.0, Some("completed"), "open_page"),
        call(4.0, Some("completed"), "find_in_page"),
        call(5.0, Some("failed"), "search"),
        call(6.0, None, "search"),
        used(7.0, 1),
        used(7.5, 1),
        call(8.0, Some("completed"), "search"),
        used(9.0, 2),
    ];
    let searches = |ledger: &MemoryStore| {
        let mut all: Vec<_> = ledger.calls().map(|call| call.sample.usage.web_searches).collect();
        all.sort_unstable();
        all
    };
    assert_eq!(searches(&read(&records)), [1, 2]);
    // A fork that copies them makes no more.
    let home = Home::new();
    home.rollout(LEGACY, &[&[meta(0.0, LEGACY)], &records[..]].concat());
    home.rollout(FORK, &[&[forked(60.0, FORK, LEGACY)], &records[..]].concat());
    assert_eq!(searches(&home.read()), [1, 2]);
}

#[test]
fn a_tool_belongs_to_the_response_that_asked_for_it() {
    let ledger = read(&[
        turn(1.0, "a"),
        asked(2.0, "1"),
        asked(2.1, "2"),
        result(3.0, "1", "ok"),
        used(3.1, 1),
        result(3.2, "2", "ok"),
        asked(4.0, "3"),
        used(5.0, 2),
    ]);
    let mut per_call = std::collections::BTreeMap::new();
    for tool in tools(&ledger) {
        *per_call.entry(tool.call.expect("a call")).or_insert(0) += 1;
    }
    let mut sizes: Vec<_> = per_call.into_values().collect();
    sizes.sort_unstable();
    assert_eq!(sizes, [1, 2]);
}
