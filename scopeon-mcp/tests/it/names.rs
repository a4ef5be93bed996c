//! Whose names leave the machine.

use scopeon_mcp::{McpOptions, NamePolicy, StartedBy};
use serde_json::{Value, json};

use crate::client::{Client, ERAS};
use crate::golden::EVERY;
use crate::machine::{Machine, PROJECT, SESSION, in_session, now, sample};

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

/// A session of another project, with names of its own for whatever can have one.
fn elsewhere(session: &str) -> Vec<Value> {
    let about = json!({ "sessionId": session, "cwd": "/work/acorn-project", "version": "2.1.332", "gitBranch": "acorn-branch" });
    let record = |mut more: Value| {
        for (name, value) in about.as_object().expect("an object") {
            more[name] = value.clone();
        }
        more["timestamp"] = json!(now());
        more
    };
    let used = |id: &str, name: &str, input: Value| json!({ "type": "tool_use", "id": id, "name": name, "input": input });
    let content = json!([
        used("t1", "mcp__acorn_server__acorn_tool", json!({})),
        used("t2", "Skill", json!({ "skill": "acorn-skill" })),
        used("t3", "Task", json!({ "subagent_type": "acorn-reviewer", "prompt": "x" })),
        used("t4", "Bash", json!({})),
    ]);
    let usage = json!({ "input_tokens": 900, "cache_read_input_tokens": 1000, "output_tokens": 50 });
    let message = json!({ "id": "m1", "type": "message", "role": "assistant", "model": "claude-sonnet-4-5-20250929",
        "content": content, "usage": usage });
    vec![
        record(json!({ "type": "user", "uuid": "u1", "message": { "role": "user", "content": "x" } })),
        record(json!({ "type": "assistant", "uuid": "a1", "requestId": "r1", "message": message })),
    ]
}

#[test]
fn what_another_projects_session_used_has_no_name_either() {
    let session = "33333333-2222-4333-8444-555555555555";
    for (project, is_told) in [("/work/own", false), ("/work/acorn-project", true)] {
        let machine = Machine::new();
        machine.log(session, &elsewhere(session));
        let started = StartedBy { directory: Some(project.into()), ..StartedBy::default() };
        let mut client =
            Client::start(&machine.app(), McpOptions { started, ..McpOptions::default() }, ERAS[1]);
        let mut said = String::new();
        for (tool, arguments) in EVERY.iter().filter(|(tool, _)| *tool != "set_session_tags") {
            let mut arguments: Value = serde_json::from_str(arguments).expect("JSON");
            if client.takes_session(tool) {
                arguments["session"] = json!(session);
            }
            said += &client.body(tool, arguments).to_string();
        }
        said += &client.body("get_usage", json!({ "by": "branch", "since": "all" })).to_string();
        client.end();
        for name in ["acorn-project", "acorn-branch", "acorn_server", "acorn_tool", "acorn-skill"] {
            assert_eq!(said.contains(name), is_told, "{name} in {project}: {said}");
        }
        assert!(said.contains("Bash"), "names of an agent's own tools are told");
    }
}
