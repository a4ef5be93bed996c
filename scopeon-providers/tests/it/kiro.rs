//! The reader of Kiro's sessions: the fixture, each trap by itself and the laws.
#![expect(clippy::unwrap_used, reason = "what is missing here is the failure of the test")]

use std::path::Path;

use scopeon_core::event::{Call, Event, Finish, SessionKind, Turn};
use scopeon_providers::Kiro;
use scopeon_providers::testkit::MemoryStore;
use serde_json::{Value, json};

use crate::expect::{calls_of, check_calls, expected, fixture, session, sessions, truth};
use crate::lawful::{Lawful, Reader};
use crate::stated::{Tally, tally};

const TOUR: &str = "kiro/tour";
const ID: &str = "0a5376f2-7e2f-4981-bcbc-67195586604a";
const NEWER: &str = "sess_9c1f4c2e-6b0a-4f71-8a55-2f0d7b3ac914";

fn read_on(home: &Path, ledger: &mut MemoryStore) {
    Reader::new(&Kiro, home).read(home, 1, ledger);
}

fn read(home: &Path) -> MemoryStore {
    let mut ledger = MemoryStore::default();
    read_on(home, &mut ledger);
    ledger
}

fn tour() -> MemoryStore {
    read(&fixture(TOUR).join("home"))
}

fn write(home: &Path, path: &str, text: &str) {
    let path = home.join(".kiro/sessions").join(path);
    std::fs::create_dir_all(path.parent().unwrap()).unwrap();
    std::fs::write(path, text).unwrap();
}

fn document(model: &Value, turns: &[Value]) -> String {
    let state = json!({"rts_model_state": {"model_info": model}, "conversation_metadata": {"user_turn_metadatas": turns}});
    json!({"session_id": ID, "cwd": "/p", "created_at": "2026-09-18T21:20:00Z", "session_state": state})
        .to_string()
}

/// What is read of a session of the command line with these turns.
fn turns(turns: &[Value]) -> MemoryStore {
    let home = tempfile::tempdir().unwrap();
    let model = json!({"model_id": "auto", "context_window_tokens": 200_000});
    write(home.path(), &format!("cli/{ID}.json"), &document(&model, turns));
    read(home.path())
}

fn turn(change: &Value) -> Value {
    let mut turn = json!({"end_timestamp": "2026-09-18T21:21:00Z", "result": {"Ok": {"id": "a"}}, "model": "auto",
        "total_request_count": 1, "metering_usage": [{"value": 0.5, "unit": "credit"}]});
    for (name, value) in change.as_object().unwrap() {
        turn[name] = value.clone();
    }
    turn
}

/// What is read of a session with these messages.
fn messages(records: &[Value]) -> MemoryStore {
    let home = tempfile::tempdir().unwrap();
    let lines: String = records.iter().map(|record| format!("{record}\n")).collect();
    write(home.path(), "bucket/sess_a/messages.jsonl", &lines);
    read(home.path())
}

fn summary(id: &str, second: u32, change: &Value) -> Value {
    let mut payload =
        json!({"type": "usage_summary", "promptTurnSummaries": [{"unit": "credit", "usage": 1.0}]});
    for (name, value) in change.as_object().unwrap() {
        payload[name] = value.clone();
    }
    json!({"id": id, "timestamp": format!("2026-10-01T10:00:{second:02}Z"), "payload": payload})
}

/// Costs in dollars, in order; `-` where none is told.
fn costs<'a>(calls: impl IntoIterator<Item = &'a Call>) -> Vec<String> {
    let cost = |call: &Call| call.reported.map_or_else(|| "-".to_owned(), |cost| cost.to_string());
    let mut costs: Vec<String> = calls.into_iter().map(cost).collect();
    costs.sort();
    costs
}

fn told(ledger: &MemoryStore) -> Vec<&Turn> {
    let facts = ledger.facts();
    facts.filter_map(|event| if let Event::Turn(turn) = event { Some(turn) } else { None }).collect()
}

