//! Whether a line is a message, and whether what it asks for is stated as the method takes it. The SDK takes what it does not
//! understand for a method of somebody else's; here it is said what is wrong, by the field.

use rmcp::model::{ClientJsonRpcMessage, ErrorCode};
use serde_json::{Map, Value, json};

/// A message may hold as many commas: each value takes some hundred bytes while it is looked at.
const MOST_VALUES: usize = 20_000;

/// Why a line is answered by an error.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Refusal {
    /// The request that is answered; null where that is not known.
    id: Value,
    code: i32,
    message: String,
    data: Option<Value>,
}

impl Refusal {
    fn new(id: Value, code: ErrorCode, message: impl Into<String>) -> Self {
        Self { id, code: code.0, message: message.into(), data: None }
    }

    fn field(id: Value, field: &str, problem: &str) -> Self {
        let refusal = Self::new(id, ErrorCode::INVALID_PARAMS, format!("{field} {problem}"));
        Self { data: Some(json!({ "field": field })), ..refusal }
    }

    /// Returns what is answered to a body without a message.
    pub(super) fn nothing() -> Self {
        Self::new(Value::Null, ErrorCode::PARSE_ERROR, "the body is no JSON")
    }

    /// Returns what is answered to a line that is too long.
    pub(super) fn too_long() -> Self {
        Self::new(Value::Null, ErrorCode::INVALID_REQUEST, "the message is longer than 4 MiB")
    }

    /// Returns it as a message.
    pub(super) fn message(&self) -> Value {
        let mut error = json!({ "code": self.code, "message": self.message });
        if let Some(data) = &self.data {
            error["data"] = data.clone();
        }
        json!({ "jsonrpc": "2.0", "id": self.id, "error": error })
    }
}

/// What a line is.
#[derive(Debug)]
pub(super) enum Read {
    /// A message, and whether a conversation begins with it.
    Message { message: Box<ClientJsonRpcMessage>, opens: bool, is_request: bool },
    /// Nothing that is to be answered.
    Nothing,
}

/// Reads a line.
pub(super) fn read(line: &[u8]) -> Result<Read, Refusal> {
    if line.iter().all(u8::is_ascii_whitespace) {
        return Ok(Read::Nothing);
    }
    if line.iter().filter(|byte| **byte == b',').nth(MOST_VALUES).is_some() {
        let problem = "the message holds more values than anything takes";
        return Err(Refusal::new(Value::Null, ErrorCode::INVALID_REQUEST, problem));
    }
    let value: Value = serde_json::from_slice(line)
        .map_err(|_| Refusal::new(Value::Null, ErrorCode::PARSE_ERROR, "the line is no JSON"))?;
    let invalid = |id: Value, why: &str| Err(Refusal::new(id, ErrorCode::INVALID_REQUEST, why));
    let Value::Object(message) = &value else {
        return invalid(Value::Null, "a message is an object; there are no batches");
    };
    let id = match message.get("id") {
        None => None,
        Some(id) if id.is_string() || id.is_i64() => Some(id.clone()),
        Some(_) => return invalid(Value::Null, "id is a text or a whole number of 64 bits"),
    };
    let answered = || id.clone().unwrap_or(Value::Null);
    if message.get("jsonrpc").and_then(Value::as_str) != Some("2.0") {
        return invalid(answered(), "jsonrpc is \"2.0\"");
    }
    let Some(method) = message.get("method") else {
        // Nothing is asked of clients, so no answer of theirs is waited for.
        let is_answer = message.contains_key("result") || message.contains_key("error");
        return if is_answer { Ok(Read::Nothing) } else { invalid(answered(), "there is no method") };
    };
    let Some(method) = method.as_str() else { return invalid(answered(), "method is a text") };
    let (method, opens) = (method.to_owned(), opens(method, message));
    if let Some(id) = &id {
        check(&method, message).map_err(|(field, problem)| Refusal::field(id.clone(), &field, problem))?;
    }
    match (serde_json::from_value::<ClientJsonRpcMessage>(value), id) {
        (Ok(message), id) => {
            Ok(Read::Message { message: Box::new(message), opens, is_request: id.is_some() })
        }
        (Err(_), Some(id)) => Err(Refusal::field(id, "params", "is not what the method takes")),
        (Err(_), None) => Ok(Read::Nothing),
    }
}

/// Returns what is answered to a line that is no message; none for a message, and for what is not answered.
#[cfg(feature = "testkit")]
#[must_use]
pub fn refusal(line: &[u8]) -> Option<Value> {
    read(line).err().map(|refusal| refusal.message())
}

/// Whether a conversation begins with a message: before, only discovery and pings are answered.
fn opens(method: &str, message: &Map<String, Value>) -> bool {
    if method == "initialize" {
        return message.contains_key("id");
    }
    let version = stated(message, "protocolVersion").and_then(Value::as_str);
    !matches!(method, "server/discover" | "ping")
        && message.contains_key("id")
        && version.is_some_and(|version| super::convert::VERSIONS.contains(&version))
        && stated(message, "clientCapabilities").is_some_and(Value::is_object)
}

/// What a request of the era without a handshake states of itself.
fn stated<'a>(message: &'a Map<String, Value>, name: &str) -> Option<&'a Value> {
    message.get("params")?.get("_meta")?.get(format!("io.modelcontextprotocol/{name}"))
}

