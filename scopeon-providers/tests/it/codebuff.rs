//! The reader of Codebuff's chats: the fixture, each trap by itself and the laws.

use std::path::Path;

use scopeon_providers::Codebuff;
use scopeon_providers::testkit::MemoryStore;
use serde_json::{Value, json};

use crate::expect::{check_calls, expected, fixture, sessions, truth};
use crate::lawful::{Lawful, Reader};

const TOUR: &str = "codebuff/tour";

fn read(home: &Path) -> MemoryStore {
    let mut ledger = MemoryStore::default();
    Reader::new(&Codebuff, home).read(home, 1, &mut ledger);
    ledger
}

fn chat(messages: &[Value]) -> MemoryStore {
    named("c", messages)
}

fn named(name: &str, messages: &[Value]) -> MemoryStore {
    let home = tempfile::tempdir().expect("a directory");
    let directory = home.path().join(".config/manicode-dev/projects/p/chats").join(name);
    std::fs::create_dir_all(&directory).expect("a directory");
    std::fs::write(directory.join("chat-messages.json"), Value::from(messages).to_string()).expect("a file");
    read(home.path())
}

fn answer(id: &str, credits: f64, metadata: &Value) -> Value {
    json!({"id": id, "variant": "ai", "timestamp": "2026-01-02T03:04:05Z", "credits": credits, "metadata": metadata})
}

#[test]
fn every_call_of_the_tour_is_read_exactly() {
    let ledger = read(&fixture(TOUR).join("home"));
    check_calls(&ledger, &expected(TOUR));
    let call = ledger.calls().next().expect("a call");
    assert_eq!(call.reported.map(|cost| cost.to_string()).as_deref(), Some("0.03"), "three credits");
    assert!(call.attribution.turn.is_some());
    assert_eq!(sessions(&ledger)[0].project.as_ref().map(|(_, name)| name.as_str()), Some("acme"));
}

#[test]
fn credits_without_tokens_are_calls_of_that_cost() {
    let ledger = chat(&[answer("a", 2.5, &json!({})), answer("b", 1.0, &json!({}))]);
    let costs: Vec<_> =
        ledger.calls().filter_map(|call| call.reported).map(|cost| cost.to_string()).collect();
    assert_eq!(costs.len(), 2, "{costs:?}");
    assert!(ledger.calls().all(|call| call.sample.usage.is_empty()));
    let reported = sessions(&ledger)[0].reported.expect("an amount");
    assert_eq!(reported.cost.to_string(), "0.035");
}

#[test]
fn tokens_are_found_where_a_version_put_them() {
    let usage = |output: u64| json!({"input_tokens": 1, "outputTokens": output});
    let history = json!([{"providerOptions": {"usage": usage(1)}}, {"providerOptions": {"codebuff": {"model": "m", "usage": usage(4)}}}, {"content": "PRIVATE"}]);
    let run = json!({"sessionState": {"mainAgentState": {"messageHistory": history}}});
    let all = json!({"usage": usage(2), "codebuff": {"usage": usage(3)}, "runState": run});
    let some = json!({"codebuff": {"usage": usage(3)}, "runState": run});
    let ledger =
        chat(&[answer("a", 0.0, &all), answer("b", 0.0, &some), answer("c", 0.0, &json!({"runState": run}))]);
    let mut outputs: Vec<_> = ledger.calls().map(|call| call.sample.usage.output).collect();
    outputs.sort_unstable();
    assert_eq!(outputs, [2, 3, 4], "one of each, and the last of the history");
    assert!(ledger.calls().any(|call| call.sample.model.as_str() == "m"));
}

pub(crate) fn lawful() -> Lawful {
    Lawful::new(|| Box::new(Codebuff), fixture(TOUR).join("home"), truth(&expected(TOUR)))
}

#[test]
fn the_laws_hold() {
    lawful().check();
}

#[test]
fn a_message_without_an_instant_is_of_the_day_its_chat_began() {
    let mut told = answer("a", 2.5, &json!({}));
    told["timestamp"] = json!("10:32 AM");
    let ledger = named("2026-04-14T10-00-00.000Z", &[told.clone()]);
    let times: Vec<_> = ledger.calls().map(|call| call.at.to_string()).collect();
    assert_eq!((times, ledger.issues("missing_field")), (vec!["2026-04-14T10:00:00.000Z".to_owned()], 0));
    let ledger = chat(&[told]);
    assert_eq!((ledger.calls().count(), ledger.issues("missing_field")), (0, 1));
}
