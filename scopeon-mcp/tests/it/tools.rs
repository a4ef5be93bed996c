//! How tools are listed, what they take, and how much an answer costs.

use scopeon_mcp::ToolSet;
use serde_json::{Value, json};

use crate::client::{Client, ERAS, Era};
use crate::golden::EVERY;
use crate::machine::{SESSION, in_project, in_session, sample};

/// Tokens as they are counted here: four bytes each.
fn tokens(bytes: usize) -> usize {
    bytes.div_ceil(4)
}

fn listed(set: &str, era: Era) -> (String, String) {
    let options = scopeon_mcp::McpOptions { tools: set.parse().expect("a set"), ..in_project() };
    let mut client = Client::start(sample(), options, era);
    let tools = client.ask("tools/list", json!({}))["result"]["tools"].to_string();
    let said = match era {
        Era::Stateless => client.ask("server/discover", json!({}))["result"]["instructions"].clone(),
        Era::Handshake(version) => {
            let params = json!({ "protocolVersion": version, "capabilities": {}, "clientInfo": { "name": "a", "version": "1" } });
            client.ask("initialize", params)["result"]["instructions"].clone()
        }
    };
    client.end();
    (tools, said.as_str().expect("instructions").to_owned())
}

#[test]
fn the_lists_cost_no_more_than_promised() {
    for (set, most) in [("core", 1_500), ("full", 6_000)] {
        let (tools, instructions) = listed(set, Era::Stateless);
        let cost = tokens(tools.len() + instructions.len());
        assert!(cost <= most, "{set}: {cost} tokens");
    }
}

#[test]
fn the_list_is_the_same_to_the_byte() {
    for set in ["core", "full", "get_usage,explain_cost"] {
        let first = listed(set, Era::Stateless);
        for era in ERAS {
            assert_eq!(listed(set, era), first, "{set} {era:?}");
        }
    }
}

#[test]
fn sets_list_what_they_name_in_the_order_of_the_table() {
    let names = |set: &str| -> Vec<String> {
        let tools: Value = serde_json::from_str(&listed(set, Era::Stateless).0).expect("JSON");
        tools
            .as_array()
            .expect("a list")
            .iter()
            .map(|tool| tool["name"].as_str().expect("a name").to_owned())
            .collect()
    };
    let core = [
        "get_usage",
        "get_context_pressure",
        "get_limits",
        "get_budget_status",
        "get_optimization_suggestions",
        "explain_cost",
        "list_sessions",
        "set_session_tags",
    ];
    assert_eq!(names("core"), core);
    assert_eq!(names("explain_cost, get_usage"), ["get_usage", "explain_cost"]);
    let full = names("full");
    assert_eq!(full.len(), EVERY.len());
    assert_eq!(full[..8], core);
    // Upstream's nineteen are among them.
    for name in EVERY.iter().map(|(name, _)| *name) {
        assert!(full.iter().any(|listed| listed == name), "{name}");
    }
    assert!("get_usage,get_usages".parse::<ToolSet>().is_err());
}

#[test]
fn only_one_tool_writes_and_it_says_so() {
    let tools: Value = serde_json::from_str(&listed("full", Era::Stateless).0).expect("JSON");
    for tool in tools.as_array().expect("a list") {
        let annotations = &tool["annotations"];
        let writes = tool["name"] == "set_session_tags";
        assert_eq!(annotations["readOnlyHint"], !writes, "{tool}");
        assert_eq!(annotations["openWorldHint"], false);
        if writes {
            assert_eq!(
                (&annotations["idempotentHint"], &annotations["destructiveHint"]),
                (&json!(true), &json!(false))
            );
        }
        assert!(tool["title"].is_string() && tool["inputSchema"]["type"] == "object");
        assert_eq!(tool["outputSchema"]["type"], "object");
    }
}

#[test]
fn a_tool_that_is_not_listed_answers() {
    let mut client = Client::start(sample(), in_session(SESSION), ERAS[1]);
    let usage = client.body("get_token_usage", json!({}));
    assert_eq!(usage["session"]["id"], SESSION);
    // The names that parameters have upstream are understood.
    let same = client.body("get_token_usage", json!({ "session_id": SESSION, "fields": null }));
    assert_eq!(same["cost_usd"], usage["cost_usd"]);
    let sides = json!({ "session_id_a": SESSION, "session_id_b": SESSION });
    assert_eq!(client.body("compare_sessions", sides)["unit"], "turn");
    client.end();
}

