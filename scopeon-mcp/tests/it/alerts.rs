//! Alerts that arrive.

use std::time::{Duration, Instant};

use scopeon_mcp::{McpOptions, StartedBy};
use serde_json::{Value, json};

use crate::client::{Client, ERAS, Era};
use crate::machine::{Machine, prompt, response};

const SESSION: &str = "11111111-2222-4333-8444-555555555555";
const OTHER: &str = "22222222-2222-4333-8444-555555555555";
const CWD: &str = "/work/own";

fn started(machine: &Machine, era: Era) -> Client {
    let started =
        StartedBy { session: Some(SESSION.to_owned()), project: Some(CWD.into()), ..StartedBy::default() };
    Client::start(&machine.app(), McpOptions { started, ..McpOptions::default() }, era)
}

fn used(machine: &Machine, session: &str, number: u64, context: u64) {
    machine.log(session, &[prompt(session, CWD, number), response(session, CWD, number, context)]);
}

fn kinds(answer: &Value) -> Vec<&str> {
    answer["alerts"].as_array().into_iter().flatten().filter_map(|alert| alert["kind"].as_str()).collect()
}

#[test]
fn an_answer_carries_what_is_new_to_its_session_once() {
    let machine = Machine::new();
    used(&machine, SESSION, 1, 20_000);
    used(&machine, OTHER, 1, 199_000);
    let mut client = started(&machine, ERAS[2]);
    assert!(kinds(&client.body("get_limits", json!({}))).is_empty(), "that of another session is not told");
    used(&machine, SESSION, 2, 170_000);
    let wait = Instant::now();
    let first = loop {
        let answer = client.body("get_limits", json!({}));
        if !kinds(&answer).is_empty() || wait.elapsed() > Duration::from_secs(3) {
            break answer;
        }
        std::thread::sleep(Duration::from_millis(50));
    };
    assert_eq!(kinds(&first), ["context_warning"]);
    assert_eq!(first["alerts"][0]["text"], "context 85 % full: compact soon");
    assert!(first["alerts"].to_string().len() <= 242, "no more than sixty tokens");
    assert!(kinds(&client.body("get_usage", json!({}))).is_empty(), "it is no news any more");
    // Another session that asks is told of its own.
    let other = client.body("get_token_usage", json!({ "session": OTHER }));
    assert_eq!(kinds(&other), ["context_crisis"]);
    client.end();
}

#[test]
fn clients_of_older_eras_are_notified_within_a_second_and_others_are_not() {
    for era in ERAS {
        let machine = Machine::new();
        used(&machine, SESSION, 1, 20_000);
        let mut client = started(&machine, era);
        let _ = client.body("get_token_usage", json!({}));
        std::thread::sleep(Duration::from_millis(300));
        let began = Instant::now();
        used(&machine, SESSION, 2, 196_000);
        if era == Era::Stateless {
            std::thread::sleep(Duration::from_millis(1_500));
            let rest = client.end();
            assert!(rest.iter().all(|said| said.get("method").is_none()), "{rest:?}");
            continue;
        }
        let told = loop {
            let told = client.read().expect("it is told");
            if told["method"] == "notifications/scopeon/alert" {
                break told;
            }
        };
        assert_eq!((&told["jsonrpc"], &told["params"]["type"]), (&json!("2.0"), &json!("context_crisis")));
        assert_eq!(
            (&told["params"]["severity"], &told["params"]["session"]),
            (&json!("critical"), &json!(SESSION))
        );
        assert!(told["params"]["message"].is_string());
        assert!(began.elapsed() < Duration::from_secs(2), "{:?}", began.elapsed());
        client.end();
    }
}

#[test]
fn a_budget_that_is_nearly_used_is_told_unless_it_is_another_projects() {
    let machine = Machine::new();
    machine.configure("[[budgets]]\nperiod = \"monthly\"\nusd = \"0.0001\"\nproject = \"/work/secret-project\"\n\n[[budgets]]\nperiod = \"daily\"\nusd = \"0.0001\"\n");
    used(&machine, SESSION, 1, 20_000);
    machine.log(
        OTHER,
        &[prompt(OTHER, "/work/secret-project", 1), response(OTHER, "/work/secret-project", 1, 20_000)],
    );
    let mut client = started(&machine, ERAS[2]);
    let answer = client.body("get_limits", json!({}));
    let more = client.body("get_budget_status", json!({}));
    let said = format!("{answer}{more}");
    let warned = [&answer, &more].into_iter().flat_map(kinds).filter(|kind| *kind == "budget_warning");
    assert_eq!(warned.count(), 1, "{said}");
    assert!(!said.contains("secret-project"), "{said}");
    client.end();
}