#[test]
fn every_call_of_the_tour_is_read_exactly() {
    let ledger = tour();
    check_calls(&ledger, &expected(TOUR));
    assert_eq!(tally(&ledger), Tally { calls: 8, unknown: 1, turns: 8 });
    let main = session(&ledger, ID);
    let calls = calls_of(&ledger, main.id);
    assert_eq!(costs(calls.iter().copied()), ["-", "0.01", "0.02", "0.04", "0.08"], "a turn counts once");
    // An eighth of the window, and of another model's window nothing is known.
    let mut contexts: Vec<_> = calls.iter().map(|call| call.sample.context).collect();
    contexts.sort_unstable();
    assert_eq!(contexts, [0, 0, 25_000, 25_000, 30_520], "{contexts:?}");
    assert!(calls.iter().all(|call| call.attribution.project.as_ref().unwrap().as_str() == "/home/dev/acme"));
    let newer = session(&ledger, NEWER);
    let calls = calls_of(&ledger, newer.id);
    assert_eq!(costs(calls.iter().copied()), ["0.03", "0.0424", "0.3996"], "what failed is billed, too");
    assert!(calls.iter().all(|call| call.attribution.project.as_ref().unwrap().as_str() == "/home/dev/shop"));
}

#[test]
fn sessions_say_where_when_and_for_whom_they_worked() {
    let ledger = tour();
    assert_eq!(sessions(&ledger).len(), 3);
    let main = session(&ledger, ID);
    assert_eq!((main.kind, main.parent, main.window), (SessionKind::Main, None, Some(200_000)));
    assert_eq!(main.project.as_ref().unwrap().1.as_str(), "/home/dev/acme");
    let span = [main.span.0, main.span.1].map(|at| at.unwrap().to_string());
    assert_eq!(span, ["2026-09-18T21:20:00.123Z", "2026-09-19T00:00:02.000Z"]);
    let sub = session(&ledger, "1b5376f2-7e2f-4981-bcbc-67195586604b");
    assert_eq!((sub.kind, sub.parent), (SessionKind::SubAgent, Some(main.id)));
    assert_eq!(sub.agent_type.as_ref().unwrap().as_str(), "reviewer");
    let newer = session(&ledger, NEWER);
    assert_eq!(newer.project.as_ref().unwrap().1.as_str(), "/home/dev/shop");
    let span = [newer.span.0, newer.span.1].map(|at| at.unwrap().to_string());
    assert_eq!(span, ["2026-10-01T10:23:30.000Z", "2026-10-01T10:40:01.000Z"]);
    let took: Vec<_> = told(&ledger).iter().filter_map(|turn| turn.duration_ms).collect();
    assert_eq!(took.iter().filter(|took| **took == 67_005).count(), 5, "{took:?}");
    assert_eq!(took.iter().filter(|took| **took == 38_911).count(), 2, "{took:?}");
}

#[test]
fn what_a_turn_states_decides_what_its_requests_are() {
    let credit = |value: Value| json!({"value": value, "unit": "credit"});
    for (change, wanted, unknown) in [
        (json!({"metering_usage": [credit(json!(0.5)), credit(json!(0.25))]}), vec!["0.01", "0.02"], 0),
        // Nothing was billed, which is stated.
        (json!({"metering_usage": [credit(json!(0))]}), vec!["0.00"], 0),
        // What is in another unit, negative or no number is no credit, and a request was made.
        (json!({"metering_usage": [{"value": 10, "unit": "usd"}]}), vec!["-"], 1),
        (json!({"metering_usage": [credit(json!(-1)), credit(json!("much"))]}), vec!["-"], 1),
        (json!({"metering_usage": null}), vec!["-"], 1),
        (json!({"metering_usage": [], "total_request_count": 0}), vec![], 0),
        (json!({"metering_usage": [], "output_token_count": 3}), vec!["-"], 0),
        // It failed and is billed all the same.
        (json!({"result": {"Err": "no"}}), vec!["0.02"], 0),
        // It still runs, or says not when it ended: then it was when the session began.
        (json!({"result": null, "end_timestamp": null}), vec![], 0),
        (json!({"end_timestamp": null}), vec!["0.02"], 0),
        (json!({"end_timestamp": "soon"}), vec!["0.02"], 0),
    ] {
        let ledger = turns(&[turn(&change)]);
        assert_eq!(costs(ledger.calls()), wanted, "{change}");
        let finishes = ledger.calls().filter(|call| call.sample.finish == Finish::Unknown);
        assert_eq!(finishes.count(), unknown, "{change}");
    }
}