#[test]
fn answers_cost_no_more_than_promised() {
    let mut client = Client::start(sample(), in_session(SESSION), ERAS[2]);
    let mut costs = Vec::new();
    for (tool, arguments) in EVERY {
        let arguments: Value = serde_json::from_str(arguments).expect("JSON");
        for limit in [None, Some(100)] {
            let mut arguments = arguments.clone();
            if let Some(limit) = limit {
                arguments["limit"] = json!(limit);
            }
            let body = client.body(tool, arguments).to_string();
            assert!(tokens(body.len()) <= 2_000, "{tool}: {}", body.len());
            if limit.is_none() {
                costs.push(tokens(body.len()));
            }
        }
    }
    costs.sort_unstable();
    let median = costs[costs.len() / 2];
    assert!(median <= 400, "the median is {median}: {costs:?}");
    client.end();
}

#[test]
fn pages_lead_through_a_whole_list() {
    let mut client = Client::start(sample(), in_session(SESSION), ERAS[2]);
    let mut seen = Vec::new();
    let mut arguments = json!({ "limit": 50, "since": "all" });
    for _ in 0..40 {
        let page = client.body("list_sessions", arguments.clone());
        let rows = page["rows"].as_array().expect("rows");
        seen.extend(rows.iter().map(|row| row["id"].as_str().expect("an id").to_owned()));
        let Some(next) = page.get("next_cursor") else { break };
        arguments["cursor"] = next.clone();
    }
    let total =
        client.body("list_sessions", json!({ "since": "all" }))["sessions"].as_u64().expect("a count");
    assert_eq!(seen.len() as u64, total);
    seen.sort_unstable();
    seen.dedup();
    assert_eq!(seen.len() as u64, total, "a session is told twice");
    // A cursor is of its own question.
    let cursor = client.body("list_sessions", json!({ "limit": 3 }))["next_cursor"].clone();
    let refused = client
        .ask("tools/call", json!({ "name": "list_sessions", "arguments": { "limit": 4, "cursor": cursor } }));
    assert_eq!(refused["error"]["code"], -32602);
    assert_eq!(refused["error"]["data"]["field"], "cursor");
    client.end();
}

#[test]
fn fields_are_chosen() {
    let mut client = Client::start(sample(), in_session(SESSION), ERAS[1]);
    let keys = |body: &Value| body.as_object().expect("an object").keys().cloned().collect::<Vec<_>>();
    let chosen = client.body("get_context_pressure", json!({ "fields": ["fill_pct"] }));
    assert!(chosen["fill_pct"].is_number() && chosen["session"]["id"] == SESSION);
    assert!(!keys(&chosen).contains(&"tokens_remaining".to_owned()));
    let rows = client.body("list_sessions", json!({ "fields": ["id", "cost_usd"], "limit": 2 }));
    assert_eq!(keys(&rows["rows"][0]), ["cost_usd", "id"]);
    let none = client.body("list_sessions", json!({ "fields": ["sessions"] }));
    assert!(none.get("rows").is_none() && none["sessions"].is_u64());
    let refused =
        client.ask("tools/call", json!({ "name": "get_usage", "arguments": { "fields": ["cost"] } }));
    assert_eq!(refused["error"]["data"]["field"], "fields");
    assert_eq!(refused["error"]["data"]["allowed"][0], "cost_usd");
    client.end();
}

#[test]
fn figures_are_those_of_the_questions() {
    let mut client = Client::start(sample(), in_session(SESSION), ERAS[2]);
    let told = client.body("get_usage", json!({ "since": "all", "by": "agent" }));
    let question = scopeon_app::ask::Usage {
        keys: vec![scopeon_app::By::Provider],
        args: scopeon_app::QueryArgs::default(),
        order: scopeon_app::ask::Order::default(),
        limit: None,
        describes_sessions: false,
    };
    let report = sample().ask_kept(&question).expect("an answer");
    assert_eq!(told["cost_usd"], report.total.cost_usd.to_string());
    assert_eq!(told["calls"], report.total.calls);
    assert_eq!(told["tokens"]["output"], report.total.usage.output);
    for (row, of) in told["rows"].as_array().expect("rows").iter().zip(&report.rows) {
        assert_eq!(row["key"], of.key);
        assert_eq!(row["tokens"], of.figures.usage.total());
    }
    client.end();
}
