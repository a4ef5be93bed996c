//! Resources, prompts, completion, and being told that something changed.

use std::time::{Duration, Instant};

use scopeon_mcp::{McpOptions, StartedBy};
use serde_json::{Value, json};

use crate::client::{Client, ERAS, Era};
use crate::machine::{Machine, SESSION, in_session, prompt, response, sample};

#[test]
fn every_resource_can_be_read() {
    for era in [ERAS[1], Era::Stateless] {
        let mut client = Client::start(sample(), in_session(SESSION), era);
        let listed = client.ask("resources/list", json!({}))["result"]["resources"].clone();
        let mut uris: Vec<String> = listed
            .as_array()
            .expect("a list")
            .iter()
            .map(|one| one["uri"].as_str().expect("an address").to_owned())
            .collect();
        let templates =
            client.ask("resources/templates/list", json!({}))["result"]["resourceTemplates"].clone();
        assert_eq!(templates.as_array().map(Vec::len), Some(2));
        uris.push(format!("scopeon://session/{SESSION}"));
        uris.push("scopeon://session/current".to_owned());
        for by in ["monthly", "agent", "project", "branch", "session"] {
            uris.push(format!("scopeon://report/{by}"));
        }
        for uri in uris {
            let read = client.ask("resources/read", json!({ "uri": uri }))["result"].clone();
            let content = &read["contents"][0];
            assert_eq!((&content["uri"], &content["mimeType"]), (&json!(uri), &json!("application/json")));
            let body: Value = serde_json::from_str(content["text"].as_str().expect("a text")).expect("JSON");
            assert!(body["session"].is_object(), "{uri}");
            assert_eq!(read.get("cacheScope").is_some(), era == Era::Stateless);
        }
        client.end();
    }
}

#[test]
fn prompts_are_written() {
    let mut client = Client::start(sample(), in_session(SESSION), ERAS[1]);
    let listed = client.ask("prompts/list", json!({}))["result"]["prompts"].clone();
    let names: Vec<&str> =
        listed.as_array().expect("a list").iter().filter_map(|one| one["name"].as_str()).collect();
    assert_eq!(names, ["cost-review", "compaction-check", "weekly-review"]);
    for name in names {
        let message = client.ask("prompts/get", json!({ "name": name }))["result"]["messages"][0].clone();
        assert_eq!(message["role"], "user");
        assert!(message["content"]["text"].as_str().is_some_and(|text| text.contains("get_")), "{message}");
    }
    let stated = json!({ "name": "cost-review", "arguments": { "since": "7d" } });
    let text = client.ask("prompts/get", stated)["result"]["messages"][0]["content"]["text"].clone();
    assert!(text.as_str().is_some_and(|text| text.contains("\"7d\"")), "{text}");
    client.end();
}

#[test]
fn what_varies_is_completed() {
    let mut client = Client::start(sample(), in_session(SESSION), ERAS[1]);
    let mut complete = |reference: Value, name: &str, value: &str| {
        let params = json!({ "ref": reference, "argument": { "name": name, "value": value } });
        client.ask("completion/complete", params)["result"]["completion"].clone()
    };
    let session = || json!({ "type": "ref/resource", "uri": "scopeon://session/{id}" });
    let all = complete(session(), "id", "");
    assert_eq!(all["values"][0], "current");
    assert_eq!(all["values"].as_array().map(Vec::len), Some(100));
    assert_eq!((&all["hasMore"], all["total"].as_u64() > Some(100)), (&json!(true), true));
    assert_eq!(complete(session(), "id", "86db")["values"], json!([SESSION]));
    let report = json!({ "type": "ref/resource", "uri": "scopeon://report/{by}" });
    assert_eq!(complete(report, "by", "mo")["values"], json!(["monthly", "model"]));
    let prompt = json!({ "type": "ref/prompt", "name": "cost-review" });
    assert_eq!(complete(prompt, "since", "this")["values"], json!(["this-week", "this-month"]));
    client.end();
}

/// A machine with one session, and a server that is of it.
fn beginning(era: Era) -> (Machine, Client, String, String) {
    let machine = Machine::new();
    let (id, cwd) = ("11111111-2222-4333-8444-555555555555".to_owned(), "/work/own".to_owned());
    machine.log(&id, &[prompt(&id, &cwd, 1), response(&id, &cwd, 1, 20_000)]);
    let started =
        StartedBy { session: Some(id.clone()), project: Some(cwd.clone().into()), ..StartedBy::default() };
    let mut client = Client::start(&machine.app(), McpOptions { started, ..McpOptions::default() }, era);
    assert_eq!(client.body("get_context_pressure", json!({}))["pressure_level"], "low");
    (machine, client, id, cwd)
}

#[test]
fn who_subscribed_is_told_of_changes() {
    for era in [ERAS[0], ERAS[1], Era::Stateless] {
        let (machine, mut client, id, cwd) = beginning(era);
        let listening = match era {
            Era::Stateless => {
                let wanted = json!({ "toolsListChanged": true, "resourceSubscriptions": ["scopeon://alerts", "scopeon://nothing"] });
                let listening = client.begin("subscriptions/listen", json!({ "notifications": wanted }));
                let agreed = client.read().expect("an answer");
                assert_eq!(agreed["method"], "notifications/subscriptions/acknowledged");
                assert_eq!(
                    agreed["params"]["notifications"],
                    json!({ "resourceSubscriptions": ["scopeon://alerts"] })
                );
                listening
            }
            Era::Handshake(_) => {
                let done = client.ask("resources/subscribe", json!({ "uri": "scopeon://alerts" }));
                assert_eq!(done["result"], json!({}));
                0
            }
        };
        // What the subscription begins with is looked at first.
        std::thread::sleep(Duration::from_millis(300));
        let began = Instant::now();
        machine.log(&id, &[prompt(&id, &cwd, 2), response(&id, &cwd, 2, 193_000)]);
        loop {
            let told = client.read().expect("it is told");
            if told["method"] == "notifications/resources/updated" {
                assert_eq!(told["params"]["uri"], "scopeon://alerts");
                if era == Era::Stateless {
                    assert_eq!(told["params"]["_meta"]["io.modelcontextprotocol/subscriptionId"], listening);
                }
                break;
            }
            assert_ne!(era, Era::Stateless, "{told}");
        }
        assert!(began.elapsed() < Duration::from_secs(3), "{:?}", began.elapsed());
        client.end();
    }
}