#[test]
fn tokens_stand_once_with_a_turn_and_zeros_say_nothing() {
    let two = json!([{"value": 1, "unit": "credit"}, {"value": 2, "unit": "credit"}]);
    let ledger =
        turns(&[turn(&json!({"metering_usage": two, "input_token_count": 10, "output_token_count": 20,
        "cache_read_input_token_count": 30, "cache_write_input_token_count": 40}))]);
    let mut totals: Vec<_> = ledger.calls().map(|call| call.sample.usage.total()).collect();
    totals.sort_unstable();
    assert_eq!(totals, [0, 100]);
    let ledger = turns(&[turn(&json!({"input_token_count": 0, "output_token_count": 0}))]);
    assert!(ledger.calls().all(|call| call.sample.usage.is_empty()));
}

#[test]
fn a_turn_is_known_by_its_answer_then_its_loop_then_its_place() {
    let looped = |loop_id: Value| turn(&json!({"result": {"Err": 1}, "loop_id": loop_id}));
    for (what, all, wanted) in [
        ("one answer", vec![turn(&json!({})), turn(&json!({"loop_id": {"rand": 7}}))], 1),
        ("two answers", vec![turn(&json!({})), turn(&json!({"result": {"Ok": {"id": "b"}}}))], 2),
        (
            "one loop, written in two ways",
            vec![
                looped(json!({"rand": 12, "agent_id": {"name": "kiro", "rand": 1, "parent_id": null}})),
                looped(json!({"agent_id": {"rand": 1, "name": "kiro"}, "rand": 12})),
            ],
            1,
        ),
        ("two loops", vec![looped(json!({"rand": 12})), looped(json!({"rand": 13}))], 2),
        ("neither", vec![looped(json!({})), looped(Value::Null)], 2),
    ] {
        let ledger = turns(&all);
        assert_eq!((ledger.calls().count(), told(&ledger).len()), (wanted, wanted), "{what}");
    }
}

#[test]
fn a_context_is_a_share_of_the_window_of_the_model_that_was_asked() {
    let window = json!({"model_id": "qdev::auto", "context_window_tokens": 200_000});
    for (model, change, wanted) in [
        (&window, json!({"context_usage_percentage": 12.345}), 24_690),
        (&window, json!({"context_usage_percentage": 12.345, "model": null}), 24_690),
        (&window, json!({"context_usage_percentage": 12.345, "model": "claude-opus-4.8"}), 0),
        (&window, json!({"context_usage_percentage": 0}), 0),
        (&window, json!({"context_usage_percentage": null}), 0),
        (&window, json!({"context_usage_percentage": 101}), 0),
        (&json!({"model_id": "auto"}), json!({"context_usage_percentage": 50}), 0),
        (
            &json!({"model_id": "auto", "context_window_tokens": 0}),
            json!({"context_usage_percentage": 50}),
            0,
        ),
    ] {
        let home = tempfile::tempdir().unwrap();
        write(home.path(), &format!("cli/{ID}.json"), &document(model, &[turn(&change)]));
        let ledger = read(home.path());
        let call = ledger.calls().next().unwrap();
        assert_eq!(call.sample.context, wanted, "{model} {change}");
        assert!(call.sample.usage.is_empty(), "it is never spend");
    }
}

#[test]
fn one_turn_has_one_cost_however_often_it_is_summed_up() {
    let start = |second: u32, name: Value| {
        json!({"id": format!("s{second}"), "timestamp": format!("2026-10-01T10:00:{second:02}Z"),
            "payload": {"type": "turn_start", "executionId": name}})
    };
    let named = |id: &str, second, name: &str| summary(id, second, &json!({"executionId": name}));
    let nameless = |id: &str, second| summary(id, second, &json!({}));
    for (what, records, wanted) in [
        ("two turns", vec![named("a", 1, "x"), named("b", 2, "y")], 2),
        ("one that is summed up twice", vec![named("a", 1, "x"), named("b", 2, "x")], 1),
        (
            "named where it starts",
            vec![
                start(1, json!("x")),
                nameless("a", 2),
                nameless("b", 3),
                start(4, json!("y")),
                nameless("c", 5),
            ],
            2,
        ),
        (
            "named nowhere",
            vec![start(1, Value::Null), nameless("a", 2), start(3, Value::Null), nameless("b", 4)],
            2,
        ),
        ("without a start", vec![nameless("a", 1), nameless("b", 2), nameless("b", 2)], 2),
    ] {
        let ledger = messages(&records);
        assert_eq!(ledger.calls().count(), wanted, "{what}");
        assert_eq!(told(&ledger).len(), wanted, "{what}");
        assert!(ledger.calls().all(|call| call.reported.unwrap().to_string() == "0.04"), "{what}");
    }
}

