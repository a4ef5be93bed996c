//! The reader of OpenHands' conversations: the fixture, each trap by itself and the laws.

use std::path::Path;

use scopeon_providers::OpenHands;
use scopeon_providers::testkit::MemoryStore;
use serde_json::{Value, json};

use crate::expect::{check_calls, expected, fixture, sessions, truth};
use crate::lawful::{Lawful, Reader};
use crate::stated::{check_witnesses, tally};

const TOUR: &str = "openhands/tour";

fn read(home: &Path) -> MemoryStore {
    let mut ledger = MemoryStore::default();
    Reader::new(&OpenHands, home).read(home, 1, &mut ledger);
    ledger
}

fn state(uses: &Value) -> MemoryStore {
    let home = tempfile::tempdir().expect("a directory");
    let directory = home.path().join(".openhands/conversations/c");
    std::fs::create_dir_all(&directory).expect("a directory");
    let state = json!({"id": "c", "stats": {"usage_to_metrics": uses}});
    std::fs::write(directory.join("base_state.json"), state.to_string()).expect("a file");
    read(home.path())
}

fn used(response: &str, prompt: u64, read: u64, written: u64) -> Value {
    json!({"model": "m", "prompt_tokens": prompt, "completion_tokens": 1, "cache_read_tokens": read, "cache_write_tokens": written, "response_id": response})
}

#[test]
fn every_call_of_the_tour_is_read_exactly() {
    let ledger = read(&fixture(TOUR).join("home"));
    check_calls(&ledger, &expected(TOUR));
    let mut costs: Vec<_> =
        ledger.calls().map(|call| (call.at.millis(), call.reported.map(|cost| cost.to_string()))).collect();
    costs.sort();
    let cost = |text: &str| Some(text.to_owned());
    assert_eq!(costs, [(1_790_000_001_500, cost("0.008")), (1_790_000_011_500, cost("0.012"))]);
    let facts = sessions(&ledger)[0];
    assert_eq!(facts.reported.map(|reported| reported.cost.to_string()), cost("0.02"));
    assert_eq!(facts.window, Some(200_000));
    assert_eq!(facts.project.as_ref().map(|(_, name)| name.as_str()), Some("/home/dev/acme.shop"));
}

#[test]
fn costs_that_cannot_be_paired_are_no_responses() {
    let costs = json!([{"cost": 0.5, "timestamp": 1_790_000_000.0}]);
    let ledger = state(
        &json!({"agent": {"accumulated_cost": 0.5, "costs": costs, "token_usages": [used("a", 1, 0, 0), used("b", 2, 0, 0)]}}),
    );
    assert_eq!(ledger.calls().count(), 2);
    assert!(ledger.calls().all(|call| call.reported.is_none() && call.at.millis() == 1_790_000_000_000));
    assert!(sessions(&ledger)[0].reported.is_some());
}

#[test]
fn a_cache_larger_than_the_prompt_stands_beside_it() {
    let costs = json!([{"cost": 0, "timestamp": 1_790_000_000.0}]);
    let of = |counts: Value| {
        let ledger = state(&json!({"agent": {"costs": costs, "token_usages": [counts]}}));
        let usage = ledger.calls().next().expect("a call").sample.usage;
        (usage.input, usage.cache_read, usage.cache_write_5m)
    };
    assert_eq!(of(used("a", 100, 60, 10)), (30, 60, 10));
    assert_eq!(of(used("a", 10, 60, 5)), (10, 60, 5));
}

#[test]
fn each_use_has_responses_of_its_own() {
    let costs = json!([{"cost": 0, "timestamp": 1_790_000_000.0}, {"cost": 0, "timestamp": 1_790_000_000.0}]);
    let metrics = json!({"costs": costs, "token_usages": [used("", 1, 0, 0), used("", 1, 0, 0)]});
    assert_eq!(state(&json!({"agent": metrics, "condenser": metrics})).calls().count(), 4);
}

pub(crate) fn lawful() -> Lawful {
    Lawful::new(|| Box::new(OpenHands), fixture(TOUR).join("home"), truth(&expected(TOUR)))
        .appended(&["token_usages"])
}

#[test]
fn the_laws_hold() {
    lawful().check();
}

#[test]
fn the_accumulated_usage_is_a_witness() {
    check_witnesses(&read(&fixture(TOUR).join("home")), 1);
}

#[test]
fn what_a_fork_keeps_of_its_original_is_counted_once() {
    let home = tempfile::tempdir().expect("a directory");
    let costs = |count: u32| -> Vec<Value> {
        (0..count).map(|place| json!({"cost": 0.5, "timestamp": f64::from(1_790_000_000 + place)})).collect()
    };
    let all =
        [used("same", 10, 0, 0), used("same", 10, 0, 0), used("same", 20, 0, 0), used("same", 20, 0, 0)];
    // Both go on with one response, and a gateway gives all of them one id.
    for (name, count, last) in [("a", 3, 2), ("b", 3, 3)] {
        let mut own = all[..2].to_vec();
        own.push(all[last].clone());
        let mut costs = costs(count);
        costs[2]["timestamp"] = json!(1_790_000_100 + last);
        let uses = json!({"agent": {"costs": costs, "token_usages": own}});
        let directory = home.path().join(".openhands/conversations").join(name);
        std::fs::create_dir_all(&directory).expect("a directory");
        let state = json!({"id": name, "stats": {"usage_to_metrics": uses}});
        std::fs::write(directory.join("base_state.json"), state.to_string()).expect("a file");
    }
    let ledger = read(home.path());
    assert_eq!(ledger.calls().count(), 4);
    assert_eq!(ledger.calls().map(|call| call.sample.usage.input).sum::<u64>(), 60);
}

#[test]
fn a_response_without_counters_is_a_request_of_unknown_usage() {
    let costs = json!([{"cost": 0, "timestamp": 1_790_000_000.0}]);
    let ledger =
        state(&json!({"agent": {"costs": costs, "token_usages": [{"model": "m", "response_id": "r"}]}}));
    assert_eq!((tally(&ledger).calls, tally(&ledger).unknown), (0, 1));
}
