//! Input of every wrong kind: it is answered, or passed over, and the server stays.

use serde_json::{Value, json};

use crate::client::{Client, ERAS, Era};
use crate::machine::{Machine, in_project, sample};

#[test]
fn what_is_no_message_is_answered_and_the_server_stays() {
    let cases: [(&str, i64, Value); 16] = [
        ("{", -32700, Value::Null),
        ("nonsense", -32700, Value::Null),
        ("\u{feff}{}", -32700, Value::Null),
        ("[]", -32600, Value::Null),
        (r#"[{"jsonrpc":"2.0","id":1,"method":"ping"}]"#, -32600, Value::Null),
        ("1", -32600, Value::Null),
        (r#"{"id":7,"method":"ping"}"#, -32600, json!(7)),
        (r#"{"jsonrpc":"1.0","id":7,"method":"ping"}"#, -32600, json!(7)),
        (r#"{"jsonrpc":"2.0","id":null,"method":"ping"}"#, -32600, Value::Null),
        (r#"{"jsonrpc":"2.0","id":1.5,"method":"ping"}"#, -32600, Value::Null),
        (r#"{"jsonrpc":"2.0","id":{},"method":"ping"}"#, -32600, Value::Null),
        (r#"{"jsonrpc":"2.0","id":7}"#, -32600, json!(7)),
        (r#"{"jsonrpc":"2.0","id":7,"method":3}"#, -32600, json!(7)),
        (r#"{"jsonrpc":"2.0","id":7,"method":"tools/call","params":[]}"#, -32602, json!(7)),
        (r#"{"jsonrpc":"2.0","id":"a","method":"tools/call","params":{}}"#, -32602, json!("a")),
        (r#"{"jsonrpc":"2.0","id":7,"method":"resources/read","params":{"uri":5}}"#, -32602, json!(7)),
    ];
    for era in ERAS {
        let mut client = Client::start(sample(), in_project(), era);
        for (line, code, id) in &cases {
            client.line(line.as_bytes());
            let said = client.answer();
            assert_eq!((&said["error"]["code"], &said["id"]), (&json!(code), id), "{line}: {said}");
            assert!(said["error"]["message"].is_string());
        }
        client.line(b"\xff\xfe{}");
        assert_eq!(client.answer()["error"]["code"], -32700);
        client.line("[".repeat(100_000).as_bytes());
        assert_eq!(client.answer()["error"]["code"], -32700);
        // Nothing is said to what is no question.
        for line in [
            "",
            "   ",
            r#"{"jsonrpc":"2.0","id":9,"result":{}}"#,
            r#"{"jsonrpc":"2.0","method":"notifications/nothing"}"#,
        ] {
            client.line(line.as_bytes());
        }
        assert!(client.ask("tools/list", json!({}))["result"]["tools"].is_array(), "{era:?}");
        assert!(client.end().iter().all(|said| said.get("method").is_some()));
    }
}

#[test]
fn what_is_wrong_is_named() {
    let mut client = Client::start(sample(), in_project(), ERAS[1]);
    let cases = [
        ("tools/call", json!({ "arguments": {} }), "params.name"),
        ("tools/call", json!({ "name": "get_usage", "arguments": [] }), "params.arguments"),
        ("prompts/get", json!({}), "params.name"),
        ("completion/complete", json!({ "ref": {} }), "params.argument"),
        ("tools/call", json!({ "name": "get_usages" }), "name"),
        ("tools/call", json!({ "name": "get_usage", "arguments": { "sinse": "7d" } }), "sinse"),
        ("tools/call", json!({ "name": "get_usage", "arguments": { "since": 7 } }), "since"),
        ("tools/call", json!({ "name": "get_usage", "arguments": { "since": "next blue moon" } }), "since"),
        ("tools/call", json!({ "name": "get_usage", "arguments": { "by": "colour" } }), "by"),
        ("tools/call", json!({ "name": "list_sessions", "arguments": { "limit": 0 } }), "limit"),
        ("tools/call", json!({ "name": "list_sessions", "arguments": { "limit": "three" } }), "limit"),
        ("tools/call", json!({ "name": "set_session_tags", "arguments": {} }), "tags"),
        ("tools/call", json!({ "name": "get_usage", "arguments": { "agent": "nobody" } }), "agent"),
        ("prompts/get", json!({ "name": "cost-reviews" }), "name"),
    ];
    for (method, params, field) in cases {
        let error = client.ask(method, params.clone())["error"].clone();
        assert_eq!(
            (&error["code"], &error["data"]["field"]),
            (&json!(-32602), &json!(field)),
            "{params}: {error}"
        );
    }
    let near = client.ask("tools/call", json!({ "name": "get_usages" }))["error"]["data"]["allowed"].clone();
    assert_eq!(near[0], "get_usage");
    client.end();
}

#[test]
fn an_address_that_nothing_has_is_not_found_by_each_eras_code() {
    for (era, code) in [(ERAS[0], -32002), (ERAS[1], -32002), (Era::Stateless, -32602)] {
        let mut client = Client::start(sample(), in_project(), era);
        for uri in ["scopeon://nothing", "file:///etc/passwd", "scopeon://session/not-there"] {
            let error = client.ask("resources/read", json!({ "uri": uri }))["error"].clone();
            assert_eq!((&error["code"], &error["data"]["uri"]), (&json!(code), &json!(uri)), "{error}");
        }
        client.end();
    }
}

#[test]
fn a_line_that_is_too_long_is_passed_over() {
    let mut client = Client::start(sample(), in_project(), ERAS[1]);
    let long =
        format!(r#"{{"jsonrpc":"2.0","id":5,"method":"ping","params":{{"a":"{}"}}}}"#, "x".repeat(4 << 20));
    client.line(long.as_bytes());
    assert_eq!(client.answer()["error"]["code"], -32600);
    // One that just fits is answered.
    let fits = format!(
        r#"{{"jsonrpc":"2.0","id":6,"method":"ping","params":{{"a":"{}"}}}}"#,
        "x".repeat((4 << 20) - 100)
    );
    client.line(fits.as_bytes());
    assert_eq!(client.wait(6)["result"], json!({}));
    client.end();
}

#[test]
fn a_thousand_calls_at_once_are_all_answered() {
    let mut client = Client::start(sample(), in_project(), ERAS[2]);
    let calls = 1_000;
    let ids: Vec<i64> = (0..calls)
        .map(|_| client.begin("tools/call", json!({ "name": "get_limits", "arguments": {} })))
        .collect();
    let mut answered = Vec::new();
    while answered.len() < ids.len() {
        let said = client.answer();
        assert!(said["result"]["structuredContent"].is_object(), "{said}");
        answered.push(said["id"].as_i64().expect("an id"));
    }
    answered.sort_unstable();
    assert_eq!(answered, ids);
    client.end();
}

#[test]
fn a_call_that_is_cancelled_is_not_answered() {
    let mut client = Client::start(sample(), in_project(), ERAS[1]);
    // So many are before it that it has not begun.
    let before: Vec<i64> = (0..60)
        .map(|_| client.begin("tools/call", json!({ "name": "get_optimization_suggestions" })))
        .collect();
    let cancelled =
        client.begin("tools/call", json!({ "name": "get_waste", "arguments": { "since": "all" } }));
    client.tell(&json!({ "jsonrpc": "2.0", "method": "notifications/cancelled", "params": { "requestId": cancelled } }));
    let last = *before.last().expect("one");
    let _ = client.wait(last);
    let rest = client.end();
    assert!(rest.iter().all(|said| said["id"] != cancelled), "it is answered");
}

#[test]
fn ids_of_either_kind_come_back_as_they_are() {
    let mut client = Client::start(sample(), in_project(), ERAS[1]);
    for id in [json!("a"), json!(""), json!(0), json!(-5), json!(9_007_199_254_740_993_u64)] {
        client.tell(&json!({ "jsonrpc": "2.0", "id": id, "method": "ping" }));
        assert_eq!(client.answer()["id"], id);
    }
    client.end();
}

#[test]
fn a_database_that_cannot_be_used_is_said_to_the_caller_and_the_server_stays() {
    let machine = Machine::new();
    std::fs::create_dir_all(machine.path().join("own")).expect("a directory");
    std::fs::write(
        machine.db(),
        b"this is no database at all, and it is longer than a header has to be to be looked at",
    )
    .expect("a file");
    let mut client = Client::start(&machine.app(), in_project(), ERAS[1]);
    for _ in 0..2 {
        let result = client.call("get_usage", json!({}));
        assert_eq!(result["isError"], true, "{result}");
        let said: Value =
            serde_json::from_str(result["content"][0]["text"].as_str().expect("a text")).expect("JSON");
        assert!(said["advice"].as_str().is_some_and(|advice| advice.starts_with("the user can")), "{said}");
        assert!(!said.to_string().contains(machine.path().to_str().expect("UTF-8")), "it names a file");
    }
    assert!(client.ask("tools/list", json!({}))["result"]["tools"].is_array());
    client.end();
}

#[test]
fn who_reads_nothing_does_not_keep_the_server_from_ending() {
    let mut client = Client::start(sample(), in_project(), ERAS[2]);
    // More than a pipe holds of answers, and none of them is read.
    for _ in 0..3_000 {
        client.begin("tools/call", json!({ "name": "get_limits", "arguments": {} }));
    }
    let began = std::time::Instant::now();
    client.leave();
    // A second, and what a loaded machine adds to it.
    assert!(began.elapsed() < std::time::Duration::from_secs(4), "{:?}", began.elapsed());
}

#[test]
fn lists_have_one_page_and_nothing_unknown_is_completed() {
    let cases = [
        ("tools/list", json!({ "cursor": "2" }), "params.cursor"),
        ("prompts/list", json!({ "cursor": "" }), "params.cursor"),
        (
            "completion/complete",
            json!({ "ref": { "type": "ref/prompt", "name": "nothing" }, "argument": { "name": "a", "value": "" } }),
            "ref",
        ),
        (
            "completion/complete",
            json!({ "ref": { "type": "ref/resource", "uri": "scopeon://nothing/{id}" }, "argument": { "name": "id", "value": "" } }),
            "ref",
        ),
    ];
    let mut client = Client::start(sample(), in_project(), ERAS[1]);
    for (method, params, field) in cases {
        let error = client.ask(method, params)["error"].clone();
        assert_eq!(
            (&error["code"], &error["data"]["field"]),
            (&json!(-32602), &json!(field)),
            "{method}: {error}"
        );
    }
    client.end();
}

#[test]
fn no_more_listen_than_there_is_room_for() {
    let mut client = Client::start(sample(), in_project(), Era::Stateless);
    let listen =
        json!({ "notifications": { "resourceSubscriptions": ["scopeon://alerts", "scopeon://alerts"] } });
    let ids: Vec<i64> = (0..20).map(|_| client.begin("subscriptions/listen", listen.clone())).collect();
    let mut refused = 0;
    while refused < ids.len() - 16 {
        let said = client.answer();
        assert!(said["error"]["message"].is_string(), "{said}");
        refused += 1;
    }
    assert!(client.body("get_limits", json!({}))["session"].is_object());
    client.end();
}

#[test]
fn what_models_write_as_text_is_read_where_it_can_mean_one_thing() {
    let mut client = Client::start(sample(), in_project(), ERAS[1]);
    let rows = |body: &Value| body["rows"].as_array().map(Vec::len);
    let cases = [
        json!({ "since": "all", "limit": "2" }),
        json!({ "since": "all", "limit": 2, "fields": "rows" }),
        json!({ "since": "all", "limit": 2.0, "fields": "[\"rows\"]" }),
        json!({ "since": "all", "limit": 2, "agent": "", "project": null }),
    ];
    for arguments in cases {
        assert_eq!(rows(&client.body("list_sessions", arguments.clone())), Some(2), "{arguments}");
    }
    assert!(client.body("what_if", json!({ "no_cache": "true" }))["session"].is_object());
    client.end();
}

#[test]
fn a_message_of_more_values_than_anything_takes_is_refused_unread() {
    let mut client = Client::start(sample(), in_project(), ERAS[1]);
    client.line(
        format!(r#"{{"jsonrpc":"2.0","id":5,"method":"ping","params":[{}1]}}"#, "1,".repeat(1 << 20))
            .as_bytes(),
    );
    assert_eq!(client.answer()["error"]["code"], -32600);
    client.end();
}
