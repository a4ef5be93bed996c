//! The same over HTTP: each request stands for itself.

use bytes::Bytes;
use http::{Request, Response, StatusCode};
use http_body_util::BodyExt;
use scopeon_app::CancelToken;
use scopeon_mcp::{HttpDoor, McpOptions};
use serde_json::{Value, json};

use crate::machine::{SESSION, sample};

/// A door that is open as long as a test lasts.
struct Open {
    door: HttpDoor,
    runtime: tokio::runtime::Runtime,
    cancel: CancelToken,
}

impl Open {
    fn new() -> Self {
        Self::with(McpOptions { is_read_only: true, is_read_elsewhere: false, ..McpOptions::default() })
    }

    fn with(options: McpOptions) -> Self {
        let cancel = CancelToken::new();
        let door = HttpDoor::open(sample().clone(), options, &cancel);
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime");
        Self { door, runtime, cancel }
    }

    fn send(&self, request: Request<Bytes>) -> (StatusCode, Value) {
        self.runtime.block_on(async {
            let response: Response<_> = self.door.answer(request).await;
            let status = response.status();
            let body = response.into_body().collect().await.expect("a body").to_bytes();
            (status, serde_json::from_slice(&body).unwrap_or_default())
        })
    }

    /// Asks as a client of the newest era does; headers may be stated otherwise.
    fn ask(&self, method: &str, params: Value, otherwise: &[(&str, &str)]) -> (StatusCode, Value) {
        let mut params = params;
        params["_meta"] = json!({
            "io.modelcontextprotocol/protocolVersion": "2026-07-28",
            "io.modelcontextprotocol/clientInfo": { "name": "a", "version": "1" },
            "io.modelcontextprotocol/clientCapabilities": {},
        });
        let named = params.get("name").or(params.get("uri")).and_then(Value::as_str).map(str::to_owned);
        let body = json!({ "jsonrpc": "2.0", "id": 1, "method": method, "params": params }).to_string();
        let mut headers: Vec<(String, String)> = [
            ("host", "127.0.0.1:7771"),
            ("content-type", "application/json"),
            ("accept", "application/json, text/event-stream"),
            ("mcp-protocol-version", "2026-07-28"),
            ("mcp-method", method),
        ]
        .map(|(name, value)| (name.to_owned(), value.to_owned()))
        .to_vec();
        headers.extend(named.map(|name| ("mcp-name".to_owned(), name)));
        for (name, value) in otherwise {
            headers.retain(|(known, _)| known != name);
            headers.push(((*name).to_owned(), (*value).to_owned()));
        }
        let mut request = Request::post("/mcp");
        for (name, value) in headers {
            request = request.header(name, value);
        }
        self.send(request.body(Bytes::from(body)).expect("a request"))
    }
}

impl Drop for Open {
    fn drop(&mut self) {
        self.cancel.request();
    }
}

#[test]
fn questions_are_answered() {
    let open = Open::new();
    let (status, listed) = open.ask("tools/list", json!({}), &[]);
    assert_eq!(status, StatusCode::OK, "{listed}");
    // Nothing may be changed here, so the tool that writes is not listed.
    assert_eq!(listed["result"]["tools"].as_array().map(Vec::len), Some(7));
    let (status, told) = open.ask(
        "tools/call",
        json!({ "name": "get_token_usage", "arguments": { "session": SESSION } }),
        &[],
    );
    assert_eq!(
        (status, &told["result"]["structuredContent"]["session"]["by"]),
        (StatusCode::OK, &json!("argument"))
    );
    let (_, refused) = open.ask(
        "tools/call",
        json!({ "name": "set_session_tags", "arguments": { "tags": [], "session": SESSION } }),
        &[],
    );
    assert_eq!(refused["result"]["isError"], true);
}

#[test]
fn headers_are_held_against_the_body() {
    let open = Open::new();
    let cases: [(&str, &str); 4] = [
        ("mcp-method", "tools/list"),
        ("mcp-name", "get_usage"),
        ("mcp-protocol-version", "2025-11-25"),
        ("mcp-method", ""),
    ];
    for header in cases {
        let (status, said) = open.ask("tools/call", json!({ "name": "get_limits" }), &[header]);
        assert_eq!(
            (status, &said["error"]["code"]),
            (StatusCode::BAD_REQUEST, &json!(-32020)),
            "{header:?}: {said}"
        );
    }
}

#[test]
fn what_is_no_question_is_refused() {
    let open = Open::new();
    for method in ["GET", "DELETE", "PUT", "OPTIONS"] {
        let request =
            Request::builder().method(method).uri("/mcp").header("host", "127.0.0.1").body(Bytes::new());
        assert_eq!(open.send(request.expect("a request")).0, StatusCode::METHOD_NOT_ALLOWED, "{method}");
    }
    let nonsense = Request::post("/mcp").header("host", "127.0.0.1").body(Bytes::from_static(b"{"));
    let (status, said) = open.send(nonsense.expect("a request"));
    assert_eq!((status, &said["error"]["code"]), (StatusCode::BAD_REQUEST, &json!(-32700)));
    let (status, said) = open.ask("tools/nothing", json!({}), &[]);
    assert_eq!((status, &said["error"]["code"]), (StatusCode::NOT_FOUND, &json!(-32601)));
}

#[test]
fn what_lies_in_a_session_is_held_back_where_calls_are() {
    let hidden = Open::with(McpOptions { hides_calls: true, is_read_only: true, ..McpOptions::default() });
    let whole = Open::new();
    let explored = json!({ "name": "explore", "arguments": { "path": ["claude-code", "path-0123456789abcdef", "x", SESSION] } });
    let (_, refused) = hidden.ask("tools/call", explored, &[]);
    let text = refused["result"]["content"][0]["text"].as_str().unwrap_or_default();
    assert!(refused["result"]["isError"] == true && text.contains("--tier 3"), "{refused}");
    let summary = json!({ "name": "get_session_summary", "arguments": { "session": SESSION } });
    let turns = |open: &Open| {
        let (_, told) = open.ask("tools/call", summary.clone(), &[]);
        told["result"]["structuredContent"]["rows"].as_array().map(Vec::len)
    };
    assert_eq!(turns(&hidden), Some(0));
    assert!(turns(&whole).is_some_and(|count| count > 0));
}

#[test]
fn a_client_that_takes_json_is_answered() {
    let open = Open::new();
    for accepted in ["*/*", "application/json", "application/json;q=0.9, text/html"] {
        let (status, listed) = open.ask("tools/list", json!({}), &[("accept", accepted)]);
        assert_eq!(status, StatusCode::OK, "{accepted}: {listed}");
    }
    let empty = Request::post("/mcp").header("host", "127.0.0.1").body(Bytes::new()).expect("a request");
    let (status, said) = open.send(empty);
    assert_eq!((status, &said["error"]["code"]), (StatusCode::BAD_REQUEST, &json!(-32700)));
}
