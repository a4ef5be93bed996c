//! Whose names leave the machine.

use scopeon_mcp::{McpOptions, NamePolicy};
use serde_json::{Value, json};

use crate::client::{Client, ERAS};
use crate::golden::EVERY;
use crate::machine::{PROJECT, SESSION, in_session, sample};

/// Names of projects and branches of the sample logs that are not the caller's.
const OTHERS: [&str; 6] = ["docs_site", "forecast", "billing-api", "redesign", "rounding", "login"];

fn everything(names: NamePolicy) -> String {
    let options = McpOptions { names, ..in_session(SESSION) };
    let mut client = Client::start(sample(), options, ERAS[2]);
    let mut said = String::new();
    for (tool, arguments) in EVERY.iter().filter(|(tool, _)| *tool != "set_session_tags") {
        said += &client.body(tool, serde_json::from_str(arguments).expect("JSON")).to_string();
    }
    for by in ["project", "branch", "session"] {
        said += &client.body("get_usage", json!({ "by": by, "since": "all", "limit": 100 })).to_string();
    }
    for path in [json!(["claude-code"]), json!(["codex"])] {
        said += &client.body("explore", json!({ "path": path, "since": "all" })).to_string();
    }
    said += &client.body("list_sessions", json!({ "since": "all", "limit": 100 })).to_string();
    said += &client.body("explain_cost", json!({ "since": "all" })).to_string();
    for uri in ["scopeon://status", "scopeon://alerts", "scopeon://report/project", "scopeon://report/branch"]
    {
        said += &client.ask("resources/read", json!({ "uri": uri }))["result"].to_string();
    }
    client.end();
    said
}

#[test]
fn only_names_of_the_callers_project_are_told() {
    let said = everything(NamePolicy::Project);
    for name in OTHERS {
        let place = said.find(name).map(|at| &said[at.saturating_sub(60)..(at + 60).min(said.len())]);
        assert_eq!(place, None, "{name}");
    }
    assert!(said.contains("\"acme.shop\""), "its own name is told");
}

#[test]
fn no_name_is_told_or_all_are() {
    let none = everything(NamePolicy::None);
    assert!(OTHERS.iter().all(|name| !none.contains(name)) && !none.contains("acme.shop"));
    let all = everything(NamePolicy::All);
    for name in ["docs_site", "forecast", "billing-api", "acme.shop", "redesign"] {
        assert!(all.contains(name), "{name}");
    }
    for said in [none, all] {
        assert!(!said.contains("/home/dev") && !said.contains("/tmp/"), "a path is told");
    }
}

#[test]
fn a_question_takes_what_answers_give_and_no_names_of_others() {
    let mut client = Client::start(sample(), in_session(SESSION), ERAS[1]);
    let rows = client.body("get_project_stats", json!({ "since": "all" }))["rows"].clone();
    let rows = rows.as_array().expect("rows");
    let named = |is_own: bool| {
        let row =
            rows.iter().find(|row| (row["project"] == "acme.shop") == is_own && row["project"] != "(none)");
        row.expect("a project").clone()
    };
    for row in [named(true), named(false)] {
        let told = client.body("get_usage", json!({ "project": row["project"], "since": "all" }));
        assert_eq!(told["cost_usd"], row["cost_usd"]);
    }
    for name in ["docs_site", "/home/dev/docs_site", "nothing"] {
        let error = client
            .ask("tools/call", json!({ "name": "get_usage", "arguments": { "project": name } }))["error"]
            .clone();
        // Whether it is there is not told either.
        assert_eq!(
            (&error["code"], &error["data"]),
            (&json!(-32602), &json!({ "field": "project" })),
            "{name}"
        );
    }
    client.end();
}

#[test]
fn a_way_down_is_walked_by_what_is_told() {
    let mut client = Client::start(sample(), in_session(SESSION), ERAS[1]);
    let mut path: Vec<Value> = Vec::new();
    for depth in ["provider", "project", "branch", "session", "turn"] {
        let level = client.body("explore", json!({ "path": path, "since": "all" }));
        assert_eq!(level["depth"], depth);
        path.push(level["rows"][0]["key"].clone());
    }
    assert!(!json!(path).to_string().contains(PROJECT));
    client.end();
}
