//! Which session a caller is.

use std::path::PathBuf;

use scopeon_mcp::{McpOptions, StartedBy};
use serde_json::{Value, json};

use crate::client::{Client, ERAS, Era};
use crate::machine::{Machine, PROJECT, SESSION, in_project, in_session, prompt, response, sample};

fn session(options: McpOptions, arguments: Value) -> Value {
    let mut client = Client::start(sample(), options, ERAS[2]);
    let told = client.body("get_usage", arguments)["session"].clone();
    client.end();
    told
}

#[test]
fn what_the_agent_says_is_exact() {
    let told = session(in_session(SESSION), json!({}));
    assert_eq!(
        (&told["id"], &told["by"], &told["level"]),
        (&json!(SESSION), &json!("environment"), &json!("exact"))
    );
}

#[test]
fn what_the_caller_says_goes_before() {
    let mut client = Client::start(sample(), in_session(SESSION), ERAS[2]);
    let other = client.body("list_sessions", json!({ "agent": "codex" }))["rows"][0]["id"].clone();
    let told = client.body("get_token_usage", json!({ "session": other }));
    assert_eq!((&told["session"]["id"], &told["session"]["by"]), (&other, &json!("argument")));
    let start: String = other.as_str().expect("a text").chars().take(8).collect();
    assert_eq!(client.body("get_token_usage", json!({ "session": start }))["session"]["id"], other);
    for own in ["current", "latest"] {
        assert_eq!(client.body("get_token_usage", json!({ "session": own }))["session"]["id"], SESSION);
    }
    client.end();
}

#[test]
fn the_directory_and_the_client_make_a_guess() {
    let started = |project: Option<&str>, directory: &str| McpOptions {
        started: StartedBy {
            project: project.map(PathBuf::from),
            directory: Some(PathBuf::from(directory)),
            ..StartedBy::default()
        },
        ..McpOptions::default()
    };
    let told = session(in_project(), json!({}));
    assert_eq!((&told["by"], &told["level"]), (&json!("directory"), &json!("estimated")));
    let told = session(started(Some(PROJECT), "/"), json!({}));
    assert_eq!(told["by"], "project");
    // An agent that works elsewhere is not the session of this process's directory.
    let told = session(started(Some("/home/dev/unheard-of"), PROJECT), json!({}));
    assert_eq!((&told["id"], &told["by"]), (&Value::Null, &json!("none")));
    // One above a project is another directory, and so is one below it.
    for elsewhere in ["/home/dev", "/home/dev/acme.shop/src", "/", "/home/dev/acme"] {
        let told = session(started(None, elsewhere), json!({}));
        assert_eq!((&told["id"], &told["by"]), (&Value::Null, &json!("none")), "{elsewhere}");
        assert!(told["why"].is_string());
    }
}

#[test]
fn where_no_session_comes_it_is_waited_for_no_longer_than_two_seconds_in_all() {
    let started = StartedBy { directory: Some("/nowhere".into()), ..StartedBy::default() };
    let mut client = Client::start(sample(), McpOptions { started, ..McpOptions::default() }, ERAS[1]);
    for _ in 0..3 {
        let _ = client.body("get_limits", json!({}));
    }
    let began = std::time::Instant::now();
    for _ in 0..5 {
        assert_eq!(client.body("get_limits", json!({}))["session"]["by"], "none");
    }
    assert!(began.elapsed() < std::time::Duration::from_secs(4), "{:?}", began.elapsed());
    client.end();
}

#[test]
fn a_client_is_no_session_of_another_agent() {
    let ask = |name: &str| {
        let mut client = Client::silent(sample(), in_project(), ERAS[1]);
        let params = json!({ "protocolVersion": "2025-11-25", "capabilities": {}, "clientInfo": { "name": name, "version": "1" } });
        let _ = client.ask("initialize", params);
        let told = client.body("get_usage", json!({}))["session"].clone();
        let agent = told["id"]
            .as_str()
            .map(|id| client.body("get_token_usage", json!({ "session": id }))["agent"].clone());
        client.end();
        agent.and_then(|agent| agent.as_str().map(str::to_owned))
    };
    assert_eq!(ask("claude-code").as_deref(), Some("claude-code"));
    assert_eq!(ask("codex-mcp-client").filter(|agent| agent != "codex"), None);
    assert_eq!(ask("gemini-cli-mcp-client").filter(|agent| agent != "gemini-cli"), None);
    assert!(
        ask("something-else").is_some(),
        "of an unknown client, the last session of the directory is meant"
    );
}

