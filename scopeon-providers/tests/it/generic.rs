//! The reader of OpenAI-compatible logs: the fixture, each shape by itself and the laws.

use std::path::Path;
use std::sync::atomic::AtomicBool;

use scopeon_core::event::{Call, Event};
use scopeon_core::pricing::Tier;
use scopeon_core::provider::IssueKind;
use scopeon_providers::testkit::MemoryStore;
use scopeon_providers::{Generic, NoopObserver, SearchPaths, Settings, scan};
use serde_json::{Value, json};

use crate::expect::{check_calls, expected, fixture, sessions, truth};
use crate::lawful::Lawful;

const TOUR: &str = "generic/tour";

fn read(root: &Path) -> MemoryStore {
    let mut ledger = MemoryStore::default();
    read_on(&Generic::default(), root, &mut ledger);
    ledger
}

fn read_on(provider: &Generic, root: &Path, ledger: &mut MemoryStore) {
    let places = SearchPaths::default().root("generic", root);
    scan(&[provider], &places, &Settings::default(), ledger, &NoopObserver, &AtomicBool::new(false))
        .expect("a ledger that keeps");
}

/// Reads a log of these records.
fn log(records: &[Value]) -> MemoryStore {
    let text: String = records.iter().map(|record| format!("{record}\n")).collect();
    file("log.jsonl", &text)
}

fn file(name: &str, text: &str) -> MemoryStore {
    let home = tempfile::tempdir().expect("a directory");
    std::fs::write(home.path().join(name), text).expect("a file");
    read(&home.path().join(name))
}

fn only(records: &[Value]) -> Call {
    let ledger = log(records);
    assert_eq!(ledger.calls().count(), 1);
    ledger.calls().next().expect("a call").clone()
}

#[test]
fn every_call_of_the_tour_is_read_exactly() {
    let ledger = read(&fixture(TOUR).join("mixed.jsonl"));
    check_calls(&ledger, &expected(TOUR));
    assert_eq!(ledger.issues(IssueKind::Malformed.as_str()), 1, "the line that is no JSON");
    let costs: Vec<_> =
        ledger.calls().filter_map(|call| call.reported).map(|cost| cost.to_string()).collect();
    assert_eq!(costs, ["0.0042"]);
    let ollama = ledger.calls().find(|call| call.sample.model.as_str() == "qwen3-coder:30b").expect("a call");
    assert_eq!(ollama.at.to_string(), "2026-09-21T09:00:02.123Z");
}

#[test]
fn counts_are_found_in_every_envelope() {
    let usage = json!({"prompt_tokens": 3, "completion_tokens": 4});
    let inner = json!({"id": "x", "model": "m", "created": 1_790_000_000, "usage": usage});
    let envelopes = [
        inner.clone(),
        json!({"response": inner}),
        json!({"body": inner}),
        json!({"response": {"body": inner}}),
        json!({"data": inner}),
        json!({"result": inner}),
        json!({"message": inner}),
    ];
    for envelope in envelopes {
        let call = only(std::slice::from_ref(&envelope));
        assert_eq!((call.sample.usage.input, call.sample.usage.output), (3, 4), "{envelope}");
    }
    // What was asked or answered is never looked into.
    for content in ["messages", "choices", "input", "output", "prompt", "content", "text"] {
        assert_eq!(log(&[json!({ (content): inner })]).calls().count(), 0, "{content}");
    }
}

#[test]
fn a_proxys_record_is_one_call_with_its_details() {
    let usage =
        json!({"prompt_tokens": 20, "completion_tokens": 10, "prompt_tokens_details": {"cached_tokens": 5}});
    let record = json!({
        "id": "p1", "call_type": "acompletion", "response_cost": 0.5, "prompt_tokens": 20, "completion_tokens": 10,
        "startTime": 1_790_000_004.5, "model": "m", "session_id": "s", "metadata": {"usage_object": usage},
        "response": {"id": "chatcmpl-x", "usage": {"prompt_tokens": 999, "completion_tokens": 999}},
    });
    let call = only(&[record]);
    assert_eq!((call.sample.usage.input, call.sample.usage.cache_read), (15, 5));
    assert_eq!(call.at.millis(), 1_790_000_004_500);
}

