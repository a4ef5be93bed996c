//! The reader of Aider's analytics log: the fixture, each trap by itself and the laws.

use std::path::Path;

use scopeon_core::event::Event;
use scopeon_core::money::PicoUsd;
use scopeon_core::provider::IssueKind;
use scopeon_providers::testkit::MemoryStore;
use scopeon_providers::{Aider, NoopObserver, SearchPaths, Settings, scan};
use serde_json::{Value, json};

use crate::expect::{check_calls, expected, fixture, sessions, truth};
use crate::lawful::Lawful;

const TOUR: &str = "aider/tour";

fn tour() -> MemoryStore {
    read(&SearchPaths::default().root("aider", fixture(TOUR).join("analytics.jsonl")))
}

fn read(places: &SearchPaths) -> MemoryStore {
    let mut ledger = MemoryStore::default();
    let stop = std::sync::atomic::AtomicBool::new(false);
    scan(&[&Aider], places, &Settings::default(), &mut ledger, &NoopObserver, &stop)
        .expect("a ledger that keeps");
    ledger
}

/// Reads a log of these events.
fn log(events: &[Value]) -> MemoryStore {
    let home = tempfile::tempdir().expect("a directory");
    put(home.path(), ".aider/analytics.jsonl", events);
    read(&SearchPaths::below(home.path()))
}

fn put(home: &Path, path: &str, events: &[Value]) {
    let text: String = events.iter().map(|event| format!("{event}\n")).collect();
    let path = home.join(path);
    std::fs::create_dir_all(path.parent().expect("a directory")).expect("a directory");
    std::fs::write(path, text).expect("a file");
}

fn event(time: u64, name: &str) -> Value {
    json!({"event": name, "properties": {"exception": "PRIVATE"}, "user_id": "u", "time": time})
}

fn sent(time: u64, output: u64, cost: f64, total: f64) -> Value {
    let properties = json!({"main_model": "m", "prompt_tokens": 10, "completion_tokens": output, "total_tokens": 10 + output, "cost": cost, "total_cost": total});
    json!({"event": "message_send", "properties": properties, "user_id": "u", "time": time})
}

/// The outputs of each session's calls, the sessions in the order of their starts.
fn by_session(ledger: &MemoryStore) -> Vec<Vec<u64>> {
    let mut all = sessions(ledger);
    all.sort_by_key(|session| session.span);
    let of = |session: &scopeon_core::event::SessionFacts| {
        let calls = ledger.calls().filter(|call| call.attribution.session == session.id);
        let mut outputs: Vec<_> = calls.map(|call| call.sample.usage.output).collect();
        outputs.sort_unstable();
        outputs
    };
    all.into_iter().map(of).collect()
}

#[test]
fn every_call_of_the_tour_is_read_exactly() {
    let (ledger, wanted) = (tour(), expected(TOUR));
    check_calls(&ledger, &wanted);
    let total: PicoUsd = ledger.calls().filter_map(|call| call.reported).sum();
    assert_eq!(total.to_string(), wanted["total_cost"].to_string());
    assert_eq!(sessions(&ledger).len() as u64, wanted["sessions"]);
    assert_eq!(by_session(&ledger), [[200, 300], [5, 10]]);
    let turns = ledger.facts().filter(|event| matches!(event, Event::Turn(_))).count();
    assert_eq!(turns, 4, "each message answers one prompt");
    assert_eq!(ledger.facts().filter(|event| matches!(event, Event::ApiError(_))).count(), 1);
}

#[test]
fn a_cost_of_nothing_is_an_unknown_price() {
    let ledger = log(&[event(100, "launched"), sent(110, 1, 0.0, 0.0)]);
    assert_eq!(ledger.calls().map(|call| call.reported).collect::<Vec<_>>(), [None]);
}

#[test]
fn two_processes_at_once_are_told_apart_by_their_cost() {
    let events = [
        event(100, "launched"),
        sent(110, 1, 0.1, 0.1),
        event(120, "launched"),
        sent(130, 2, 0.5, 0.5),
        sent(140, 3, 0.2, 0.300_000_000_000_000_04),
        sent(150, 4, 0.25, 0.75),
        event(160, "exit"),
        sent(170, 5, 0.1, 0.4),
    ];
    assert_eq!(by_session(&log(&events)), [vec![1, 3, 5], vec![2, 4]]);
}

#[test]
fn a_cost_that_starts_anew_is_another_process() {
    let events = [sent(100, 1, 0.1, 0.1), sent(110, 2, 0.2, 0.3), sent(120, 3, 0.1, 0.1)];
    assert_eq!(by_session(&log(&events)), [vec![1, 2], vec![3]]);
}

#[test]
fn a_process_whose_start_was_not_seen_ends_with_a_silence() {
    let events = [sent(100, 1, 0.0, 0.0), sent(1800, 2, 0.0, 0.0), sent(9000, 3, 0.0, 0.0)];
    assert_eq!(by_session(&log(&events)), [vec![1, 2], vec![3]]);
    let started = [&[event(50, "launched")], &events[..]].concat();
    assert_eq!(by_session(&log(&started)), [[1, 2, 3]], "one that was seen to start goes on");
}

#[test]
fn a_copy_of_a_log_counts_nothing() {
    let home = tempfile::tempdir().expect("a directory");
    let events = [event(100, "launched"), sent(110, 1, 0.1, 0.1)];
    put(home.path(), "a.jsonl", &events);
    put(home.path(), "b.jsonl", &events);
    assert_eq!(read(&SearchPaths::default().root("aider", home.path())).calls().count(), 1);
}

#[test]
fn the_log_is_found_where_it_is_named() {
    let home = tempfile::tempdir().expect("a directory");
    put(home.path(), "logs/mine.jsonl", &[sent(110, 1, 0.1, 0.1)]);
    put(home.path(), ".aider/analytics.json", &[sent(120, 1, 0.1, 0.1)]);
    let mut variable = SearchPaths::below(home.path());
    variable.variables.insert("AIDER_ANALYTICS_LOG", "~/logs/mine.jsonl".into());
    assert_eq!(read(&variable).calls().count(), 1);
    assert_eq!(
        read(&SearchPaths::default().root("aider", home.path().join("logs/mine.jsonl"))).calls().count(),
        1
    );
    assert_eq!(read(&SearchPaths::below(home.path())).calls().count(), 0);
}

#[test]
fn faults_are_told() {
    let no_tokens = json!({"event": "message_send", "properties": {}, "time": 1});
    let ledger = log(&[json!("x"), json!({"event": "launched"}), json!({"time": 1}), no_tokens]);
    assert_eq!(ledger.issues(IssueKind::Malformed.as_str()), 1);
    assert_eq!(ledger.issues(IssueKind::MissingField.as_str()), 3);
}

pub(crate) fn lawful() -> Lawful {
    Lawful::new(|| Box::new(Aider), fixture(TOUR), truth(&expected(TOUR))).root("analytics.jsonl")
}

#[test]
fn the_laws_hold() {
    lawful().check();
}
