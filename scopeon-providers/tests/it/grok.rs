//! The reader of Grok's sessions: the fixture, each trap by itself and the laws.

use std::path::Path;

use scopeon_providers::Grok;
use scopeon_providers::testkit::MemoryStore;
use serde_json::{Value, json};

use crate::expect::{check_calls, expected, fixture, session, truth};
use crate::lawful::{Lawful, Reader};
use crate::stated::tally;

const TOUR: &str = "grok/tour";

fn read(home: &Path) -> MemoryStore {
    let mut ledger = MemoryStore::default();
    Reader::new(&Grok, home).read(home, 1, &mut ledger);
    ledger
}

fn completed(prompt: Option<&str>, models: &Value) -> Value {
    json!({"timestamp": 1_790_000_000, "params": {"update": {"sessionUpdate": "turn_completed", "prompt_id": prompt, "usage": {"modelUsage": models}}}})
}

fn log(lines: &[Value]) -> MemoryStore {
    let home = tempfile::tempdir().expect("a directory");
    let directory = home.path().join(".grok/sessions/%2Fw%20x/s");
    std::fs::create_dir_all(&directory).expect("a directory");
    let text: String = lines.iter().map(|line| format!("{line}\n")).collect();
    std::fs::write(directory.join("updates.jsonl"), &text).expect("a file");
    std::fs::write(directory.join("chat_history.jsonl"), &text).expect("a file");
    read(home.path())
}

#[test]
fn every_call_of_the_tour_is_read_exactly() {
    let ledger = read(&fixture(TOUR).join("home"));
    check_calls(&ledger, &expected(TOUR));
    let cost = ledger.calls().next().and_then(|call| call.reported).expect("a cost");
    assert_eq!(cost.to_string(), "0.0012");
    let facts = session(&ledger, "g-1");
    assert_eq!(facts.project.as_ref().map(|(_, name)| name.as_str()), Some("/home/dev/acme.shop"));
}

#[test]
fn each_model_of_each_turn_is_one() {
    let models = json!({"a": {"inputTokens": 5, "outputTokens": 1}, "b": {"inputTokens": 5, "cachedReadTokens": 9, "outputTokens": 2}, "c": {}});
    let ledger =
        log(&[completed(Some("p"), &models), completed(Some("q"), &models), completed(Some("p"), &models)]);
    assert_eq!(ledger.calls().count(), 4);
    assert!(
        ledger.calls().all(|call| call.sample.usage.prompt() == 5),
        "a part is never larger than the whole"
    );
    assert_eq!(session(&ledger, "s").project.as_ref().map(|(_, name)| name.as_str()), Some("/w x"));
}

#[test]
fn a_turn_without_a_prompt_is_told() {
    let ledger = log(&[completed(None, &json!({"a": {"inputTokens": 5}}))]);
    assert_eq!((ledger.calls().count(), ledger.issues("missing_field")), (0, 1));
}

pub(crate) fn lawful() -> Lawful {
    Lawful::new(|| Box::new(Grok), fixture(TOUR).join("home"), truth(&expected(TOUR)))
}

#[test]
fn the_laws_hold() {
    lawful().check();
}

#[test]
fn what_a_fork_copied_is_counted_once() {
    let ledger = read(&fixture("grok/fork/home"));
    let usage: scopeon_core::usage::Usage = ledger.calls().map(|call| call.sample.usage).sum();
    assert_eq!((ledger.calls().count(), usage.input, usage.cache_read, usage.output), (2, 900, 2100, 120));
    let cost =
        ledger.calls().filter_map(|call| call.reported).map(scopeon_core::money::PicoUsd::pico).sum::<i128>();
    assert_eq!(cost, 3_000_000_000_000);
}

#[test]
fn what_was_written_to_a_cache_is_a_part_of_the_input() {
    let ledger = read(&fixture("grok/cache-creation/home"));
    let call = ledger.calls().next().expect("a call");
    let usage = call.sample.usage;
    assert_eq!((usage.input, usage.cache_read, usage.cache_write_5m, usage.output), (1000, 6000, 3000, 500));
    assert_eq!(call.sample.context, 0, "a turn's sum was never in the window at once");
}

#[test]
fn a_turn_that_states_no_usage_is_a_request_of_unknown_usage() {
    let ledger = log(&[completed(Some("p"), &json!({}))]);
    assert_eq!((tally(&ledger).calls, tally(&ledger).unknown, tally(&ledger).turns), (0, 1, 1));
}

#[test]
fn a_prompt_that_is_stated_again_with_more_is_one() {
    let grown = |prompt: &str, second: u32, input: u64| {
        let mut line = completed(Some(prompt), &json!({"a": {"inputTokens": input, "outputTokens": 5}}));
        line["timestamp"] = json!(1_790_000_000 + second);
        line
    };
    for prompt in ["p", "019edf9c-0000-7000-8000-00000000000a"] {
        let lines = [grown(prompt, 0, 10), grown(prompt, 100, 20), grown("q", 200, 10)];
        let ledger = log(&lines);
        let mut inputs: Vec<_> = ledger.calls().map(|call| call.sample.usage.input).collect();
        inputs.sort_unstable();
        assert_eq!(inputs, [10, 20], "{prompt}");
    }
}

#[test]
fn a_prompt_is_known_again_between_two_reads() {
    let home = tempfile::tempdir().expect("a directory");
    let directory = home.path().join(".grok/sessions/%2Fw/s");
    std::fs::create_dir_all(&directory).expect("a directory");
    let (mut ledger, mut text) = (MemoryStore::default(), String::new());
    for second in 0..3_u32 {
        let mut line = completed(Some("p"), &json!({"a": {"inputTokens": 10 + second}}));
        line["timestamp"] = json!(1_790_000_000 + second);
        text.extend([line.to_string().as_str(), "\n"]);
        std::fs::write(directory.join("updates.jsonl"), &text).expect("a file");
        Reader::new(&Grok, home.path()).read(home.path(), 1, &mut ledger);
    }
    assert_eq!(ledger.calls().map(|call| call.sample.usage.input).collect::<Vec<_>>(), [12]);
}