#[test]
fn a_failure_is_an_error_and_no_call() {
    let record = json!({"id": "f", "call_type": "acompletion", "status": "failure", "prompt_tokens": 0, "completion_tokens": 0, "startTime": 1_790_000_004.5, "error_str": "PRIVATE"});
    let ledger = log(&[record]);
    assert_eq!(ledger.calls().count(), 0);
    assert_eq!(ledger.facts().filter(|event| matches!(event, Event::ApiError(_))).count(), 1);
    assert!(!ledger.dump().contains("PRIVATE"));
}

#[test]
fn instants_are_told_by_their_size() {
    let usage = json!({"prompt_tokens": 3, "completion_tokens": 4});
    let stated = [
        ("created", json!(1_790_000_000_u64)),
        ("ts", json!(1_790_000_000_000_u64)),
        ("time", json!(1_790_000_000_000_000_u64)),
        ("request_time", json!(1_790_000_000_000_000_000_u64)),
        ("startTime", json!(1_790_000_000.0)),
        ("timestamp", json!("2026-09-21T14:13:20Z")),
        ("created_at", json!("2026-09-21T16:13:20+02:00")),
    ];
    for (name, value) in stated {
        let call = only(&[json!({ (name): value, "usage": usage })]);
        assert_eq!(call.at.millis(), 1_790_000_000_000, "{name}");
    }
}

#[test]
fn the_larger_of_two_records_of_a_response_stands() {
    let record =
        |output| json!({"id": "x", "created": 1, "usage": {"prompt_tokens": 3, "completion_tokens": output}});
    assert_eq!(only(&[record(9), record(4)]).sample.usage.output, 9);
}

#[test]
fn records_without_an_id_are_told_apart_by_their_place() {
    let timed = |at| json!({"created": at, "usage": {"prompt_tokens": 3, "completion_tokens": 4}});
    let untimed = json!({"usage": {"prompt_tokens": 3, "completion_tokens": 4}});
    assert_eq!(log(&[timed(1), timed(2), timed(1)]).calls().count(), 3, "two responses of one second");
    assert_eq!(log(&[timed(1), untimed.clone(), untimed.clone()]).calls().count(), 3);
    let list = json!([untimed, untimed]);
    assert_eq!(file("export.json", &list.to_string()).calls().count(), 2);
}

/// What was read is known again wherever its file is now.
#[test]
fn a_log_that_is_renamed_copied_or_grows_counts_once() {
    let home = tempfile::tempdir().expect("a directory");
    let line = |at: u64| {
        format!("{}\n", json!({"created": at, "usage": {"prompt_tokens": 3, "completion_tokens": 4}}))
    };
    let (log, old) = (home.path().join("log.jsonl"), home.path().join("log.1.jsonl"));
    let mut ledger = MemoryStore::default();
    let mut count = || {
        read_on(&Generic::default(), home.path(), &mut ledger);
        ledger.calls().count()
    };
    std::fs::write(&log, line(1).repeat(2)).expect("a file");
    assert_eq!(count(), 2);
    std::fs::write(&log, line(1).repeat(3)).expect("a file");
    assert_eq!(count(), 3, "appended");
    std::fs::copy(&log, home.path().join("copy.jsonl")).expect("a copy");
    assert_eq!(count(), 3, "copied");
    std::fs::rename(&log, &old).expect("renamed");
    std::fs::write(&log, line(9).repeat(2)).expect("a file");
    assert_eq!(count(), 5, "rotated");
}