/// What a parameter of a method is.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Is {
    Text,
    Object,
    /// An object, or left out.
    MaybeObject,
}

/// What methods take.
const TAKEN: [(&str, &[(&str, Is)]); 9] = [
    (
        "initialize",
        &[("protocolVersion", Is::Text), ("capabilities", Is::Object), ("clientInfo", Is::Object)],
    ),
    ("tools/call", &[("name", Is::Text), ("arguments", Is::MaybeObject)]),
    ("resources/read", &[("uri", Is::Text)]),
    ("resources/subscribe", &[("uri", Is::Text)]),
    ("resources/unsubscribe", &[("uri", Is::Text)]),
    ("prompts/get", &[("name", Is::Text), ("arguments", Is::MaybeObject)]),
    ("completion/complete", &[("ref", Is::Object), ("argument", Is::Object)]),
    ("subscriptions/listen", &[("notifications", Is::Object)]),
    ("tools/list", &[]),
];

/// What the era without a handshake does not have.
const REMOVED: [&str; 3] = ["initialize", "resources/subscribe", "resources/unsubscribe"];

/// Returns which field is wrong, and why.
fn check(method: &str, message: &Map<String, Value>) -> Result<(), (String, &'static str)> {
    let params = match message.get("params") {
        None => None,
        Some(Value::Object(params)) => Some(params),
        Some(_) => return Err(("params".to_owned(), "is an object")),
    };
    // What an era does not have is not found, whatever is stated of it.
    if REMOVED.contains(&method) && stated(message, "protocolVersion") == Some(&json!("2026-07-28")) {
        return Ok(());
    }
    let states_cursor =
        params.and_then(|params| params.get("cursor")).is_some_and(|cursor| !cursor.is_null());
    if method.ends_with("/list") && states_cursor {
        return Err(("params.cursor".to_owned(), "is none that was handed out: lists have one page"));
    }
    let taken = TAKEN.iter().find(|(name, _)| *name == method).map_or(&[][..], |(_, taken)| taken);
    for (field, is) in taken {
        let problem = match (params.and_then(|params| params.get(*field)), is) {
            (Some(Value::String(_)), Is::Text)
            | (Some(Value::Object(_)), Is::Object | Is::MaybeObject)
            | (None | Some(Value::Null), Is::MaybeObject) => continue,
            (None, Is::Text | Is::Object) => "has to be stated",
            (Some(_), Is::Text) => "is a text",
            (Some(_), Is::Object | Is::MaybeObject) => "is an object",
        };
        return Err((format!("params.{field}"), problem));
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use serde_json::{Value, json};

    use super::{Read, read};

    /// A message of each kind, which a test makes others of.
    fn messages() -> Vec<Vec<u8>> {
        let meta = json!({
            "io.modelcontextprotocol/protocolVersion": "2026-07-28",
            "io.modelcontextprotocol/clientCapabilities": {},
        });
        [
            json!({ "jsonrpc": "2.0", "id": 1, "method": "initialize", "params": { "protocolVersion": "2025-11-25",
                "capabilities": {}, "clientInfo": { "name": "a", "version": "1" } } }),
            json!({ "jsonrpc": "2.0", "id": "x", "method": "tools/call", "params": { "name": "get_usage",
                "arguments": { "since": "7d" }, "_meta": meta } }),
            json!({ "jsonrpc": "2.0", "id": 3, "method": "subscriptions/listen", "params": { "notifications": {
                "resourceSubscriptions": ["scopeon://alerts"] }, "_meta": meta } }),
            json!({ "jsonrpc": "2.0", "method": "notifications/cancelled", "params": { "requestId": 1 } }),
            json!({ "jsonrpc": "2.0", "id": 4, "result": {} }),
            json!({ "jsonrpc": "2.0", "method": "initialize", "params": {} }),
        ]
        .map(|message| message.to_string().into_bytes())
        .to_vec()
    }

    fn holds(line: &[u8]) {
        match read(line) {
            Err(refusal) => {
                let message = refusal.message();
                assert!(message["error"]["code"].is_i64() && message["error"]["message"].is_string());
                assert!(matches!(message["id"], Value::Null | Value::String(_) | Value::Number(_)));
            }
            // What a conversation begins with is a question.
            Ok(Read::Message { opens, is_request, .. }) => assert!(is_request || !opens),
            Ok(Read::Nothing) => {}
        }
    }

    #[test]
    fn what_is_well_formed_is_read() {
        let read: Vec<bool> =
            messages().iter().map(|line| matches!(read(line), Ok(Read::Message { .. }))).collect();
        assert_eq!(read, [true, true, true, true, false, true]);
        for line in messages() {
            holds(&line);
        }
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(2_000))]
        #[test]
        fn whatever_comes_is_a_message_or_refused(
            which in 0_usize..6,
            edits in prop::collection::vec((any::<prop::sample::Index>(), any::<u8>(), 0_u8..3), 0..6),
            tail in prop::collection::vec(any::<u8>(), 0..8),
        ) {
            let mut line = messages().swap_remove(which);
            for (place, byte, how) in edits {
                let at = place.index(line.len().max(1)).min(line.len());
                match how {
                    0 if at < line.len() => line[at] = byte,
                    1 if at < line.len() => { line.remove(at); }
                    _ => line.insert(at, byte),
                }
            }
            line.extend(tail);
            holds(&line);
        }
    }
}
