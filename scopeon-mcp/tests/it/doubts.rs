//! What an answer may lack is said in it.
#![cfg(unix)]

use std::time::{Duration, Instant};

use scopeon_mcp::{McpOptions, StartedBy};
use serde_json::json;

use crate::client::{Client, ERAS};
use crate::machine::{Machine, prompt, response};

const SESSION: &str = "11111111-2222-4333-8444-555555555555";
const CWD: &str = "/work/own";

#[test]
fn logs_that_cannot_be_read_are_told_of_and_no_sum_is_exact() {
    for era in ERAS {
        let machine = Machine::new();
        machine.log(SESSION, &[prompt(SESSION, CWD, 1), response(SESSION, CWD, 1, 20_000)]);
        let started = StartedBy {
            session: Some(SESSION.to_owned()),
            project: Some(CWD.into()),
            ..StartedBy::default()
        };
        let mut client = Client::start(&machine.app(), McpOptions { started, ..McpOptions::default() }, era);
        let whole = client.body("get_usage", json!({ "since": "all" }));
        assert_eq!((whole["stale"].as_str(), whole["level"].as_str()), (None, Some("exact")), "{whole}");
        machine.log("22222222-2222-4333-8444-555555555555", &[response("2", CWD, 2, 20_000)]);
        machine.obstruct("33333333-2222-4333-8444-555555555555");
        let began = Instant::now();
        let short = loop {
            let answer = client.body("get_usage", json!({ "since": "all" }));
            if answer["stale"].is_string() || began.elapsed() > Duration::from_secs(15) {
                break answer;
            }
            std::thread::sleep(Duration::from_millis(100));
        };
        let said = short["stale"].as_str().unwrap_or_default();
        assert!(said.starts_with("1 log could not be read whole"), "{short}");
        assert_eq!(short["level"], "lower_bound");
        client.end();
    }
}

#[test]
fn fields_of_a_list_may_be_chosen_though_it_is_empty() {
    let machine = Machine::new();
    machine.log(SESSION, &[prompt(SESSION, CWD, 1), response(SESSION, CWD, 1, 20_000)]);
    let mut client = Client::start(&machine.app(), McpOptions::default(), ERAS[2]);
    let none = client.body("list_sessions", json!({ "agent": "codex", "fields": ["id", "cost_usd"] }));
    assert_eq!(none["rows"], json!([]), "{none}");
    client.end();
}