#[test]
fn a_record_that_does_not_say_when_it_was_is_dated_by_its_file_and_told() {
    let home = tempfile::tempdir().expect("a directory");
    let usage = json!({"prompt_tokens": 3, "completion_tokens": 4});
    let path = home.path().join("log.jsonl");
    let records = [
        json!({"finished": "2026-03-01T10:00:00Z", "usage": usage}),
        json!({"meta": {"sent_at": 1_772_359_200}, "usage": usage}),
        json!({"created": 1_772_359_200, "usage": usage}),
        json!({"usage": null}),
    ];
    std::fs::write(&path, records.map(|record| format!("{record}\n")).concat()).expect("a file");
    let written = std::time::UNIX_EPOCH + std::time::Duration::from_secs(1_780_000_000);
    std::fs::File::options().append(true).open(&path).expect("a file").set_modified(written).expect("a time");
    let mut ledger = MemoryStore::default();
    let mut seconds = |names: &[&str]| {
        let names: Vec<String> = names.iter().map(|name| (*name).to_owned()).collect();
        let provider = if names.is_empty() { Generic::default() } else { Generic::dated_by(&names) };
        read_on(&provider, home.path(), &mut ledger);
        let mut seconds: Vec<_> = ledger.calls().map(|call| call.at.millis() / 1000).collect();
        seconds.sort_unstable();
        (seconds, ledger.issues(IssueKind::Undated.as_str()))
    };
    assert_eq!(seconds(&[]), (vec![1_772_359_200, 1_780_000_000, 1_780_000_000], 2));
    // The same calls, dated better once their times have a name: the log is read again.
    assert_eq!(seconds(&["finished", "meta.sent_at"]).0, [1_772_359_200; 3]);
    assert_eq!(read_named(&path, &["finished"]), 1);
    assert_eq!(read_named(&path, &["no", "meta.sent_at", "finished"]), 0);
}

/// How many records of a log are undated by those names.
fn read_named(path: &Path, names: &[&str]) -> usize {
    let provider = Generic::dated_by(&names.iter().map(|name| (*name).to_owned()).collect::<Vec<_>>());
    let mut ledger = MemoryStore::default();
    read_on(&provider, path, &mut ledger);
    ledger.issues(IssueKind::Undated.as_str())
}

#[test]
fn a_count_that_is_none_is_told() {
    let counts = [
        (json!({"prompt_tokens": "many", "completion_tokens": 4}), 4, 1),
        (json!({"prompt_tokens": 3, "completion_tokens": -4}), 3, 1),
        (json!({"prompt_tokens": 3, "completion_tokens": 1.5}), 3, 1),
        (json!({"prompt_tokens": [], "completion_tokens": {}}), 0, 1),
        (json!({"input_tokens": 3, "cache_read_input_tokens": "x", "output_tokens": 4}), 7, 1),
        (json!({"prompt_tokens": 3, "completion_tokens": 4, "total_tokens": "seven"}), 7, 1),
        // Gateways write counts as strings and floats, and nothing where there is none.
        (json!({"prompt_tokens": "3", "completion_tokens": 4.0, "prompt_tokens_details": null}), 7, 0),
        (json!({"prompt_tokens": 3, "completion_tokens": null}), 3, 0),
    ];
    for (usage, tokens, bad) in counts {
        let ledger = log(&[json!({"id": "x", "created": 1, "usage": usage})]);
        let sum: u64 = ledger.calls().map(|call| call.sample.usage.total()).sum();
        let issues = [IssueKind::BadCount, IssueKind::Suspect].map(|kind| ledger.issues(kind.as_str()));
        assert_eq!((sum, issues), (tokens, [bad, 0]), "{usage}");
    }
    let odd = json!({"usageMetadata": {"promptTokenCount": "many", "candidatesTokenCount": 2}, "created": 1});
    assert_eq!(log(&[odd]).issues(IssueKind::BadCount.as_str()), 1);
}