#[test]
fn what_an_agent_inherited_from_another_is_not_its_own() {
    let mut options = in_session(SESSION);
    options.started.agent = Some("claude-code".to_owned());
    let ask = |name: &str| {
        let mut client = Client::silent(sample(), options.clone(), ERAS[1]);
        let params = json!({ "protocolVersion": "2025-11-25", "capabilities": {}, "clientInfo": { "name": name, "version": "1" } });
        let _ = client.ask("initialize", params);
        let told = client.body("get_usage", json!({}))["session"].clone();
        client.end();
        told
    };
    assert_eq!(ask("claude-code")["by"], "environment");
    // One that is not known may be started within anything, too.
    for other in
        ["codex-mcp-client", "gemini-cli-mcp-client", "qwen-cli-mcp-client-scopeon", "something-else"]
    {
        let told = ask(other);
        assert_ne!(told["by"], "environment", "{other}: {told}");
    }
}

#[test]
fn the_tags_of_another_projects_session_stay_as_they_are() {
    let mut client = Client::start(sample(), in_session(SESSION), ERAS[1]);
    let sessions = client.body("list_sessions", json!({ "agent": "codex", "since": "all" }));
    let mut other = sessions["rows"].as_array().into_iter().flatten();
    let other = other.find(|row| row["project"].as_str().is_some_and(|name| name.contains("path-")));
    let id = other.expect("a session of another project")["id"].clone();
    let refused = client.call("set_session_tags", json!({ "session": id, "tags": ["mine"] }));
    assert_eq!(refused["isError"], true, "{refused}");
    client.end();
}

#[test]
fn a_session_is_not_explained_over_a_period() {
    let mut client = Client::start(sample(), in_session(SESSION), ERAS[1]);
    let both = json!({ "name": "explain_cost", "arguments": { "session": SESSION, "since": "7d" } });
    assert_eq!(client.ask("tools/call", both)["error"]["data"]["field"], "since");
    let bad = json!({ "name": "explain_cost", "arguments": { "since": "next blue moon" } });
    assert_eq!(client.ask("tools/call", bad)["error"]["data"]["field"], "since");
    assert_eq!(client.body("explain_cost", json!({ "since": "7d" }))["session"]["id"], SESSION);
    client.end();
}

#[test]
fn an_id_that_nothing_has_is_answered_with_the_nearest_three() {
    let mut client = Client::start(sample(), in_project(), ERAS[1]);
    for id in ["86dbfaa1-0000", "zzzz", "no such session"] {
        let result = client.call("get_session_summary", json!({ "session": id }));
        assert_eq!(result["isError"], true, "{result}");
        let said: Value =
            serde_json::from_str(result["content"][0]["text"].as_str().expect("a text")).expect("JSON");
        assert_eq!(said["nearest"].as_array().map(Vec::len), Some(3), "{said}");
    }
    let result = client.call("get_session_summary", json!({ "session": "86dbfaa1-0000" }));
    assert!(result["content"][0]["text"].as_str().is_some_and(|text| text.contains(SESSION)));
    client.end();
}

#[test]
fn a_session_that_has_just_begun_is_waited_for() {
    let machine = Machine::new();
    let (id, cwd) = ("11111111-2222-4333-8444-555555555555", "/work/own");
    machine.log(
        "99999999-2222-4333-8444-555555555555",
        &[prompt("99999999-2222-4333-8444-555555555555", "/work/other", 1)],
    );
    let started =
        StartedBy { session: Some(id.to_owned()), project: Some(cwd.into()), ..StartedBy::default() };
    let options = McpOptions { started, ..McpOptions::default() };
    let mut client = Client::start(&machine.app(), options, Era::Stateless);
    let nothing = client.call("get_context_pressure", json!({}));
    assert_eq!(nothing["isError"], true);
    assert!(
        nothing["content"][0]["text"]
            .as_str()
            .is_some_and(|text| text.contains("nothing of this session is logged yet"))
    );
    machine.log(id, &[prompt(id, cwd, 1), response(id, cwd, 1, 50_000)]);
    let told = client.body("get_context_pressure", json!({}));
    assert_eq!((&told["session"]["id"], &told["session"]["by"]), (&json!(id), &json!("environment")));
    assert_eq!(told["context_tokens"], 50_000);
    assert!(told["session"]["cost_usd"].is_string());
    client.end();
}
