//! What each era is told, and not told.

use serde_json::{Value, json};

use crate::client::{Client, ERAS, Era};
use crate::machine::{in_project, sample};

#[test]
fn a_client_that_discovers_goes_on_without_a_handshake() {
    let mut client = Client::start(sample(), in_project(), Era::Stateless);
    let found = client.ask("server/discover", json!({}))["result"].clone();
    assert_eq!(found["supportedVersions"], json!(["2025-06-18", "2025-11-25", "2026-07-28"]));
    assert_eq!(found["cacheScope"], "private");
    assert!(found["ttlMs"].as_u64().is_some_and(|ttl| ttl > 0));
    assert_eq!(found["_meta"]["io.modelcontextprotocol/serverInfo"]["name"], "scopeon");
    assert_eq!(found["resultType"], "complete");
    for capability in ["roots", "sampling", "logging"] {
        assert!(found["capabilities"].get(capability).is_none(), "{capability}");
    }
    let listed = client.ask("tools/list", json!({}))["result"].clone();
    assert_eq!((&listed["cacheScope"], &listed["resultType"]), (&json!("private"), &json!("complete")));
    assert!(listed["ttlMs"].as_u64().is_some_and(|ttl| ttl > 0));
    assert_eq!(client.call("get_limits", json!({}))["resultType"], "complete");
    client.end();
}

#[test]
fn a_client_that_probes_may_fall_back_to_a_handshake() {
    let mut client = Client::silent(sample(), in_project(), Era::Stateless);
    assert!(client.ask("server/discover", json!({})).get("result").is_some());
    let params = json!({ "protocolVersion": "2025-11-25", "capabilities": {}, "clientInfo": { "name": "a", "version": "1" } });
    client.tell(&json!({ "jsonrpc": "2.0", "id": "i", "method": "initialize", "params": params }));
    assert_eq!(client.read().expect("an answer")["result"]["protocolVersion"], "2025-11-25");
    client.end();
}

#[test]
fn older_eras_are_told_nothing_of_the_newest() {
    for era in &ERAS[..2] {
        let mut client = Client::start(sample(), in_project(), *era);
        for (method, params) in [
            ("tools/list", json!({})),
            ("resources/list", json!({})),
            ("prompts/list", json!({})),
            ("tools/call", json!({ "name": "get_limits" })),
            ("resources/read", json!({ "uri": "scopeon://alerts" })),
        ] {
            let result = client.ask(method, params)["result"].clone();
            for field in ["resultType", "ttlMs", "cacheScope"] {
                assert!(result.get(field).is_none(), "{method} {field}");
            }
        }
        assert_eq!(client.ask("ping", json!({}))["result"], json!({}));
        client.end();
    }
}

#[test]
fn what_comes_before_a_conversation_does_not_end_it() {
    let mut client = Client::silent(sample(), in_project(), ERAS[1]);
    for method in
        ["notifications/initialized", "initialize", "notifications/cancelled", "notifications/nothing"]
    {
        client.tell(&json!({ "jsonrpc": "2.0", "method": method, "params": {} }));
    }
    client.tell(&json!({ "jsonrpc": "2.0", "id": 0, "method": "ping" }));
    assert_eq!(client.answer()["result"], json!({}));
    let params = json!({ "protocolVersion": "2025-11-25", "capabilities": {}, "clientInfo": { "name": "a", "version": "1" } });
    assert_eq!(client.ask("initialize", params)["result"]["protocolVersion"], "2025-11-25");
    client.end();
}

#[test]
fn a_version_that_is_not_known_is_refused_with_those_that_are() {
    let mut client = Client::silent(sample(), in_project(), ERAS[1]);
    let meta = json!({
        "io.modelcontextprotocol/protocolVersion": "1900-01-01",
        "io.modelcontextprotocol/clientCapabilities": {},
    });
    for method in ["server/discover", "tools/list"] {
        let error = client.ask(method, json!({ "_meta": meta }))["error"].clone();
        assert_eq!(error["code"], -32022, "{method}");
        assert_eq!(error["data"]["supported"], json!(["2025-06-18", "2025-11-25", "2026-07-28"]));
    }
    // A handshake is answered with what is spoken instead.
    let params = json!({ "protocolVersion": "1900-01-01", "capabilities": {}, "clientInfo": { "name": "a", "version": "1" } });
    assert_eq!(client.ask("initialize", params)["result"]["protocolVersion"], "2025-11-25");
    client.end();
}

#[test]
fn what_an_era_does_not_have_is_not_found() {
    let missing = |era: Era, method: &str, params: Value| {
        let mut client = Client::start(sample(), in_project(), era);
        let _ = client.ask("tools/list", json!({}));
        let code = client.ask(method, params)["error"]["code"].clone();
        client.end();
        code
    };
    assert_eq!(missing(Era::Stateless, "ping", json!({})), -32601);
    assert_eq!(missing(Era::Stateless, "resources/subscribe", json!({})), -32601);
    assert_eq!(missing(Era::Stateless, "resources/subscribe", json!({ "uri": "scopeon://alerts" })), -32601);
    assert_eq!(missing(ERAS[1], "subscriptions/listen", json!({ "notifications": {} })), -32601);
    for era in ERAS {
        assert_eq!(missing(era, "logging/setLevel", json!({ "level": "info" })), -32601);
        assert_eq!(missing(era, "tools/nothing", json!({})), -32601);
    }
}

#[test]
fn progress_is_told_to_who_asks_for_it_and_before_the_answer() {
    for era in ERAS {
        let mut client = Client::start(sample(), in_project(), era);
        let _ = client.ask("tools/list", json!({}));
        let params = json!({ "name": "get_usage", "arguments": { "by": "branch" }, "_meta": { "progressToken": "p" } });
        let id = client.begin("tools/call", params);
        let _ = client.wait(id);
        let steps: Vec<f64> = client
            .told
            .iter()
            .filter(|told| told["method"] == "notifications/progress")
            .map(|told| {
                assert_eq!(told["params"]["progressToken"], "p");
                told["params"]["progress"].as_f64().expect("a number")
            })
            .collect();
        assert!(!steps.is_empty() && steps.is_sorted(), "{era:?}: {steps:?}");
        client.end();
    }
}