#[test]
fn an_id_that_may_be_a_counter_is_told_from_others_by_its_time() {
    let home = tempfile::tempdir().expect("a directory");
    let record = |id: &str, at: u64| json!({"id": id, "created": at, "usage": {"prompt_tokens": 3, "completion_tokens": 4}});
    let long = "chatcmpl-0123456789abcdef";
    let logs = [
        ("a", [record("1", 1), record(long, 1)]),
        ("b", [record("1", 2), record(long, 1)]),
        ("c", [record("1", 1), record(long, 1)]),
    ];
    for (name, records) in logs {
        std::fs::create_dir(home.path().join(name)).expect("a directory");
        let text = format!("{}\n{}\n", records[0], records[1]);
        std::fs::write(home.path().join(name).join("log.jsonl"), text).expect("a file");
    }
    assert_eq!(read(home.path()).calls().count(), 3);
}

#[test]
fn one_id_for_all_responses_hides_none_with_another_prompt() {
    let id = "chatcmpl-0123456789abcdefghijklmn";
    let record = |prompt: u64, output: u64| json!({"id": id, "created": 1_795_000_000 + prompt, "usage": {"prompt_tokens": prompt, "completion_tokens": output}});
    let ledger = log(&[record(100, 5), record(200, 5), record(200, 9), record(300, 5)]);
    let outputs: Vec<u64> = ledger.calls().map(|call| call.sample.usage.output).collect();
    assert_eq!((outputs.len(), outputs.iter().sum::<u64>()), (3, 19), "a response that grew is one");
}

#[test]
fn counts_that_contradict_each_other_are_told() {
    let odd = [
        json!({"prompt_tokens": 3, "completion_tokens": 4, "total_tokens": 8}),
        json!({"prompt_tokens": 3, "completion_tokens": 4, "prompt_tokens_details": {"cached_tokens": 5}}),
        json!({"input_tokens": 3, "output_tokens": 4, "output_tokens_details": {"reasoning_tokens": 5}}),
    ];
    for usage in odd {
        let ledger = log(&[json!({"id": "x", "created": 1, "usage": usage})]);
        assert_eq!((ledger.calls().count(), ledger.issues(IssueKind::Suspect.as_str())), (1, 1), "{usage}");
    }
    let fits = json!({"id": "x", "created": 1, "usage": {"prompt_tokens": 3, "completion_tokens": 4, "total_tokens": 7}});
    assert_eq!(log(&[fits]).issues(IssueKind::Suspect.as_str()), 0);
}

#[test]
fn tiers_and_gateways_costs_are_read() {
    let usage = json!({"prompt_tokens": 3, "completion_tokens": 4, "cost": 0.25});
    let call = only(&[json!({"id": "x", "created": 1, "service_tier": "flex", "usage": usage})]);
    assert_eq!(
        (call.sample.tier, call.reported.map(|cost| cost.to_string())),
        (Tier::Flex, Some("0.25".to_owned()))
    );
}

#[test]
fn a_clients_summary_is_no_call() {
    let record = json!({"type": "result", "total_cost_usd": 1.5, "timestamp": "2026-01-01T00:00:00Z", "usage": {"input_tokens": 3, "output_tokens": 4}});
    assert_eq!(log(&[record]).calls().count(), 0);
}

#[test]
fn lists_are_read_and_sessions_are_their_own_or_the_files() {
    let record = |id: &str, session: Value| json!({"id": id, "created": 1, "session_id": session, "usage": {"prompt_tokens": 3, "completion_tokens": 4}});
    let list = json!([record("1", json!("s")), record("2", json!("s")), record("3", Value::Null)]);
    let ledger = file("export.json", &list.to_string());
    assert_eq!(ledger.calls().count(), 3);
    let mut keys: Vec<_> = sessions(&ledger).iter().map(|session| session.key.to_string()).collect();
    keys.sort();
    assert_eq!(keys, ["export", "s"]);
}

pub(crate) fn lawful() -> Lawful {
    Lawful::new(|| Box::new(Generic::default()), fixture(TOUR), truth(&expected(TOUR)))
        .root("mixed.jsonl")
        .placed()
}

#[test]
fn the_laws_hold() {
    lawful().check();
}