#[test]
fn a_sum_without_credits_is_of_unknown_usage_and_one_without_a_time_is_noted() {
    for change in [
        json!({"promptTurnSummaries": null}),
        json!({"promptTurnSummaries": [{"unit": "token", "usage": 5}]}),
    ] {
        let ledger = messages(&[summary("a", 1, &change)]);
        let call = ledger.calls().next().unwrap();
        assert_eq!((call.sample.finish, call.reported), (Finish::Unknown, None), "{change}");
    }
    let ledger = messages(&[
        json!({"type": "usage_summary", "promptTurnSummaries": [{"unit": "credit", "usage": 1}]}),
    ]);
    assert_eq!((ledger.calls().count(), ledger.issues("missing_field")), (0, 1));
}

#[test]
fn the_model_is_the_sums_own_or_the_one_that_was_told_last() {
    let said = |model: &str| {
        json!({"id": "m", "timestamp": "2026-10-01T10:00:00Z",
            "payload": {"type": "assistant", "reasoningModelId": model}})
    };
    let of = |records: &[Value]| messages(records).calls().next().unwrap().sample.model.to_string();
    let plain = summary("a", 1, &json!({}));
    assert_eq!(of(std::slice::from_ref(&plain)), "unknown");
    assert_eq!(of(&[said("qdev::claude-opus-4.8"), plain.clone()]), "claude-opus-4.8");
    let own = json!({"promptTurnSummaries": [{"unit": "credit", "usage": 1, "modelId": "claude-haiku-4.5"}]});
    assert_eq!(of(&[said("qdev::auto"), summary("a", 1, &own)]), "claude-haiku-4.5");
    let sentence = said("PRIVATE_SENTINEL is what the user wrote here");
    assert!(of(&[sentence, plain]).starts_with('~'));
}

#[test]
fn both_homes_are_looked_at_and_nothing_else_in_them() {
    let home = tempfile::tempdir().unwrap();
    let model = json!({"model_id": "auto"});
    for path in
        ["cli/notes.json", "cli/deeper/session.json", "bucket/messages.jsonl", "bucket/a/b/messages.jsonl"]
    {
        write(home.path(), path, &document(&model, &[turn(&json!({}))]));
    }
    write(home.path(), "bucket/sess_a/messages.jsonl", &format!("{}\n", summary("a", 1, &json!({}))));
    let elsewhere = home.path().join("named");
    std::fs::create_dir_all(elsewhere.join("sessions/cli")).unwrap();
    std::fs::write(elsewhere.join(format!("sessions/cli/{ID}.json")), document(&model, &[turn(&json!({}))]))
        .unwrap();
    let mut places = scopeon_providers::SearchPaths::below(home.path());
    let count = |places: &scopeon_providers::SearchPaths| {
        let (mut ledger, stop) = (MemoryStore::default(), std::sync::atomic::AtomicBool::new(false));
        let settings = scopeon_providers::Settings::default();
        scopeon_providers::scan(
            &[&Kiro],
            places,
            &settings,
            &mut ledger,
            &scopeon_providers::NoopObserver,
            &stop,
        )
        .unwrap();
        ledger.calls().count()
    };
    assert_eq!(count(&places), 1);
    places.variables.insert("KIRO_HOME", elsewhere.clone().into());
    assert_eq!(count(&places), 2, "versions differ in whether they follow the variable");
    assert_eq!(count(&places.root("kiro", elsewhere.join("sessions"))), 1);
}

pub(crate) fn lawful() -> Lawful {
    Lawful::new(|| Box::new(Kiro), fixture(TOUR).join("home"), truth(&expected(TOUR)))
}

#[test]
fn the_laws_hold() {
    lawful().check();
}
